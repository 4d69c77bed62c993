#include "sim/results/limit_undone.h"

#include <string.h>

#include "models/flow/flow.h"
#include "models/tcp/tcp.h"
#include "sim/base/arena.h"
#include "sim/results/limit_owner.h"
#include "sim/results/limit_place.h"

static void add(struct tcp_told *sum, const struct tcp_told *told)
{
    if (told != NULL) {
        sum->recoveries += told->recoveries;
        sum->undone += told->undone;
        sum->timeouts += told->timeouts;
        sum->marks += told->marks;
    }
}

struct tcp_told limit_told_of(const struct network *n, size_t flow)
{
    const struct flow_src *s = n->src[flow];
    struct tcp_told sum = {0};
    for (uint32_t k = 0; k < s->kind->n_tcp; k++) {
        add(&sum, s->tcp[k].told);
        if (n->flow[flow].spec->app == TOPO_REQUEST_RESPONSE) {
            add(&sum, n->dst[flow]->tcp[k].told);
        }
    }
    return sum;
}

const struct drop_record *limit_without_undone(const struct network *n, size_t flow,
                                               const struct drop_record *drop, size_t n_drops,
                                               struct arena *arena)
{
    const struct tcp_told told = limit_told_of(n, flow);
    const uint64_t events = told.recoveries + told.timeouts;
    uint64_t lost = 0;
    for (size_t i = 0; i < n_drops; i++) {
        lost += limit_is_loss(&drop[i]) ? drop[i].episodes : 0;
    }
    const uint64_t late = events > lost ? events - lost : 0;
    if (told.undone <= late || lost == 0) {
        return drop;
    }
    const uint64_t undone = told.undone - late,
                   left = lost >= undone + LIMIT_LOSSES_LEAST ? lost - undone : 0;
    struct drop_record *own = ARENA_ARRAY(arena, struct drop_record, n_drops);
    memcpy(own, drop, n_drops * sizeof *own);
    for (size_t i = 0; i < n_drops; i++) {
        own[i].episodes = (own[i].episodes * left + lost / 2) / lost;
    }
    return own;
}
