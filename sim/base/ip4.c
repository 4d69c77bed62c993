#include "sim/base/ip4.h"

#include <stdio.h>
#include <string.h>

/* Reads a decimal of 1 to 3 digits without leading zeros (010 is octal elsewhere); -1 when there is
 * none. */
static int read_octet(const char **p)
{
    int value = 0, digits = 0;
    while (**p >= '0' && **p <= '9' && digits < 3) {
        value = value * 10 + (**p - '0');
        digits++;
        (*p)++;
    }
    if (digits == 0 || (digits > 1 && (*p)[-digits] == '0')) {
        return -1;
    }
    return value;
}

static bool read_addr(const char **p, uint32_t *out)
{
    uint32_t addr = 0;
    for (int i = 0; i < 4; i++) {
        if (i > 0) {
            if (**p != '.') {
                return false;
            }
            (*p)++;
        }
        const int octet = read_octet(p);
        if (octet < 0 || octet > 255) {
            return false;
        }
        addr = addr << 8 | (uint32_t)octet;
    }
    *out = addr;
    return true;
}

enum ip4_error ip4_prefix_parse(const char *text, struct ip4_prefix *out)
{
    *out = (struct ip4_prefix){0, 0};
    const char *p = text;
    uint32_t addr = 0;
    if (strchr(text, ':') != NULL && strspn(text, "0123456789abcdefABCDEF:./") == strlen(text)) {
        return IP4_IS_IPV6;
    }
    if (!read_addr(&p, &addr)) {
        return IP4_SYNTAX;
    }
    if (*p == '\0') {
        *out = (struct ip4_prefix){addr, 32};
        return IP4_NO_LENGTH;
    }
    if (*p++ != '/') {
        return IP4_SYNTAX;
    }
    const int len = read_octet(&p);
    if (len < 0 || *p != '\0') {
        return IP4_SYNTAX;
    }
    if (len > 32) {
        return IP4_LENGTH_RANGE;
    }
    *out = (struct ip4_prefix){addr & ip4_mask((uint8_t)len), (uint8_t)len};
    return out->addr == addr ? IP4_OK : IP4_HOST_BITS;
}

char *ip4_addr_format(uint32_t addr, char buf[IP4_TEXT_MAX])
{
    snprintf(buf, IP4_TEXT_MAX, "%u.%u.%u.%u", addr >> 24, addr >> 16 & 255u, addr >> 8 & 255u,
             addr & 255u);
    return buf;
}

char *ip4_prefix_format(struct ip4_prefix p, char buf[IP4_TEXT_MAX])
{
    ip4_addr_format(p.addr, buf);
    const size_t used = strlen(buf);
    snprintf(buf + used, IP4_TEXT_MAX - used, "/%u", (unsigned)p.len);
    return buf;
}
