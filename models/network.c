#include "models/network.h"

#include "models/net/region.h"
#include "sim/base/arena.h"

void network_free(struct network *n)
{
    if (n == NULL)
        return;
    for (size_t i = 0; i < n->n_regions; i++)
        arena_free(n->region[i]->lp.arena);
    arena_free(n->arena);
}

void network_log(struct network *n, struct region *r, sim_time_t at, const char *kind,
                 const char *name, const char *event, const char *detail)
{
    struct control_log *log = &n->log[r->index];

    ARENA_ROOM(r->lp.arena, log->v, log->n, log->cap, 32);
    log->v[log->n++] = (struct control_event){at, kind, name, event, detail};
}
