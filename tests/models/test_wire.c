/* Headers against examples that others have worked out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "models/wire/bgp.h"
#include "models/wire/ike.h"
#include "models/wire/ip.h"
#include "models/wire/tcp.h"

/* RFC 1071, 3: the sum of these is ddf2, its complement the checksum. */
static void test_checksum_of_rfc_1071(void **state)
{
    static const uint8_t v[] = {0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};

    (void)state;
    assert_int_equal(wire_sum(v, sizeof v), 0xffff - 0xddf2);
}

/* A receiver's sum over a header with its checksum is zero (RFC 791, 3.1). */
static void test_ip_header(void **state)
{
    uint8_t v[WIRE_IP_BYTES];
    struct bytes b = {.v = v};
    const struct wire_ip ip = {.src = 0x0a010004,
                               .dst = 0x0a020004,
                               .bytes = 1500,
                               .id = 0xabcd,
                               .protocol = WIRE_TCP,
                               .ttl = 64,
                               .ecn = WIRE_CE,
                               .offset = 1480,
                               .more = true};

    (void)state;
    wire_ip_put(&b, &ip);
    assert_int_equal(b.n, WIRE_IP_BYTES);
    assert_int_equal(wire_sum(v, sizeof v), 0);
    assert_int_equal(v[1], 3);
    assert_int_equal(v[6] << 8 | v[7], 0x2000 | 185); /* more fragments; 1480 / 8 */
}

static void check_options(struct wire_tcp t, uint32_t expected)
{
    uint8_t v[WIRE_TCP_MOST];
    struct bytes b = {.v = v};
    const struct wire_ip ip = {.src = 1,
                               .dst = 2,
                               .bytes = WIRE_IP_BYTES + WIRE_TCP_BYTES + expected,
                               .protocol = WIRE_TCP};

    wire_tcp_put(&b, &ip, &t);
    assert_int_equal(wire_tcp_options(&t), expected);
    assert_int_equal(b.n, WIRE_TCP_BYTES + expected);
    assert_int_equal(v[12] >> 4, b.n / 4);
    assert_int_equal(wire_checksum(&ip, v, b.n),
                     0); /* with the pseudo-header, as a receiver sums */
}

/* Sizes that the model counts: models/tcp/tcp_send.c. */
static void test_tcp_options(void **state)
{
    (void)state;
    check_options((struct wire_tcp){.flags = WIRE_SYN, .stamps = true, .mss = 1460, .scale = 9},
                  20);
    check_options((struct wire_tcp){.flags = WIRE_SYN, .mss = 1460, .scale = 9}, 12);
    check_options((struct wire_tcp){.flags = WIRE_ACK}, 0);
    check_options((struct wire_tcp){.flags = WIRE_ACK, .stamps = true}, 12);
    check_options((struct wire_tcp){.flags = WIRE_ACK, .stamps = true, .n_sacks = 3}, 40);
    check_options((struct wire_tcp){.flags = WIRE_ACK, .n_sacks = 4}, 36);
}

/* Zero means no checksum in UDP, so a sum of zero is written as ffff (RFC 768). */
static void test_udp_never_sums_to_none(void **state)
{
    uint8_t v[WIRE_UDP_BYTES];
    /* pseudo-header and header: 17 + 8 + 8 + source port + 0 = ffff */
    const struct wire_ip ip = {.bytes = WIRE_IP_BYTES + WIRE_UDP_BYTES, .protocol = WIRE_UDP};
    struct bytes b = {.v = v};

    (void)state;
    wire_udp_put(&b, &ip, 0xffff - 17 - 8 - 8, 0, true);
    assert_int_equal(v[6] << 8 | v[7], 0xffff);
}

/* Lengths by RFC 7296, 3: header 28, notification 8; GCM's message has IV 8, the padding's length
 * 1, ICV 16. */
static void test_ike_lengths(void **state)
{
    uint8_t v[WIRE_IKE_MOST];
    struct bytes b = {.v = v};
    const struct wire_suite gcm = {
        .cipher = WIRE_AES_GCM_16, .key_bits = 256, .prf = WIRE_PRF_SHA384, .group = 20};
    const struct wire_ike m = {.initiator_spi = 1, .exchange = WIRE_SA_INIT, .response = true};

    (void)state;
    wire_ike_refuse(&b, &m, WIRE_NO_PROPOSAL_CHOSEN);
    assert_int_equal(b.n, 28 + 8);
    assert_int_equal(v[27], b.n);
    b.n = 0;
    wire_ike_sealed(&b, &m, &gcm, WIRE_PAYLOAD_NOTIFY, 8);
    assert_int_equal(b.n, 28 + 4 + 8 + 8 + 1 + 16);
    b.n = 0;
    wire_ike_init(&b, &m, &gcm, 1,
                  1); /* SA 4 + 8 + 12 + 8 + 8; KE 8 + 96; nonce 4 + 32; two hashes 8 + 20 each */
    assert_int_equal(b.n, 28 + 40 + 104 + 36 + 56);
}

