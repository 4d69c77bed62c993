/*
 * UTF-8 (RFC 3629), as far as a place in a text needs it: characters, not bytes, count as columns.
 */
#ifndef SIM_BASE_UTF8_H
#define SIM_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes (1..4) of the character at s, of which left bytes exist; 0 when they are no well-formed
 * character: overlong forms, surrogates and values above U+10FFFF are none. */
static inline size_t utf8_length(const char *s, size_t left)
{
    const unsigned char *u = (const unsigned char *)s;
    if (left == 0) {
        return 0;
    }
    if (u[0] < 0x80) {
        return 1;
    }
    const size_t n = u[0] >= 0xf0 ? 4 : u[0] >= 0xe0 ? 3 : 2;
    if (u[0] < 0xc2 || u[0] > 0xf4 || n > left) {
        return 0;
    }
    for (size_t i = 1; i < n; i++) {
        if ((u[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    if ((u[0] == 0xe0 && u[1] < 0xa0) || (u[0] == 0xed && u[1] > 0x9f) ||
        (u[0] == 0xf0 && u[1] < 0x90) || (u[0] == 0xf4 && u[1] > 0x8f)) {
        return 0;
    }
    return n;
}

/* Is it UTF-16 rather, as Windows PowerShell's > writes it? With a byte order mark, or text whose
 * first character is ASCII. */
static inline bool utf8_is_utf16(const char *s, size_t len)
{
    const unsigned char a = len >= 2 ? (unsigned char)s[0] : 1,
                        b = len >= 2 ? (unsigned char)s[1] : 1;
    return (a == 0xff && b == 0xfe) || (a == 0xfe && b == 0xff) || ((a == 0) != (b == 0));
}

#endif
