#include "models/tcp/tcp_pack.h"

#include <string.h>

enum { SKIP_MOST = 15, BACK_MOST = 7, WORD = sizeof(uint64_t) };

/* How far before it the same word stands; 0: not near. */
static unsigned same_before(const uint64_t *v, size_t i)
{
    for (unsigned k = 1; k <= BACK_MOST && k <= i; k++)
        if (v[i - k] == v[i])
            return k;
    return 0;
}

size_t tcp_pack(uint8_t *to, const uint64_t *v, size_t n)
{
    uint8_t *at = to;
    unsigned skipped = 0;

    for (size_t i = 0; i < n; i++) {
        if (v[i] == 0 && skipped < SKIP_MOST) {
            skipped++;
            continue;
        }
        uint8_t *const head = at++;
        const unsigned back = v[i] != 0 ? same_before(v, i) : 0;
        for (uint64_t left = back > 0 ? 0 : v[i]; left != 0; left >>= 8)
            *at++ = (uint8_t)left;
        *head = (uint8_t)(skipped << 4 | (back > 0 ? WORD + back : (unsigned)(at - head - 1)));
        skipped = 0;
    }
    return (size_t)(at - to);
}

void tcp_unpack(const uint8_t *from, size_t bytes, uint64_t *v, size_t n)
{
    const uint8_t *const end = from + bytes;

    memset(v, 0, n * sizeof *v);
    while (from < end) {
        const unsigned head = *from++, bytes_of = head & 15;
        v += head >> 4;
        for (unsigned k = 0; bytes_of <= WORD && k < bytes_of; k++)
            *v |= (uint64_t)*from++ << 8 * k;
        if (bytes_of > WORD)
            *v = *(v - (bytes_of - WORD));
        v++;
    }
}
