/*
 * IPv4 addresses and prefixes, in host byte order. A prefix whose host bits are set is not a
 * prefix: ip4_prefix_parse reports it, with the network that was probably meant.
 */
#ifndef SIM_BASE_IP4_H
#define SIM_BASE_IP4_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ip4_prefix {
    uint32_t addr; /* network address */
    uint8_t len;   /* 0..32 */
};

enum ip4_error { IP4_OK, IP4_SYNTAX, IP4_IS_IPV6, IP4_NO_LENGTH, IP4_LENGTH_RANGE, IP4_HOST_BITS };

/* Parses "10.1.0.0/16". On IP4_HOST_BITS *out holds the network with the host bits cleared. */
enum ip4_error ip4_prefix_parse(const char *text, struct ip4_prefix *out)
    __attribute__((warn_unused_result));

/* "10.1.0.0/16" and "10.1.0.4"; return buf. */
#define IP4_TEXT_MAX 20
char *ip4_prefix_format(struct ip4_prefix p, char buf[IP4_TEXT_MAX]);
char *ip4_addr_format(uint32_t addr, char buf[IP4_TEXT_MAX]);

static inline uint32_t ip4_mask(uint8_t len)
{
    return len == 0 ? 0 : UINT32_MAX << (32 - len);
}

static inline bool ip4_prefix_has(struct ip4_prefix p, uint32_t addr)
{
    return (addr & ip4_mask(p.len)) == p.addr;
}

/* True when inner lies in outer (equal counts). */
static inline bool ip4_prefix_contains(struct ip4_prefix outer, struct ip4_prefix inner)
{
    return inner.len >= outer.len && ip4_prefix_has(outer, inner.addr);
}

static inline bool ip4_prefix_overlaps(struct ip4_prefix a, struct ip4_prefix b)
{
    return ip4_prefix_contains(a, b) || ip4_prefix_contains(b, a);
}

static inline bool ip4_prefix_equal(struct ip4_prefix a, struct ip4_prefix b)
{
    return a.addr == b.addr && a.len == b.len;
}

#endif
