/*
 * What a field takes, in words.
 */
#include "sim/base/field.h"

#include "sim/base/arena.h"
#include "sim/base/field_parts.h"
#include "sim/base/units.h"

const char *field_quantity_example(const struct field *f)
{
    if (f->example != NULL) {
        return f->example;
    }
    switch (f->kind) {
    case FIELD_DURATION:
    case FIELD_DURATION_REAL:
        return "35ms";
    case FIELD_RATE:
        return "650Mbps";
    case FIELD_PPS:
        return "220000pps";
    case FIELD_KILOBYTES:
        return "102400000KB";
    case FIELD_LIMIT:
        return "50MB or 100packets";
    case FIELD_FRACTION:
        return "0.1%";
    default:
        return "1400B";
    }
}

static const char *const kind_words[] = {
    [FIELD_STRING] = "text",
    [FIELD_NAME] = "a name",
    [FIELD_SECRET] = "a key of 1 to 128 printable characters",
    [FIELD_BOOL] = "true or false",
    [FIELD_INT] = "a whole number",
    [FIELD_NUMBER] = "a number",
    [FIELD_DURATION] = "a duration",
    [FIELD_DURATION_REAL] = "a duration",
    [FIELD_RATE] = "a rate",
    [FIELD_PPS] = "a packet rate",
    [FIELD_BYTES] = "a size",
    [FIELD_BYTES_REAL] = "a size",
    [FIELD_KILOBYTES] = "a size",
    [FIELD_LIMIT] = "a size or a number of packets",
    [FIELD_FRACTION] = "a percentage",
    [FIELD_WORD] = "a word",
    [FIELD_PREFIX] = "an IPv4 prefix such as 10.1.0.0/24",
    [FIELD_PREFIXES] = "a list of IPv4 prefixes such as [10.1.0.0/16]",
    [FIELD_REF] = "a name",
    [FIELD_SUBNET_REF] = "a subnet as VNET/SUBNET",
    [FIELD_DIST_TIME] = "a duration, or a distribution of durations",
    [FIELD_DIST_BYTES] = "a size, or a distribution of sizes",
    [FIELD_SAMPLE_TIME] = "the name of a CSV file",
    [FIELD_SAMPLE_BYTES] = "the name of a CSV file",
    [FIELD_REPLAY] = "the name of a CSV file",
    [FIELD_STRUCT] = "a mapping",
    [FIELD_MAP] = "a mapping from names",
    [FIELD_NAMES] = "a list of names such as [rtt_p50_ms, rtt_p99_ms]",
    [FIELD_NODE] = "a mapping",
};

const char *field_expects(const struct field *f, struct arena *arena)
{
    if (f->kind == FIELD_WORD) {
        const char *text = NULL;
        for (const struct field_word *w = f->words; w->word != NULL; w++) {
            if (!w->later) {
                text = text == NULL ? w->word
                                    : arena_printf(arena, "%s%s%s", text,
                                                   w[1].word == NULL ? " or " : ", ", w->word);
            }
        }
        return text;
    }
    if (field_is_quantity(f->kind)) {
        return arena_printf(arena, "%s such as %s%s%s", kind_words[f->kind],
                            field_quantity_example(f),
                            (f->flags & FIELD_UNLIMITED) ? ", or unlimited"
                            : f->words != NULL           ? ", or "
                                                         : "",
                            f->words != NULL ? f->words[0].word : "");
    }
    if (f->kind == FIELD_PREFIX && (f->flags & FIELD_OR_TAG) != 0) {
        return arena_printf(arena, "%s, or a service tag such as Storage", kind_words[f->kind]);
    }
    if (f->kind == FIELD_NAMES && f->example != NULL) {
        return arena_printf(arena, "a list such as %s", f->example);
    }
    return kind_words[f->kind];
}

/* The text of a bound in the field's own unit. */
static const char *bound_text(const struct field *f, int64_t bound, struct arena *arena)
{
    char buf[UNITS_TEXT_MAX];
    if (f->kind == FIELD_FRACTION) {
        return arena_printf(arena, "%lld%%", (long long)bound);
    }
    if (f->kind == FIELD_KILOBYTES) {
        return arena_printf(arena, "%lldKB", (long long)(bound / 1024));
    }
    if (field_is_quantity(f->kind) || f->kind == FIELD_DIST_TIME || f->kind == FIELD_DIST_BYTES) {
        return arena_strdup(
            arena, units_format(f->kind == FIELD_DIST_TIME ? UNITS_TIME : field_dimension(f->kind),
                                bound, buf));
    }
    return arena_printf(arena, "%lld", (long long)bound);
}

const char *field_range(const struct field *f, struct arena *arena)
{
    if (f->min == 0 && f->max == 0) {
        return f->kind == FIELD_FRACTION ? "0% to 100%" : NULL;
    }
    const bool open = (f->flags & FIELD_OPEN) != 0;
    const char *min = bound_text(f, f->min, arena);
    if (f->max == INT64_MAX) {
        return arena_printf(arena, "%s %s", open ? "above" : "at least", min);
    }
    return arena_printf(arena, open ? "above %s and below %s" : "%s to %s", min,
                        bound_text(f, f->max, arena));
}
