/* Binding: one mistake, one error. What follows from it alone is not held against the user as well.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/base/arena.h"
#include "sim/scenario/scenario.h"

static const char *const scenario =
    "vnetsim: 1\n"
    "simulation: {duration: 1s}\n"
    "virtual_networks:\n"
    "  a:\n"
    "    region: westus\n"
    "    address_prefixes: [10.1.0.0/16]\n"
    "    subnets: {w: {address_prefix: 10.1.0.0/24}, GatewaySubnet: {address_prefix: "
    "10.1.255.0/27}}\n"
    "    peerings: {to-b: {remote_virtual_network: b}}\n"
    "  b:\n"
    "    region: northeurope\n"
    "    address_prefixes: [10.2.0.0/16]\n"
    "    subnets: {w: {address_prefix: 10.2.0.0/24}}\n"
    "    peerings: {to-a: {remote_virtual_network: a}}\n"
    "virtual_network_gateways: {g: {virtual_network: a, sku: VpnGw1AZ}}\n"
    "virtual_machines: {x: {subnet: a/w}, y: {subnet: b/w}}\n"
    "traffic: {p: {from: x, to: y, app: ping, interval: 100ms}}\n";

/* The scenario with sets, up to a NULL, gives this code and no other error; NULL: it is in order.
 */
static void assert_code(const char *code, const char *const *sets)
{
    char path[] = "/tmp/vnetsim-test-XXXXXX";
    const int fd = mkstemp(path);
    size_t n = 0, len = 0;
    char *text = NULL;
    struct scenario s;

    assert_true(fd >= 0);
    assert_int_equal(write(fd, scenario, strlen(scenario)), strlen(scenario));
    close(fd);
    while (sets[n] != NULL)
        n++;
    const int result = scenario_open(&s, path, sets, n);
    unlink(path);
    FILE *out = open_memstream(&text, &len);
    assert_non_null(out);
    diag_print(s.diag, out, false);
    fclose(out);
    if (diag_count(s.diag, DIAG_ERROR) != (code != NULL) ||
        (code != NULL && strstr(text, code) == NULL))
        fail_msg("%s: %s", n > 0 ? sets[0] : "as it is", text);
    assert_int_equal(result < 0, code != NULL);
    free(text);
    scenario_close(&s);
}

#define GIVES(code, ...) assert_code(code, (const char *const[]){__VA_ARGS__, NULL})

static void test_bind_in_order(void **state)
{
    (void)state;
    assert_code(NULL, (const char *const[]){NULL});
    GIVES(NULL, "links.westus--northeurope={latency: 50ms, loss: 1%}");
    GIVES(NULL, "links.westus--northeurope.latency={distribution: fixed, base: 50ms}");
    GIVES(NULL, "virtual_network_gateways.g.limits=unlimited");
}

static void test_bind_shorthand_that_is_refused(void **state)
{
    (void)state;
    GIVES("VN0007", "links.westus--northeurope.latency=50parsecs");
    GIVES("VN0005", "links.westus--northeurope.latency=fast");
    GIVES("VN0006", "links.westus--northeurope.latency=50");
    GIVES("VN0006", "links.westus--northeurope.loss=5");
    GIVES("VN0008", "links.westus--northeurope.loss=101%");
    GIVES("VN0005", "virtual_network_gateways.g.limits=none");
}

static void test_bind_value_that_is_refused_is_not_missing(void **state)
{
    (void)state;
    GIVES("VN0005", "links.westus--northeurope.latency={distribution: [fixed], base: 50ms}");
    GIVES("VN0009", "links.westus--northeurope.latency={distribution: fxied, base: 50ms}");
    GIVES("VN0005", "links.westus--northeurope.latency={distribution: fixed, base: }");
    GIVES("VN0005", "links.westus--northeurope.latency={distribution: fixed, base: [50ms]}");
    GIVES("VN0005", "virtual_networks.a.region=[westus]");
    GIVES("VN0005", "traffic.p.from={}");
}

static void test_bind_what_is_missing(void **state)
{
    (void)state;
    GIVES("VN0010", "links.westus--northeurope.latency={distribution: fixed}");
    GIVES("VN0010", "links.westus--northeurope.latency={base: 50ms}");
    GIVES("VN0010", "traffic.p={from: x, to: y, app: ping}", "traffic.p={from: x, to: y}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bind_in_order),
        cmocka_unit_test(test_bind_shorthand_that_is_refused),
        cmocka_unit_test(test_bind_value_that_is_refused_is_not_missing),
        cmocka_unit_test(test_bind_what_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
