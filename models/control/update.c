#include "models/control/update.h"

#include "models/control/control.h"
#include "models/wire/bgp.h"

uint32_t update_put(struct bytes *b, const struct control *c, const struct speaker_news *first,
                    uint32_t most, uint32_t next_hop)
{
    struct wire_prefix prefix[WIRE_BGP_PREFIXES_MOST];
    uint32_t path[WIRE_BGP_PATH_MOST];
    struct wire_bgp_update u = {
        .prefix = prefix, .path = first->path != NULL ? path : NULL, .next_hop = next_hop};

    for (const struct rib_path *p = first->path; p != NULL && u.n_path < WIRE_BGP_PATH_MOST;
         p = p->next) /* no message has room for more */
        path[u.n_path++] = p->asn;
    for (const struct speaker_news *e = first;
         u.n_prefixes < most && u.n_prefixes < WIRE_BGP_PREFIXES_MOST; e = e->next) {
        if (!rib_bgp_is_same_path(e->path, first->path))
            break;
        prefix[u.n_prefixes++] =
            (struct wire_prefix){c->prefix[e->prefix].addr, (uint8_t)c->prefix[e->prefix].len};
    }
    wire_bgp_update(b, &u);
    return u.n_prefixes;
}

uint32_t update_bytes(const struct control *c, const struct speaker_news *first, uint32_t n)
{
    uint32_t bytes = 0;

    while (n > 0) {
        struct bytes b = {.v = (uint8_t[WIRE_BGP_MOST]){0}};
        const uint32_t taken = update_put(&b, c, first, n, 0);
        bytes += (uint32_t)b.n;
        n -= taken;
        for (uint32_t i = 0; i < taken; i++)
            first = first->next;
    }
    return bytes;
}
