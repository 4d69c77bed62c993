/* Expressions of templates: each function by what it gives, mistakes by what is said of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "sim/arm/eval.h"
#include "sim/arm/expr.h"
#include "sim/arm/read.h"
#include "sim/arm/template.h"
#include "sim/base/arena.h"

static const char template_text[] =
    "{ // a comment\n"
    " \"parameters\": {\"p\": {\"type\": \"string\", \"defaultValue\": \"[concat(variables('v'), "
    "'!')]\"},\n"
    "   \"own\": {\"type\": \"int\", \"defaultValue\": \"[parameters('own')]\"}},\n"
    " \"variables\": {\"v\": \"abc\", \"list\": [1, 2, 3,], /* behind the last */ \"o\": "
    "{\"Name\": \"x\", \"n\": {\"deep\": [10, 20]}},\n"
    "   \"copy\": [{\"name\": \"nets\", \"count\": 3, \"input\": \"[format('10.{0}.0.0/16', "
    "copyIndex('nets', 1))]\"}]},\n"
    " \"functions\": [{\"namespace\": \"my\", \"members\": {\"twice\": {\"parameters\": "
    "[{\"name\": \"x\", \"type\": \"int\"}],\n"
    "   \"output\": {\"type\": \"int\", \"value\": \"[mul(2, parameters('x'))]\"}}}}],\n"
    " \"resources\": []}";

struct fixture {
    struct arena *arena;
    struct arm_world w;
    struct arm_deployment *d;
};

static int setup(void **state)
{
    static struct fixture f;
    f = (struct fixture){.arena = arena_new()};
    f.w = (struct arm_world){.arena = f.arena, .diag = diag_new(f.arena), .location = "eastus"};
    struct arm_value *t = arm_read(0, template_text, strlen(template_text), f.arena, f.w.diag);
    assert_non_null(t);
    f.d = arm_deployment_new(&f.w, t, "main");
    arm_deployment_bind(f.d, NULL, NULL);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    arm_world_fini(&f->w);
    arena_free(f->arena);
    return 0;
}

/* The value as JSON; of an unknown one why. */
static const char *value(struct fixture *f, const char *text)
{
    struct arm_value *v = arm_plain(
        arm_expand(&f->w, &f->d->frame, arm_value_text(f->arena, text, (struct span){0})));
    return v->kind == ARM_UNKNOWN ? v->unknown->why : arm_print(f->arena, v);
}

