/* Files of results while they are written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/results/csv_out.h"

static const struct csv_column column = {"n", "a number", CSV_INTEGER};
static const struct csv_table table = {
    .file = "some.csv", .row = "a number", .column = &column, .n = 1};

struct told {
    unsigned times;
    uint64_t rows;
    bool stops;
};

static bool wrote(void *arg, const char *file, uint64_t rows, uint64_t of)
{
    struct told *t = arg;
    assert_string_equal(file, "some.csv");
    assert_true(rows > t->rows && of == 2 * CSV_OUT_STRIDE + 1);
    t->times++;
    t->rows = rows;
    return !t->stops;
}

static void test_csv_out_tells_who_watches(void **state)
{
    char dir[] = "/tmp/test_csv_out-XXXXXX", path[sizeof dir + sizeof "/some.csv"];
    struct csv_out o;
    struct told told = {0};

    (void)state;
    assert_non_null(mkdtemp(dir));
    (void)snprintf(path, sizeof path, "%s/some.csv", dir);
    assert_int_equal(csv_out_open(&o, dir, &table), 0);
    o.watch = (struct csv_watch){wrote, &told};
    o.expected = 2 * CSV_OUT_STRIDE + 1;
    for (uint64_t i = 0; i < o.expected; i++) {
        csv_out_int(&o, i);
        assert_int_equal(told.times, (i + 1) / CSV_OUT_STRIDE);
    }
    assert_int_equal(told.rows, 2 * CSV_OUT_STRIDE);
    assert_int_equal(access(path, F_OK), -1); /* not there before it is whole */
    assert_int_equal(csv_out_close(&o), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(dir), 0);
}

/* Nobody is told of what comes then, and nothing is left. */
static void test_csv_out_is_stopped_by_who_watches(void **state)
{
    char dir[] = "/tmp/test_csv_out-XXXXXX";
    struct csv_out o;
    struct told told = {.stops = true};

    (void)state;
    assert_non_null(mkdtemp(dir));
    assert_int_equal(csv_out_open(&o, dir, &table), 0);
    o.watch = (struct csv_watch){wrote, &told};
    o.expected = 2 * CSV_OUT_STRIDE + 1;
    for (uint64_t i = 0; i < o.expected; i++)
        csv_out_int(&o, i);
    assert_int_equal(told.times, 1);
    assert_int_equal(csv_out_close(&o), -EINTR);
    assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv_out_tells_who_watches),
        cmocka_unit_test(test_csv_out_is_stopped_by_who_watches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
