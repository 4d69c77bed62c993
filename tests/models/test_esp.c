/* ESP sizes against tables worked by hand from the RFCs' formula: outer = 20 + 8 + IV + inner + pad
 * + 2 + ICV. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/vpn/esp.h"

static const uint32_t inner[] = {40, 84, 576, 1390, 1400, 1500};
enum { N = sizeof inner / sizeof *inner };

static void assert_sizes(enum topo_encryption e, enum topo_integrity i, const uint32_t expected[N])
{
    const struct esp_suite *s = esp_suite_find(e, i);

    assert_non_null(s);
    for (int k = 0; k < N; k++)
        assert_int_equal(esp_outer_bytes(s, inner[k]), expected[k]);
}

static void test_esp_sizes_by_suite(void **state)
{
    (void)state;
    /* 1400 in GCM: 20+8+8+1400+2(pad: 1402 -> 1404)+2+16 = 1456 */
    assert_sizes(TOPO_GCMAES256, TOPO_INTEGRITY_GCMAES256,
                 (uint32_t[]){96, 140, 632, 1444, 1456, 1556});
    assert_sizes(TOPO_GCMAES128, TOPO_INTEGRITY_GCMAES128,
                 (uint32_t[]){96, 140, 632, 1444, 1456, 1556});
    /* 1400 in CBC: 20+8+16+1400+6(1402 -> 1408)+2+16 = 1468; with HMAC-SHA1-96 four less */
    assert_sizes(TOPO_AES256, TOPO_SHA256, (uint32_t[]){108, 156, 652, 1452, 1468, 1564});
    assert_sizes(TOPO_AES256, TOPO_SHA1, (uint32_t[]){104, 152, 648, 1448, 1464, 1560});
    assert_sizes(TOPO_AES128, TOPO_MD5, (uint32_t[]){104, 152, 648, 1448, 1464, 1560});
    /* 1400 in 3DES: 20+8+8+1400+6(1402 -> 1408)+2+16 = 1460 */
    assert_sizes(TOPO_DES3, TOPO_SHA256, (uint32_t[]){100, 140, 636, 1444, 1460, 1556});
    assert_sizes(TOPO_DES3, TOPO_SHA1, (uint32_t[]){96, 136, 632, 1440, 1456, 1552});
    /* no encryption: 20+8+0+1400+2(1402 -> 1404)+2+16 = 1448 */
    assert_sizes(TOPO_ENCRYPTION_NONE, TOPO_SHA256, (uint32_t[]){88, 132, 624, 1436, 1448, 1548});
}

static void test_esp_largest_inner_packet_of_an_mtu(void **state)
{
    const struct esp_suite *gcm = esp_suite_default(),
                           *cbc = esp_suite_find(TOPO_AES256, TOPO_SHA256);

    (void)state;
    assert_int_equal(esp_outer_bytes(gcm, 1446), 1500);
    assert_int_equal(esp_outer_bytes(gcm, 1447), 1504);
    assert_int_equal(esp_outer_bytes(cbc, 1438), 1500);
    assert_int_equal(esp_outer_bytes(cbc, 1439), 1516);
}

static void test_esp_gcm_wants_its_own_integrity(void **state)
{
    (void)state;
    assert_null(esp_suite_find(TOPO_GCMAES256, TOPO_SHA256));
    assert_null(esp_suite_find(TOPO_GCMAES256, TOPO_INTEGRITY_GCMAES128));
    assert_null(esp_suite_find(TOPO_AES256, TOPO_INTEGRITY_GCMAES256));
}

static void test_esp_row_of_a_cipher(void **state)
{
    (void)state;
    assert_int_equal(esp_suite_row(esp_suite_default()), CATALOG_GCMAES256);
    assert_int_equal(esp_suite_row(esp_suite_find(TOPO_GCMAES128, TOPO_INTEGRITY_GCMAES128)),
                     CATALOG_GCMAES256);
    assert_int_equal(esp_suite_row(esp_suite_find(TOPO_AES128, TOPO_SHA1)), CATALOG_AES256_SHA256);
    assert_int_equal(esp_suite_row(esp_suite_find(TOPO_DES, TOPO_MD5)), CATALOG_DES3_SHA256);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_esp_sizes_by_suite),
        cmocka_unit_test(test_esp_largest_inner_packet_of_an_mtu),
        cmocka_unit_test(test_esp_gcm_wants_its_own_integrity),
        cmocka_unit_test(test_esp_row_of_a_cipher),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
