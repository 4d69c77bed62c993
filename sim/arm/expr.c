#include "sim/arm/expr.h"

#include <string.h>

#include "sim/base/arena.h"

struct parser {
    const char *text;
    size_t len, at; /* len: up to the closing bracket */
    unsigned depth;
    struct arena *arena;
    const char *why;
    size_t why_at;
};

bool arm_expr_is(const char *text, size_t len)
{
    return len >= 2 && text[0] == '[' && text[1] != '[' && text[len - 1] == ']';
}

static struct arm_expr *fail(struct parser *p, const char *why)
{
    if (p->why == NULL) {
        p->why = why;
        p->why_at = p->at;
    }
    return NULL;
}

static char peek(struct parser *p)
{
    while (p->at < p->len && (p->text[p->at] == ' ' || p->text[p->at] == '\t' ||
                              p->text[p->at] == '\n' || p->text[p->at] == '\r')) {
        p->at++;
    }
    return p->at < p->len ? p->text[p->at] : '\0';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static struct arm_expr *new_expr(struct parser *p, enum arm_expr_kind kind)
{
    struct arm_expr *e = ARENA_NEW(p->arena, struct arm_expr);
    e->kind = kind;
    e->at = p->at;
    return e;
}

/* 'it''s' */
static struct arm_expr *parse_text(struct parser *p)
{
    struct arm_expr *e = new_expr(p, ARM_EXPR_TEXT);
    const size_t from = ++p->at;
    size_t n = 0;
    while (p->at < p->len &&
           (p->text[p->at] != '\'' || (p->at + 1 < p->len && p->text[p->at + 1] == '\''))) {
        p->at += p->text[p->at] == '\'' ? 2 : 1;
        n++;
    }
    if (p->at >= p->len) {
        p->at = from - 1;
        return fail(p, "this string has no end: a ' is missing");
    }
    char *copy = arena_alloc(p->arena, n + 1);
    for (size_t i = from, k = 0; k < n; k++) {
        copy[k] = p->text[i];
        i += p->text[i] == '\'' ? 2 : 1;
    }
    p->at++;
    e->text = copy;
    return e;
}

static struct arm_expr *parse_int(struct parser *p)
{
    struct arm_expr *e = new_expr(p, ARM_EXPR_INT);
    const bool negative = p->text[p->at] == '-';
    p->at += negative || p->text[p->at] == '+';
    if (p->at >= p->len || !is_digit(p->text[p->at])) {
        return fail(p, "a digit is expected");
    }
    for (; p->at < p->len && is_digit(p->text[p->at]); p->at++) {
        const int digit = p->text[p->at] - '0';
        if (e->whole > (INT64_MAX - digit) / 10) {
            return fail(p, "this number is too large");
        }
        e->whole = e->whole * 10 + digit;
    }
    if (p->at < p->len && (p->text[p->at] == '.' || is_letter(p->text[p->at]))) {
        return fail(p, "expressions have whole numbers only");
    }
    e->whole = negative ? -e->whole : e->whole;
    return e;
}

static const char *parse_name(struct parser *p)
{
    const size_t from = p->at;
    while (p->at < p->len && (is_letter(p->text[p->at]) || is_digit(p->text[p->at]))) {
        p->at++;
    }
    return arena_strndup(p->arena, p->text + from, p->at - from);
}

static struct arm_expr *parse(struct parser *p);

static void add_arg(struct parser *p, struct arm_expr *e, struct arm_expr *arg)
{
    if ((e->n & (e->n - 1)) == 0) { /* a power of two: full */
        e->args = arena_grow(p->arena, e->args, e->n, e->n == 0 ? 1 : e->n * 2,
                             sizeof(struct arm_expr *));
    }
    e->args[e->n++] = arg;
}

static struct arm_expr *parse_args(struct parser *p, struct arm_expr *e)
{
    p->at++;
    if (peek(p) == ')') {
        p->at++;
        return e;
    }
    for (;;) {
        struct arm_expr *arg = parse(p);
        if (arg == NULL) {
            return NULL;
        }
        add_arg(p, e, arg);
        const char c = peek(p);
        if (c != ',' && c != ')') {
            return fail(p, "a comma or ) is expected");
        }
        p->at++;
        if (c == ')') {
            return e;
        }
    }
}

/* name(...), namespace.name(...); true, false and null are also taken without (). */
static struct arm_expr *parse_call(struct parser *p)
{
    struct arm_expr *e = new_expr(p, ARM_EXPR_CALL);
    e->text = parse_name(p);
    if (peek(p) == '.') {
        p->at++;
        if (!is_letter(peek(p))) {
            return fail(p, "the name of a function is expected");
        }
        e->text = arena_printf(p->arena, "%s.%s", e->text, parse_name(p));
    }
    if (peek(p) == '(') {
        return parse_args(p, e);
    }
    if (strcmp(e->text, "true") == 0 || strcmp(e->text, "false") == 0 ||
        strcmp(e->text, "null") == 0) {
        return e;
    }
    return fail(p, "a ( is expected behind the name of a function");
}

static struct arm_expr *parse_index(struct parser *p, struct arm_expr *of)
{
    struct arm_expr *e = new_expr(p, ARM_EXPR_INDEX);
    p->at++;
    if (peek(p) == '?') {
        e->safe = true;
        p->at++;
    }
    struct arm_expr *index = parse(p);
    if (index == NULL) {
        return NULL;
    }
    if (peek(p) != ']') {
        return fail(p, "a ] is expected");
    }
    p->at++;
    e->of = of;
    add_arg(p, e, index);
    return e;
}

static struct arm_expr *parse_member(struct parser *p, struct arm_expr *of)
{
    struct arm_expr *e = new_expr(p, ARM_EXPR_MEMBER);
    p->at++;
    if (peek(p) == '?') {
        e->safe = true;
        p->at++;
    }
    if (e->safe && peek(p) == '[') { /* .?[index], as some write it */
        struct arm_expr *index = parse_index(p, of);
        if (index != NULL) {
            index->safe = true;
        }
        return index;
    }
    if (!is_letter(peek(p))) {
        return fail(p, "the name of a member is expected");
    }
    e->text = parse_name(p);
    e->of = of;
    return e;
}

static struct arm_expr *parse_primary(struct parser *p)
{
    const char c = peek(p);
    if (c == '\'') {
        return parse_text(p);
    }
    if (is_digit(c) || c == '-' || c == '+') {
        return parse_int(p);
    }
    if (is_letter(c)) {
        return parse_call(p);
    }
    return fail(p, c == '\0' ? "something is missing here"
                             : "a function, a string in ' ' or a whole number is expected");
}

static struct arm_expr *parse(struct parser *p)
{
    if (++p->depth > ARM_EXPR_DEPTH_MAX) {
        return fail(p, "the expression is nested deeper than 100 levels");
    }
    struct arm_expr *e = parse_primary(p);
    /* A chain of members is as deep to evaluate as it is long. */
    for (unsigned links = 0; e != NULL; links++) {
        const char c = peek(p);
        if (c != '.' && c != '[') {
            break;
        }
        e = links == ARM_EXPR_DEPTH_MAX ? fail(p, "more than 100 members in a chain")
            : c == '.'                  ? parse_member(p, e)
                                        : parse_index(p, e);
    }
    p->depth--;
    return e;
}

struct arm_expr *arm_expr_parse(const char *text, size_t len, struct arena *arena, const char **why,
                                size_t *at)
{
    struct parser p = {.text = text, .len = len - 1, .at = 1, .arena = arena};
    struct arm_expr *e;
    if (len > ARM_EXPR_MAX) {
        e = fail(&p, "the expression is longer than 64 KiB");
    } else {
        e = parse(&p);
        if (e != NULL && peek(&p) != '\0') {
            e = fail(&p, "nothing is expected behind the expression");
        }
    }
    *why = p.why;
    *at = p.why_at;
    return e;
}
