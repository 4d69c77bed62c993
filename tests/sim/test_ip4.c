/* Addresses and prefixes: what is read, what is refused and why, and who lies in whom. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "sim/base/ip4.h"

static uint64_t next_random(uint64_t *x) /* xorshift64 (Marsaglia 2003): any bits will do */
{
    *x ^= *x << 13;
    *x ^= *x >> 7;
    *x ^= *x << 17;
    return *x;
}

static struct ip4_prefix prefix(const char *text)
{
    struct ip4_prefix p;

    if (ip4_prefix_parse(text, &p) != IP4_OK)
        fail_msg("%s is no prefix", text);
    return p;
}

static void assert_prefix(const char *text, uint32_t addr, uint8_t len)
{
    const struct ip4_prefix p = prefix(text);
    char buf[IP4_TEXT_MAX];

    assert_int_equal(p.addr, addr);
    assert_int_equal(p.len, len);
    assert_ptr_equal(ip4_prefix_format(p, buf), buf);
    assert_string_equal(buf, text);
}

static void assert_error(const char *text, enum ip4_error expected)
{
    struct ip4_prefix p;
    const enum ip4_error e = ip4_prefix_parse(text, &p);

    if (e != expected)
        fail_msg("%s gives %d, not %d", text, (int)e, (int)expected);
}

static void test_ip4_prefix_parse(void **state)
{
    (void)state;
    assert_prefix("10.1.0.0/16", 0x0a010000, 16);
    assert_prefix("0.0.0.0/0", 0, 0);
    assert_prefix("0.0.0.0/32", 0, 32);
    assert_prefix("128.0.0.0/1", 0x80000000, 1);
    assert_prefix("192.168.255.128/25", 0xc0a8ff80, 25);
    assert_prefix("10.255.255.254/31", 0x0afffffe, 31);
    assert_prefix("255.255.255.255/32", 0xffffffff, 32);
}

static void test_ip4_prefix_refusals(void **state)
{
    static const char *const syntax[] = {
        "",
        " ",
        "10",
        "10.0.0",
        "10.0.0/8",
        "10.0.0.0.0/8",
        "10..0.0/8",
        ".10.0.0/8",
        "256.0.0.0/8",
        "999.0.0.0/8",
        "1000.0.0.0/8",
        "-1.0.0.0/8",
        "010.0.0.0/8",
        "10.00.0.0/8",
        "10.0.0.0/08",
        "10.0.0.0/",
        "10.0.0.0/x",
        "10.0.0.0/-8",
        "10.0.0.0/+8",
        "10.0.0.0/8 ",
        " 10.0.0.0/8",
        "10.0.0.0/8/8",
        "10.0.0.0 /8",
        "10.0.0.0\\8",
        "ten.0.0.0/8",
        "10.0.0.0/8x",
        "0x0a.0.0.0/8",
        "10.0.0.0/8.0",
        "10,0,0,0/8",
        "10.0.0.0:80/x8",
    };

    (void)state;
    for (size_t i = 0; i < sizeof syntax / sizeof *syntax; i++)
        assert_error(syntax[i], IP4_SYNTAX);
    assert_error("10.0.0.0/33", IP4_LENGTH_RANGE);
    assert_error("10.0.0.0/255", IP4_LENGTH_RANGE); /* no wrap in eight bits */
    assert_error("10.0.0.0/288", IP4_LENGTH_RANGE);
    assert_error("fd00::/8", IP4_IS_IPV6);
    assert_error("::1", IP4_IS_IPV6);
    assert_error("2001:DB8::/32", IP4_IS_IPV6);
    assert_error("::ffff:10.0.0.0/104", IP4_IS_IPV6);
}

/* What was probably meant comes along, so that a message can name it. */
static void test_ip4_prefix_suggestions(void **state)
{
    struct ip4_prefix p;
    char buf[IP4_TEXT_MAX];

    (void)state;
    assert_int_equal(ip4_prefix_parse("10.1.2.3/16", &p), IP4_HOST_BITS);
    assert_string_equal(ip4_prefix_format(p, buf), "10.1.0.0/16");
    assert_int_equal(ip4_prefix_parse("10.1.2.3/0", &p), IP4_HOST_BITS);
    assert_string_equal(ip4_prefix_format(p, buf), "0.0.0.0/0");
    assert_int_equal(ip4_prefix_parse("255.255.255.255/31", &p), IP4_HOST_BITS);
    assert_string_equal(ip4_prefix_format(p, buf), "255.255.255.254/31");
    assert_int_equal(ip4_prefix_parse("10.1.2.3", &p), IP4_NO_LENGTH);
    assert_string_equal(ip4_prefix_format(p, buf), "10.1.2.3/32");
}

