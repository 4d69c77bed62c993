#include "models/network.h"

#include <string.h>

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

    if (log->n == log->cap) {
        size_t cap = log->cap ? log->cap * 2 : 32;
        struct control_event *v = ARENA_ARRAY(r->lp.arena, struct control_event, cap);
        if (log->n > 0)
            memcpy(v, log->v, log->n * sizeof *v);
        log->v = v;
        log->cap = cap;
    }
    log->v[log->n++] = (struct control_event){at, kind, name, event, detail};
}
