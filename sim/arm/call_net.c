/* Functions of IPv4 prefixes. */
#include <string.h>

#include "sim/arm/call.h"
#include "sim/base/arena.h"
#include "sim/base/ip4.h"

static bool read_prefix(const struct arm_value *v, struct ip4_prefix *p)
{
    const enum ip4_error e = ip4_prefix_parse(v->text, p);
    return e == IP4_OK || e == IP4_HOST_BITS;
}

static struct arm_value *no_prefix(struct arm_call *c)
{
    return arm_mistake(c->w, c->at, "%s: `%.60s` is no IPv4 prefix", c->name, c->arg[0]->text);
}

static const char *address(struct arm_call *c, uint32_t addr)
{
    char text[IP4_TEXT_MAX];
    return arena_strdup(c->w->arena, ip4_addr_format(addr, text));
}

static struct arm_value *parse_cidr(struct arm_call *c)
{
    struct ip4_prefix p;
    ARM_NEED(c, 0, ARM_TEXT);
    if (!read_prefix(c->arg[0], &p)) {
        return no_prefix(c);
    }
    const uint32_t mask = ip4_mask(p.len), end = p.addr | ~mask;
    const bool small = p.len >= 31;
    const char *name[] = {"network", "netmask", "broadcast", "firstUsable", "lastUsable"};
    const uint32_t value[] = {p.addr, mask, end, small ? p.addr : p.addr + 1,
                              small ? end : end - 1};
    struct arm_member *m = ARENA_ARRAY(c->w->arena, struct arm_member, 6);
    for (size_t i = 0; i < 5; i++) {
        m[i] = (struct arm_member){name[i], c->at, arm_say_text(c, address(c, value[i]))};
    }
    m[5] = (struct arm_member){"cidr", c->at, arm_say_int(c, p.len)};
    return arm_value_object(c->w->arena, m, 6, c->at, NULL);
}

static struct arm_value *cidr_subnet(struct arm_call *c)
{
    struct ip4_prefix p;
    char text[IP4_TEXT_MAX];
    ARM_NEED(c, 0, ARM_TEXT);
    ARM_NEED(c, 1, ARM_INT);
    ARM_NEED(c, 2, ARM_INT);
    const int64_t len = c->arg[1]->whole, i = c->arg[2]->whole;
    if (!read_prefix(c->arg[0], &p)) {
        return no_prefix(c);
    }
    if (len < p.len || len > 32 || i < 0 || (uint64_t)i >= UINT64_C(1) << (len - p.len)) {
        return arm_mistake(c->w, c->at, "cidrSubnet: %s has no /%lld number %lld", c->arg[0]->text,
                           (long long)len, (long long)i);
    }
    const struct ip4_prefix part = {p.addr + (uint32_t)((uint64_t)i << (32 - len)), (uint8_t)len};
    return arm_say_text(c, arena_strdup(c->w->arena, ip4_prefix_format(part, text)));
}

/* The host number 0 is the first usable address. */
static struct arm_value *cidr_host(struct arm_call *c)
{
    struct ip4_prefix p;
    ARM_NEED(c, 0, ARM_TEXT);
    ARM_NEED(c, 1, ARM_INT);
    if (!read_prefix(c->arg[0], &p)) {
        return no_prefix(c);
    }
    const int64_t i = c->arg[1]->whole + (p.len < 31);
    if (i < 0 || (uint64_t)i >= UINT64_C(1) << (32 - p.len)) {
        return arm_mistake(c->w, c->at, "cidrHost: %s has no host %lld", c->arg[0]->text,
                           (long long)c->arg[1]->whole);
    }
    return arm_say_text(c, address(c, p.addr + (uint32_t)i));
}

const struct arm_function arm_net_functions[] = {
    {"parseCidr", parse_cidr, 1, 1, 0},
    {"cidrSubnet", cidr_subnet, 3, 3, 0},
    {"cidrHost", cidr_host, 2, 2, 0},
    {NULL, NULL, 0, 0, 0},
};