/* Behind the marker, by the layouts of RFC 4271, 4.1 to 4.5, RFC 5492, 4 and RFC 6793, 3. */
static void check_bgp(const struct bytes *b, const char *expected)
{
    char text[2 * 256 + 1];

    assert_in_range(b->n, 19, 256);
    for (size_t i = 0; i < 16; i++)
        assert_int_equal(b->v[i], 0xff);
    for (size_t i = 16; i < b->n; i++)
        (void)snprintf(text + 2 * (i - 16), 3, "%02x", b->v[i]);
    assert_string_equal(text, expected);
    assert_int_equal((size_t)b->v[16] << 8 | b->v[17], b->n);
}

static void test_bgp_messages(void **state)
{
    uint8_t v[256];
    struct bytes b = {.v = v};

    (void)state;
    wire_bgp_keepalive(&b);
    check_bgp(&b, "001304");
    b.n = 0;
    wire_bgp_open(&b, 4200000000, 180, 0x0a01fffe);
    check_bgp(&b, "002d01"
                  "04"
                  "5ba0"
                  "00b4"
                  "0a01fffe"
                  "10"
                  "020e"
                  "010400010001"
                  "0200"
                  "4104fa56ea00");
    b.n = 0;
    wire_bgp_open(&b, 65101, 90, 1);
    check_bgp(&b, "002d01"
                  "04"
                  "fe4d"
                  "005a"
                  "00000001"
                  "10"
                  "020e"
                  "010400010001"
                  "0200"
                  "41040000fe4d");
    b.n = 0;
    wire_bgp_notification(&b, 4 << 8);
    check_bgp(&b, "001503"
                  "0400");
}

static void test_bgp_updates(void **state)
{
    static const struct wire_prefix prefix[] = {
        {0x0a010000, 16}, {0xc0a88000, 17}, {0, 0}, {0xac100101, 32}};
    static const uint32_t path[] = {65101, 4200000000};
    uint8_t v[256];
    struct bytes b = {.v = v};

    (void)state;
    wire_bgp_update(&b, &(struct wire_bgp_update){.prefix = prefix, .n_prefixes = 4});
    check_bgp(&b, "002402"
                  "000d"
                  "100a01"
                  "11c0a880"
                  "00"
                  "20ac100101"
                  "0000");
    b.n = 0;
    wire_bgp_update(
        &b,
        &(struct wire_bgp_update){
            .prefix = prefix, .n_prefixes = 1, .path = path, .n_path = 2, .next_hop = 0x0a01fffe});
    check_bgp(&b, "003302"
                  "0000"
                  "0019"
                  "40010100"
                  "5002000a"
                  "0202"
                  "0000fe4d"
                  "fa56ea00"
                  "4003040a01fffe"
                  "100a01");
}

static void test_bgp_longest_update(void **state)
{
    static uint8_t most[WIRE_BGP_MOST];
    static struct wire_prefix hosts[WIRE_BGP_PREFIXES_MOST];
    static uint32_t longest[WIRE_BGP_PATH_MOST];
    struct bytes large = {.v = most};

    (void)state;
    for (size_t i = 0; i < WIRE_BGP_PREFIXES_MOST; i++)
        hosts[i].len = 32;
    wire_bgp_update(&large, &(struct wire_bgp_update){.prefix = hosts,
                                                      .n_prefixes = WIRE_BGP_PREFIXES_MOST,
                                                      .path = longest,
                                                      .n_path = WIRE_BGP_PATH_MOST});
    assert_int_equal(large.n,
                     19 + 2 + 2 + 4 + 4 + 2 * (2 + 4 * 255) + 7 + 5 * WIRE_BGP_PREFIXES_MOST);
    assert_true(large.n <= WIRE_BGP_MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bgp_messages),
                                       cmocka_unit_test(test_bgp_updates),
                                       cmocka_unit_test(test_bgp_longest_update),
                                       cmocka_unit_test(test_checksum_of_rfc_1071),
                                       cmocka_unit_test(test_ip_header),
                                       cmocka_unit_test(test_tcp_options),
                                       cmocka_unit_test(test_udp_never_sums_to_none),
                                       cmocka_unit_test(test_ike_lengths)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
