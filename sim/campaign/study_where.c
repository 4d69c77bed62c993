#include "sim/campaign/study_where.h"

#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/field.h"

struct parser {
    const struct study *s;
    size_t configuration;
    struct arena *arena;
    const char *at;
    const char *error;
    int depth;
};

enum { DEPTH_MAX = 32 };

static bool parse_or(struct parser *p);

static void fail(struct parser *p, const char *what)
{
    if (p->error == NULL) {
        p->error = p->at[0] != '\0' ? arena_printf(p->arena, "%s at `%s`", what, p->at)
                                    : arena_printf(p->arena, "%s at its end", what);
    }
}

static void skip_blanks(struct parser *p)
{
    p->at += strspn(p->at, " \t\n");
}

/* A word of letters, digits, - and _; NULL when none stands here. */
static const char *take_word(struct parser *p)
{
    skip_blanks(p);
    size_t n = 0;
    while (p->at[n] != '\0' && strchr(" \t\n()=!", p->at[n]) == NULL) {
        n++;
    }
    if (n == 0) {
        return NULL;
    }
    const char *word = arena_strndup(p->arena, p->at, n);
    p->at += n;
    return word;
}

static bool take(struct parser *p, const char *token)
{
    skip_blanks(p);
    const size_t n = strlen(token);
    if (strncmp(p->at, token, n) != 0) {
        return false;
    }
    if (field_name_ok(token) && p->at[n] != '\0' && strchr(" \t\n()", p->at[n]) == NULL) {
        return false; /* "order" is not "or" */
    }
    p->at += n;
    return true;
}

static const struct study_axis *find_axis(struct parser *p, const char *name, size_t *index)
{
    for (size_t i = 0; i < p->s->n_axes; i++) {
        if (strcmp(p->s->axis[i].name, name) == 0) {
            *index = i;
            return &p->s->axis[i];
        }
    }
    return NULL;
}

static bool parse_comparison(struct parser *p)
{
    size_t index = 0;
    const char *name = take_word(p);
    const struct study_axis *axis = name != NULL ? find_axis(p, name, &index) : NULL;
    if (axis == NULL) {
        fail(p, name != NULL ? arena_printf(p->arena, "there is no axis `%s`", name)
                             : "an axis is missing");
        return false;
    }
    const bool equal = take(p, "==");
    if (!equal && !take(p, "!=")) {
        fail(p, "== or != is missing");
        return false;
    }
    const char *value = take_word(p);
    for (size_t k = 0; value != NULL && k < axis->n; k++) {
        if (strcmp(axis->setting[k].name, value) == 0) {
            return (study_setting_of(p->s, p->configuration, index) == k) == equal;
        }
    }
    fail(p, value != NULL ? arena_printf(p->arena, "axis `%s` has no setting `%s`", name, value)
                          : "a setting is missing");
    return false;
}

static bool parse_not(struct parser *p)
{
    bool value;
    if (++p->depth > DEPTH_MAX) {
        fail(p, "it is nested too deep");
        return false;
    }
    if (take(p, "not")) {
        value = !parse_not(p);
    } else if (take(p, "(")) {
        value = parse_or(p);
        if (!take(p, ")")) {
            fail(p, "a ) is missing");
        }
    } else {
        value = parse_comparison(p);
    }
    p->depth--;
    return value;
}

static bool parse_and(struct parser *p)
{
    bool value = parse_not(p);
    while (p->error == NULL && take(p, "and")) {
        const bool right = parse_not(p);
        value = value && right;
    }
    return value;
}

static bool parse_or(struct parser *p)
{
    bool value = parse_and(p);
    while (p->error == NULL && take(p, "or")) {
        const bool right = parse_and(p);
        value = value || right;
    }
    return value;
}

bool study_where(const struct study *s, size_t i, struct arena *arena, const char **error)
{
    struct parser p = {.s = s, .configuration = i, .arena = arena, .at = s->where};
    const bool value = parse_or(&p);
    skip_blanks(&p);
    if (p.error == NULL && p.at[0] != '\0') {
        fail(&p, "something is left over");
    }
    *error = p.error;
    return p.error == NULL && value;
}

bool study_takes(const struct study *s, size_t i)
{
    const char *error = NULL;
    if (s->where == NULL) {
        return true;
    }
    struct arena *scratch = arena_new();
    const bool takes = study_where(s, i, scratch, &error);
    arena_free(scratch);
    return takes;
}
