#include "models/build.h"

#include "sim/base/arena.h"

uint32_t build_place(struct build *b, enum place_kind kind, const char *name)
{
    static const char *const prefix[] = {
        [PLACE_NIC] = "nic",           [PLACE_LINK] = "link",         [PLACE_GATEWAY] = "gateway",
        [PLACE_TUNNEL] = "tunnel",     [PLACE_VNET] = "vnet",         [PLACE_FLOW] = "flow",
        [PLACE_SITE] = "site",         [PLACE_BALANCER] = "balancer", [PLACE_ENDPOINT] = "endpoint",
        [PLACE_INTERNET] = "internet",
    };
    struct network *n = b->net;

    ARENA_ROOM(b->arena, n->place, n->n_places, b->cap_places, 64);
    n->place[n->n_places] =
        (struct place){.kind = kind, .text = arena_printf(b->arena, "%s:%s", prefix[kind], name)};
    return (uint32_t)n->n_places++;
}