static void test_arm_expr_values(void **state)
{
    static const char *const cases[][2] = {
        {"plain", "\"plain\""},
        {"[[not one]", "\"[not one]\""},
        {"[parameters('P')]", "\"abc!\""},
        {"[variables('list')]", "[1,2,3]"},
        {"[variables('o').name]", "\"x\""},
        {"[variables('o').n.deep[1]]", "20"},
        {"[variables('o')['NAME']]", "\"x\""},
        {"[variables('o').?none]", "null"},
        {"[variables('list')[?7]]", "null"},
        {"[variables('nets')]", "[\"10.1.0.0/16\",\"10.2.0.0/16\",\"10.3.0.0/16\"]"},
        {"[my.twice(21)]", "42"},
        {"[concat('a', 1, true())]", "\"a1True\""},
        {"[concat(createArray(1), createArray(2))]", "[1,2]"},
        {"['it''s']", "\"it's\""},
        {"[format('{0}-{1:D3}-{{}}', 'x', 7)]", "\"x-007-{}\""},
        {"[format('{0,4}|{0,-4}|', 'x')]", "\"   x|x   |\""},
        {"[if(equals(1, 1), 'yes', variables('none'))]", "\"yes\""},
        {"[and(false(), variables('none'))]", "false"},
        {"[or(true(), variables('none'))]", "true"},
        {"[not(equals('a', 'A'))]", "true"},
        {"[coalesce(null(), 'b', variables('none'))]", "\"b\""},
        {"[add(1, mul(2, sub(10, div(9, mod(8, 5)))))]", "15"},
        {"[min(3, 1, 2)]", "1"},
        {"[max(variables('list'))]", "3"},
        {"[int('12')]", "12"},
        {"[string(createObject('a', createArray(1, 'x')))]", "\"{\\\"a\\\":[1,\\\"x\\\"]}\""},
        {"[bool('TRUE')]", "true"},
        {"[length('abcd')]", "4"},
        {"[first('abc')]", "\"a\""},
        {"[last(split('a/b/c', '/'))]", "\"c\""},
        {"[split('a,b;c', createArray(',', ';'))]", "[\"a\",\"b\",\"c\"]"},
        {"[join(variables('list'), '-')]", "\"1-2-3\""},
        {"[range(5, 3)]", "[5,6,7]"},
        {"[contains('abc', 'b')]", "true"},
        {"[contains(variables('list'), 4)]", "false"},
        {"[contains(variables('o'), 'name')]", "true"},
        {"[empty(createArray())]", "true"},
        {"[union(createArray(1, 2), createArray(2, 3))]", "[1,2,3]"},
        {"[union(createObject('a', createObject('x', 1)), createObject('a', createObject('y', "
         "2)))]",
         "{\"a\":{\"x\":1,\"y\":2}}"},
        {"[intersection(createArray(1, 2), createArray(2, 3))]", "[2]"},
        {"[skip(variables('list'), 1)]", "[2,3]"},
        {"[take('abc', 2)]", "\"ab\""},
        {"[toUpper(toLower('aB'))]", "\"AB\""},
        {"[trim('  a ')]", "\"a\""},
        {"[replace('a.b.c', '.', '-')]", "\"a-b-c\""},
        {"[substring('abcdef', 2, 3)]", "\"cde\""},
        {"[indexOf('abcab', 'B')]", "1"},
        {"[lastIndexOf('abcab', 'ab')]", "3"},
        {"[startsWith('Abc', 'aB')]", "true"},
        {"[endsWith('abc', 'BC')]", "true"},
        {"[padLeft(7, 3, '0')]", "\"007\""},
        {"[json('{\"a\": [1, null]}')]", "{\"a\":[1,null]}"},
        {"[less('a', 'b')]", "true"},
        {"[greaterOrEquals(2, 2)]", "true"},
        {"[base64('hi')]", "\"aGk=\""},
        {"[base64ToString('aGk=')]", "\"hi\""},
        {"[uriComponent('a b')]", "\"a%20b\""},
        {"[uri('https://x.y/a/b.json', 'c.json')]", "\"https://x.y/a/c.json\""},
        {"[parseCidr('10.0.4.0/22').lastUsable]", "\"10.0.7.254\""},
        {"[cidrSubnet('10.0.0.0/16', 24, 5)]", "\"10.0.5.0/24\""},
        {"[cidrHost('10.0.0.0/24', 3)]", "\"10.0.0.4\""},
        {"[dateTimeAdd('2026-01-31T00:00:00Z', 'P1D')]", "\"2026-02-01T00:00:00Z\""},
        {"[items(createObject('b', 1, 'a', 2))]",
         "[{\"key\":\"a\",\"value\":2},{\"key\":\"b\",\"value\":1}]"},
        {"[map(range(0, 3), lambda('i', mul(lambdaVariables('i'), 10)))]", "[0,10,20]"},
        {"[filter(range(0, 5), lambda('i', equals(mod(lambdaVariables('i'), 2), 0)))]", "[0,2,4]"},
        {"[reduce(range(1, 4), 0, lambda('a', 'b', add(lambdaVariables('a'), "
         "lambdaVariables('b'))))]",
         "10"},
        {"[sort(createArray(3, 1, 2), lambda('a', 'b', less(lambdaVariables('a'), "
         "lambdaVariables('b'))))]",
         "[1,2,3]"},
        {"[toObject(createArray('a', 'b'), lambda('x', lambdaVariables('x')), lambda('x', 1))]",
         "{\"a\":1,\"b\":1}"},
        {"[flatten(createArray(createArray(1), createArray(2, 3)))]", "[1,2,3]"},
        {"[tryGet(variables('o'), 'n', 'deep', 0)]", "10"},
        {"[resourceGroup().location]", "\"eastus\""},
        {"[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]",
         "\"/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/resourceGroup/"
         "providers/Microsoft.Network/virtualNetworks/v/subnets/s\""},
        {"[resourceId('sub', 'rg', 'Microsoft.Network/virtualNetworks', 'v')]",
         "\"/subscriptions/sub/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v\""},
        {"[length(uniqueString('a', 'b'))]", "13"},
        {"[length(guid('a'))]", "36"},
        {"[environment().suffixes.storage]", "\"core.windows.net\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *got = value(*state, cases[i][0]);
        if (strcmp(got, cases[i][1]) != 0) {
            print_error("%s\n", cases[i][0]);
        }
        assert_string_equal(got, cases[i][1]);
    }
}

static void test_arm_expr_mistakes(void **state)
{
    static const char *const cases[][2] = {
        {"[variables('none')]", "no variable `none`"},
        {"[parameters('none')]", "no parameter `none`"},
        {"[parameters('own')]", "defined by itself"},
        {"[concatt('a')]", "did you mean `concat`"},
        {"[concat('a'", "a"}, /* no expression: it does not end with ] */
        {"[concat('a']", "expected"},
        {"[concat('a)]", "no end"},
        {"[variables('list')[3]]", "item 3 of an array that has 3"},
        {"[variables('o').none]", "no member `none`"},
        {"[div(1, 0)]", "by zero"},
        {"[add(9223372036854775807, 1)]", "too large"},
        {"[int('x')]", "int of"},
        {"[substring('abc', 2, 5)]", "substring takes 5 from 2"},
        {"[cidrSubnet('10.0.0.0/24', 25, 2)]", "no /25 number 2"},
        {"[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v')]", "needs 2 names"},
        {"[listKeys('x', '2020-01-01').keys[0].value]", "known only when it is deployed"},
        {"[copyIndex()]", "no copy loop"},
        {"[range(0, 100000)]", "0 to 10000"},
        {"[not('x')]", "takes a boolean"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *got = value(*state, cases[i][0]);
        if (strstr(got, cases[i][1]) == NULL) {
            print_error("%s: %s\n", cases[i][0], got);
        }
        assert_non_null(strstr(got, cases[i][1]));
    }
}

/* What is small in the file and huge when it is worked out ends with a message. */
static void test_arm_expr_growth(void **state)
{
    struct fixture *f = *state;
    const char *text = "'0123456789'";
    for (int i = 0; i < 10; i++) {
        text = arena_printf(f->arena, "concat(%s,%s)", text, text);
    }
    const char *got = value(f, arena_printf(f->arena, "[concat(padLeft('x', 1000000), %s)]", text));
    assert_true(strlen(got) > 1000000);
    assert_non_null(
        strstr(value(f, "[concat(padLeft('x', 1000000), padLeft('x', 1000000))]"), "longer than"));
    const char *list = "createArray(1)";
    for (int i = 0; i < 99; i++) {
        list = arena_printf(f->arena, "createArray(%s)", list);
    }
    assert_non_null(strstr(value(f, arena_printf(f->arena, "[%s]", list)), "deeper than 100"));
}

static void test_arm_read_refuses(void **state)
{
    static const char *const bad[] = {
        "",    "{",   "[1 2]", "{\"a\" 1}", "{\"a\":}", "\"\\u12\"", "\"\\ud800\"", "nul",
        "01x", "- 1", "{a:1}", "[1]]",      "/*",       "\"\xff\"",  "'a'",         "\"\\u0000\""};
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct diag *d = diag_new(f->arena);
        const struct arm_value *v = arm_read(0, bad[i], strlen(bad[i]), f->arena, d);
        if (v != NULL) {
            print_error("%s\n", bad[i]);
        }
        assert_null(v);
        assert_int_equal(diag_count(d, DIAG_ERROR), 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_arm_expr_values, setup, teardown),
        cmocka_unit_test_setup_teardown(test_arm_expr_mistakes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_arm_expr_growth, setup, teardown),
        cmocka_unit_test_setup_teardown(test_arm_read_refuses, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
