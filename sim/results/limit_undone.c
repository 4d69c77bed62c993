#include "sim/results/limit_undone.h"

#include <string.h>

#include "models/tcp/tcp.h"
#include "sim/base/arena.h"
#include "sim/results/limit_owner.h"
#include "sim/results/limit_place.h"

const struct drop_record *limit_without_undone(const struct tcp_told *told,
                                               const struct drop_record *drop, size_t n_drops,
                                               struct arena *arena)
{
    const uint64_t events = told->recoveries + told->timeouts;
    uint64_t lost = 0;
    for (size_t i = 0; i < n_drops; i++) {
        lost += limit_is_loss(&drop[i]) ? drop[i].episodes : 0;
    }
    const uint64_t late = events > lost ? events - lost : 0;
    if (told->undone <= late || lost == 0) {
        return drop;
    }
    const uint64_t undone = told->undone - late,
                   left = lost >= undone + LIMIT_LOSSES_LEAST ? lost - undone : 0;
    struct drop_record *own = ARENA_ARRAY(arena, struct drop_record, n_drops);
    memcpy(own, drop, n_drops * sizeof *own);
    for (size_t i = 0; i < n_drops; i++) {
        own[i].episodes = (own[i].episodes * left + lost / 2) / lost;
    }
    return own;
}
