/* Functions that look at a text, or take a part of it. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "sim/arm/call.h"
#include "sim/base/arena.h"

static struct arm_value *change_case(struct arm_call *c, int (*to)(int))
{
    ARM_NEED(c, 0, ARM_TEXT);
    char *copy = arena_strdup(c->w->arena, c->arg[0]->text);
    for (char *s = copy; *s != '\0'; s++) {
        *s = (unsigned char)*s < 0x80 ? (char)to((unsigned char)*s) : *s;
    }
    return arm_say_text(c, copy);
}

static struct arm_value *to_lower(struct arm_call *c)
{
    return change_case(c, tolower);
}

static struct arm_value *to_upper(struct arm_call *c)
{
    return change_case(c, toupper);
}

static struct arm_value *trim(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_TEXT);
    const char *s = c->arg[0]->text + strspn(c->arg[0]->text, " \t\r\n");
    size_t n = strlen(s);
    while (n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL) {
        n--;
    }
    return arm_say_text_n(c, s, n);
}

static struct arm_value *substring(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_TEXT);
    ARM_NEED(c, 1, ARM_INT);
    const int64_t len = (int64_t)c->arg[0]->len, from = c->arg[1]->whole;
    if (c->n > 2) {
        ARM_NEED(c, 2, ARM_INT);
    }
    if (from < 0 || from > len) {
        return arm_mistake(c->w, c->at, "substring starts at %lld in a text of %lld",
                           (long long)from, (long long)len);
    }
    const int64_t n = c->n > 2 ? c->arg[2]->whole : len - from;
    if (n < 0 || n > len - from) {
        return arm_mistake(c->w, c->at, "substring takes %lld from %lld in a text of %lld",
                           (long long)n, (long long)from, (long long)len);
    }
    return arm_say_text_n(c, c->arg[0]->text + from, (size_t)n);
}

static bool begins(const char *s, const char *with)
{
    return strncasecmp(s, with, strlen(with)) == 0;
}

static struct arm_value *starts_with(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_TEXT);
    ARM_NEED(c, 1, ARM_TEXT);
    return arm_say_bool(c, begins(c->arg[0]->text, c->arg[1]->text));
}

static struct arm_value *ends_with(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_TEXT);
    ARM_NEED(c, 1, ARM_TEXT);
    const size_t n = c->arg[0]->len, k = c->arg[1]->len;
    return arm_say_bool(c, k <= n && strcasecmp(c->arg[0]->text + n - k, c->arg[1]->text) == 0);
}

static bool is_delimiter(const struct arm_value *with, const char *s, size_t *len)
{
    if (with->kind == ARM_TEXT) {
        *len = with->len;
        return *len > 0 && strncmp(s, with->text, *len) == 0;
    }
    for (size_t i = 0; i < with->n; i++) {
        if (with->item[i]->kind == ARM_TEXT && is_delimiter(with->item[i], s, len)) {
            return true;
        }
    }
    return false;
}

static struct arm_value *split(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_TEXT);
    const struct arm_value *with = c->arg[1];
    size_t n = 1, len = 0, k = 0;
    if (with->kind != ARM_TEXT && with->kind != ARM_ARRAY) {
        return arm_wrong(c, 1, "a string or an array of them");
    }
    if (with->kind == ARM_ARRAY &&
        !arm_may_work(c->w, c->at, with->n * (c->arg[0]->len / 16 + 1))) {
        return arm_too_much(c);
    }
    for (const char *s = c->arg[0]->text; *s != '\0'; s += is_delimiter(with, s, &len) ? len : 1) {
        n += is_delimiter(with, s, &len);
    }
    if (!arm_may_work(c->w, c->at, n)) {
        return arm_too_much(c);
    }
    struct arm_value *list = arm_value_array(c->w->arena, n, c->at);
    const char *from = c->arg[0]->text;
    for (const char *s = from;; s++) {
        if (*s == '\0' || is_delimiter(with, s, &len)) {
            list->item[k++] = arm_say_text_n(c, from, (size_t)(s - from));
            if (*s == '\0') {
                return list;
            }
            from = s + len;
            s = from - 1;
        }
    }
}

const struct arm_function arm_text_functions[] = {
    {"toLower", to_lower, 1, 1, 0},
    {"toUpper", to_upper, 1, 1, 0},
    {"trim", trim, 1, 1, 0},
    {"substring", substring, 2, 3, 0},
    {"startsWith", starts_with, 2, 2, 0},
    {"endsWith", ends_with, 2, 2, 0},
    {"split", split, 2, 2, 0},
    {NULL, NULL, 0, 0, 0},
};