static void test_ip4_format_reads_back(void **state)
{
    uint64_t x = 88172645463325252;
    char buf[IP4_TEXT_MAX], again[IP4_TEXT_MAX];
    struct ip4_prefix q;

    (void)state;
    assert_string_equal(ip4_addr_format(0, buf), "0.0.0.0");
    assert_string_equal(ip4_addr_format(0x0a010004, buf), "10.1.0.4");
    assert_string_equal(ip4_addr_format(UINT32_MAX, buf), "255.255.255.255");
    for (int i = 0; i < 20000; i++) {
        const uint8_t len = (uint8_t)(next_random(&x) % 33);
        const struct ip4_prefix p = {(uint32_t)(next_random(&x) >> 32) & ip4_mask(len), len};
        assert_int_equal(ip4_prefix_parse(ip4_prefix_format(p, buf), &q), IP4_OK);
        assert_true(ip4_prefix_equal(p, q));
        snprintf(again, sizeof again, "%s/%u", ip4_addr_format(p.addr, buf), (unsigned)len);
        assert_string_equal(again, ip4_prefix_format(p, buf));
    }
}

static void test_ip4_mask(void **state)
{
    (void)state;
    assert_int_equal(ip4_mask(0), 0);
    assert_int_equal(ip4_mask(1), 0x80000000);
    assert_int_equal(ip4_mask(16), 0xffff0000);
    assert_int_equal(ip4_mask(31), 0xfffffffe);
    assert_int_equal(ip4_mask(32), 0xffffffff);
}

static void test_ip4_who_lies_in_whom(void **state)
{
    const struct ip4_prefix net = prefix("10.1.0.0/16"), all = prefix("0.0.0.0/0");

    (void)state;
    assert_true(ip4_prefix_has(net, 0x0a010000));
    assert_true(ip4_prefix_has(net, 0x0a01ffff));
    assert_false(ip4_prefix_has(net, 0x0a00ffff));
    assert_false(ip4_prefix_has(net, 0x0a020000));
    assert_true(ip4_prefix_has(all, 0) && ip4_prefix_has(all, UINT32_MAX));
    assert_true(ip4_prefix_contains(net, net));
    assert_true(ip4_prefix_contains(net, prefix("10.1.255.255/32")));
    assert_false(ip4_prefix_contains(prefix("10.1.0.0/24"), net));
    assert_true(ip4_prefix_overlaps(prefix("10.1.0.0/24"), net));
    assert_false(ip4_prefix_overlaps(prefix("10.0.0.0/16"), net)); /* they touch */
    assert_false(ip4_prefix_equal(net, prefix("10.1.0.0/17")));
    assert_false(ip4_prefix_equal(net, prefix("10.2.0.0/16")));
}

/* The same questions asked of the ranges of addresses, first to last. */
static void test_ip4_prefixes_are_ranges(void **state)
{
    uint64_t x = 362436069;

    (void)state;
    for (int i = 0; i < 50000; i++) {
        struct ip4_prefix p[2];
        uint32_t last[2];
        for (int k = 0; k < 2; k++) {
            p[k].len = (uint8_t)(next_random(&x) % 33);
            /* few different leading bits, so that overlaps are as frequent as misses */
            p[k].addr = (uint32_t)(next_random(&x) >> 32) & 0xc00000ff & ip4_mask(p[k].len);
            last[k] = p[k].addr + (uint32_t)((UINT64_C(1) << (32 - p[k].len)) - 1);
        }
        const bool in = p[0].addr <= p[1].addr && last[1] <= last[0];
        const bool overlap = p[0].addr <= last[1] && p[1].addr <= last[0];
        assert_int_equal(ip4_prefix_contains(p[0], p[1]), in);
        assert_int_equal(ip4_prefix_overlaps(p[0], p[1]), overlap);
        assert_int_equal(ip4_prefix_overlaps(p[1], p[0]), overlap);
        assert_int_equal(ip4_prefix_equal(p[0], p[1]),
                         p[0].addr == p[1].addr && last[0] == last[1]);
        assert_true(ip4_prefix_has(p[0], p[0].addr) && ip4_prefix_has(p[0], last[0]));
        assert_true(p[0].addr == 0 || !ip4_prefix_has(p[0], p[0].addr - 1));
        assert_true(last[0] == UINT32_MAX || !ip4_prefix_has(p[0], last[0] + 1));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ip4_prefix_parse),
        cmocka_unit_test(test_ip4_prefix_refusals),
        cmocka_unit_test(test_ip4_prefix_suggestions),
        cmocka_unit_test(test_ip4_format_reads_back),
        cmocka_unit_test(test_ip4_mask),
        cmocka_unit_test(test_ip4_who_lies_in_whom),
        cmocka_unit_test(test_ip4_prefixes_are_ranges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
