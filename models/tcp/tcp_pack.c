#include "models/tcp/tcp_pack.h"

#include <string.h>

enum { SKIP_MOST = 15 };

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
        for (uint64_t left = v[i]; left != 0; left >>= 8)
            *at++ = (uint8_t)left;
        *head = (uint8_t)(skipped << 4 | (unsigned)(at - head - 1));
        skipped = 0;
    }
    return (size_t)(at - to);
}

void tcp_unpack(const uint8_t *from, size_t bytes, uint64_t *v, size_t n)
{
    const uint8_t *const end = from + bytes;

    memset(v, 0, n * sizeof *v);
    while (from < end) {
        const unsigned head = *from++;
        v += head >> 4;
        for (unsigned k = 0; k < (head & 15); k++)
            *v |= (uint64_t)*from++ << 8 * k;
        v++;
    }
}
