#include "models/control/update.h"

#include "models/control/control.h"
#include "models/network.h"
#include "models/routing/nat.h"
#include "models/vpn/tunnel.h"
#include "models/wire/bgp.h"

/* A learned name as it is in the tunnel, once: of a rule for each instance there are two. */
static void put_prefix(struct wire_bgp_update *u, struct wire_prefix *list,
                       const struct topo_connection *learner, struct ip4_prefix name)
{
    const struct ip4_prefix p = nat_as_told(learner, name);

    for (uint32_t i = 0; i < u->n_prefixes; i++)
        if (list[i].addr == p.addr && list[i].len == p.len)
            return;
    list[u->n_prefixes++] = (struct wire_prefix){p.addr, (uint8_t)p.len};
}

uint32_t update_put(struct bytes *b, const struct tunnel *t, const struct speaker_news *first,
                    uint32_t most, uint32_t next_hop)
{
    const struct control *c = t->from->region->net->control;
    struct wire_prefix prefix[WIRE_BGP_PREFIXES_MOST];
    uint32_t path[WIRE_BGP_PATH_MOST];
    struct wire_bgp_update u = {
        .prefix = prefix, .path = first->path != NULL ? path : NULL, .next_hop = next_hop};

    for (const struct rib_path *p = first->path; p != NULL && u.n_path < WIRE_BGP_PATH_MOST;
         p = p->next) /* no message has room for more */
        path[u.n_path++] = p->asn;
    uint32_t n = 0;
    for (const struct speaker_news *e = first; n < most && n < WIRE_BGP_PREFIXES_MOST;
         e = e->next, n++) {
        if (!rib_bgp_is_same_path(e->path, first->path))
            break;
        put_prefix(&u, prefix, t->declared->reverse, c->prefix[e->prefix]);
    }
    wire_bgp_update(b, &u);
    return n;
}

uint32_t update_bytes(const struct tunnel *t, const struct speaker_news *first, uint32_t n)
{
    uint32_t bytes = 0;

    while (n > 0) {
        struct bytes b = {.v = (uint8_t[WIRE_BGP_MOST]){0}};
        const uint32_t taken = update_put(&b, t, first, n, 0);
        bytes += (uint32_t)b.n;
        n -= taken;
        for (uint32_t i = 0; i < taken; i++)
            first = first->next;
    }
    return bytes;
}
