#include "models/tcp/tcp_pack.h"

#include <string.h>

enum { SKIP_MOST = 15, WORD = sizeof(uint64_t) };
enum { AGAIN = WORD + 1, ALL_ONES, SMALL_MOST = 15 - ALL_ONES }; /* in place of a length */

/* How many bytes it has, or what stands in place of that; before: the word before it. */
static unsigned form_of(uint64_t v, uint64_t before)
{
    unsigned bytes = 0;

    if (v > 0 && v <= SMALL_MOST)
        return ALL_ONES + (unsigned)v;
    if (v == UINT64_MAX)
        return ALL_ONES;
    if (v != 0 && v == before)
        return AGAIN;
    for (; v != 0; v >>= 8)
        bytes++;
    return bytes;
}

size_t tcp_pack(uint8_t *to, const uint64_t *v, size_t n)
{
    uint8_t *at = to;
    unsigned skipped = 0;

    for (size_t i = 0; i < n; i++) {
        if (v[i] == 0 && skipped < SKIP_MOST && i < n - 1) {
            skipped++;
            continue;
        }
        const unsigned form = form_of(v[i], i > 0 ? v[i - 1] : 0);
        *at++ = (uint8_t)(skipped << 4 | form);
        for (unsigned k = 0; form <= WORD && k < form; k++)
            *at++ = (uint8_t)(v[i] >> 8 * k);
        skipped = 0;
    }
    return (size_t)(at - to);
}

size_t tcp_unpack(const uint8_t *from, uint64_t *v, size_t n)
{
    const uint8_t *at = from;

    memset(v, 0, n * sizeof *v);
    for (size_t i = 0; i < n; i++) {
        const unsigned head = *at++, form = head & 15;
        i += head >> 4;
        for (unsigned k = 0; i < n && form <= WORD && k < form; k++)
            v[i] |= (uint64_t)*at++ << 8 * k;
        if (i < n && form > WORD)
            v[i] = form == AGAIN ? v[i - 1] : form == ALL_ONES ? UINT64_MAX : form - ALL_ONES;
    }
    return (size_t)(at - from);
}
