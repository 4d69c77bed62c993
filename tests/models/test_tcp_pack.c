/*
 * Words packed and unpacked are what they were, and take what models/tcp/tcp_pack.h says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/tcp/tcp_pack.h"

enum { WORDS = 70 };

static size_t there_and_back(const uint64_t *v, size_t n)
{
    uint8_t packed[TCP_PACK_MOST(WORDS)];
    uint64_t back[WORDS];

    memset(packed, 0x5a, sizeof packed);
    const size_t bytes = tcp_pack(packed, v, n);
    memset(back, 0xa5, sizeof back);
    assert_int_equal(tcp_unpack(packed, back, n), bytes);
    assert_memory_equal(back, v, n * sizeof *v);
    if (n > 0)
        (void)tcp_unpack(packed, back, 1); /* the first one by itself */
    assert_memory_equal(back, v, n * sizeof *v);
    return bytes;
}

static void test_words_by_hand(void **state)
{
    uint64_t v[WORDS] = {0};

    (void)state;
    assert_int_equal(there_and_back(v, 0), 0);
    assert_int_equal(there_and_back(v, 15), 1); /* the last one has a byte, zero or not */
    v[0] = 0x1ff;
    assert_int_equal(there_and_back(v, 1), 3);
    v[16] = 7; /* behind fifteen that are zero: a byte tells how many */
    assert_int_equal(there_and_back(v, 17), 3 + 2);
    v[33] = UINT64_MAX - 1; /* behind sixteen: the last of them has a byte */
    assert_int_equal(there_and_back(v, 34), 3 + 2 + 1 + 9);
    v[34] = 0x8000; /* zero bytes below count; 35 zero ones behind are three bytes */
    assert_int_equal(there_and_back(v, WORDS), 3 + 2 + 1 + 9 + 3 + 3);
    v[35] = v[36] = 0x8000; /* as the one before: a byte each */
    v[37] = UINT64_MAX;     /* so has what is all ones, or small */
    v[38] = 5;
    assert_int_equal(there_and_back(v, 39), 3 + 2 + 1 + 9 + 3 + 4);
    v[38] = 6;
    assert_int_equal(there_and_back(v, 39), 3 + 2 + 1 + 9 + 3 + 3 + 2);
    for (size_t i = 0; i < WORDS; i++)
        v[i] = UINT64_MAX - 1 - i % 2; /* the same is too far before */
    assert_int_equal(there_and_back(v, WORDS), TCP_PACK_MOST(WORDS));
    v[69] = v[68];
    assert_int_equal(there_and_back(v, WORDS), TCP_PACK_MOST(WORDS) - 8);
}

static void test_words_at_random(void **state)
{
    uint64_t v[WORDS];

    (void)state;
    srand(3);
    for (int round = 0; round < 20000; round++) {
        const int zeros = rand() % 20;
        const size_t n = (size_t)rand() % (WORDS + 1);
        for (size_t i = 0; i < n; i++) {
            v[i] = ((uint64_t)rand() << 33 ^ (uint64_t)rand()) >> rand() % 64;
            v[i] = rand() % (zeros + 1) == 0 ? v[i] : 0;
            v[i] = rand() % 20 == 0 ? UINT64_MAX - (uint64_t)(rand() % 3) : v[i];
            if (i >= 3 && rand() % 4 == 0)
                v[i] = v[i - (size_t)(rand() % 3)];
        }
        assert_true(there_and_back(v, n) <= TCP_PACK_MOST(n));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_by_hand),
        cmocka_unit_test(test_words_at_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
