/* Functions of numbers, and comparisons. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim/arm/call.h"

static struct arm_value *arithmetic(struct arm_call *c, char how)
{
    int64_t v = 0;
    ARM_NEED(c, 0, ARM_INT);
    ARM_NEED(c, 1, ARM_INT);
    const int64_t a = c->arg[0]->whole, b = c->arg[1]->whole;
    bool over = false;
    if ((how == '/' || how == '%') && b == 0) {
        return arm_mistake(c->w, c->at, "%s by zero", c->name);
    }
    switch (how) {
    case '+':
        over = __builtin_add_overflow(a, b, &v);
        break;
    case '-':
        over = __builtin_sub_overflow(a, b, &v);
        break;
    case '*':
        over = __builtin_mul_overflow(a, b, &v);
        break;
    default:
        over = a == INT64_MIN && b == -1;
        v = over ? 0 : how == '/' ? a / b : a % b;
    }
    return over ? arm_mistake(c->w, c->at, "%s: the result is too large", c->name)
                : arm_say_int(c, v);
}

static struct arm_value *add(struct arm_call *c)
{
    return arithmetic(c, '+');
}

static struct arm_value *sub(struct arm_call *c)
{
    return arithmetic(c, '-');
}

static struct arm_value *mul(struct arm_call *c)
{
    return arithmetic(c, '*');
}

static struct arm_value *divide(struct arm_call *c)
{
    return arithmetic(c, '/');
}

static struct arm_value *mod(struct arm_call *c)
{
    return arithmetic(c, '%');
}

/* Of whole numbers, or of an array of them. */
static struct arm_value *extreme(struct arm_call *c, int sign)
{
    struct arm_value *const *v = c->arg;
    size_t n = c->n;
    if (n == 1 && v[0]->kind == ARM_ARRAY) {
        n = v[0]->n;
        v = v[0]->item;
    }
    const struct arm_value *best = NULL;
    for (size_t i = 0; i < n; i++) {
        if (v[i]->kind != ARM_INT) {
            return arm_mistake(c->w, c->at, "%s takes whole numbers, not %s", c->name,
                               arm_kind_name(v[i]->kind));
        }
        best = best == NULL || (sign > 0 ? v[i]->whole > best->whole : v[i]->whole < best->whole)
                   ? v[i]
                   : best;
    }
    return best != NULL ? arm_say_int(c, best->whole)
                        : arm_mistake(c->w, c->at, "%s of nothing", c->name);
}

static struct arm_value *minimum(struct arm_call *c)
{
    return extreme(c, -1);
}

static struct arm_value *maximum(struct arm_call *c)
{
    return extreme(c, 1);
}

static struct arm_value *to_int(struct arm_call *c)
{
    if (c->arg[0]->kind == ARM_INT) {
        return c->arg[0];
    }
    ARM_NEED(c, 0, ARM_TEXT);
    char *end;
    errno = 0;
    const long long v = strtoll(c->arg[0]->text, &end, 10);
    return end != c->arg[0]->text && *end == '\0' && errno == 0
               ? arm_say_int(c, v)
               : arm_mistake(c->w, c->at, "int of `%.40s`", c->arg[0]->text);
}

static struct arm_value *to_float(struct arm_call *c)
{
    if (c->arg[0]->kind == ARM_INT || c->arg[0]->kind == ARM_NUMBER) {
        return c->arg[0];
    }
    ARM_NEED(c, 0, ARM_TEXT);
    char *end;
    struct arm_value *v = arm_say_int(c, 0);
    v->kind = ARM_NUMBER;
    v->number = strtod(c->arg[0]->text, &end);
    return end != c->arg[0]->text && *end == '\0'
               ? v
               : arm_mistake(c->w, c->at, "float of `%.40s`", c->arg[0]->text);
}

static double number(const struct arm_value *v)
{
    return v->kind == ARM_INT ? (double)v->whole : v->number;
}

static struct arm_value *compare(struct arm_call *c, bool (*ok)(int))
{
    const bool texts = c->arg[0]->kind == ARM_TEXT && c->arg[1]->kind == ARM_TEXT;
    for (size_t i = 0; i < 2 && !texts; i++) {
        if (c->arg[i]->kind != ARM_INT && c->arg[i]->kind != ARM_NUMBER) {
            return arm_wrong(c, i, "two numbers or two strings");
        }
    }
    if (texts) {
        return arm_say_bool(c, ok(strcmp(c->arg[0]->text, c->arg[1]->text)));
    }
    const double a = number(c->arg[0]), b = number(c->arg[1]);
    return arm_say_bool(c, ok((a > b) - (a < b)));
}

static bool is_less(int order)
{
    return order < 0;
}

static bool is_greater(int order)
{
    return order > 0;
}

static bool is_no_greater(int order)
{
    return order <= 0;
}

static bool is_no_less(int order)
{
    return order >= 0;
}

static struct arm_value *less(struct arm_call *c)
{
    return compare(c, is_less);
}

static struct arm_value *greater(struct arm_call *c)
{
    return compare(c, is_greater);
}

static struct arm_value *less_or_equals(struct arm_call *c)
{
    return compare(c, is_no_greater);
}

static struct arm_value *greater_or_equals(struct arm_call *c)
{
    return compare(c, is_no_less);
}

const struct arm_function arm_number_functions[] = {
    {"add", add, 2, 2, 0},
    {"sub", sub, 2, 2, 0},
    {"mul", mul, 2, 2, 0},
    {"div", divide, 2, 2, 0},
    {"mod", mod, 2, 2, 0},
    {"min", minimum, 1, ARM_ANY, 0},
    {"max", maximum, 1, ARM_ANY, 0},
    {"int", to_int, 1, 1, 0},
    {"float", to_float, 1, 1, 0},
    {"less", less, 2, 2, 0},
    {"lessOrEquals", less_or_equals, 2, 2, 0},
    {"greater", greater, 2, 2, 0},
    {"greaterOrEquals", greater_or_equals, 2, 2, 0},
    {NULL, NULL, 0, 0, 0},
};
