/*
 * HyStart: leaving slow start before losses do it. Two variants: HyStart++ (RFC 9406), and the
 * classic one of Ha and Rhee (Hybrid Slow Start, PFLDnet 2008) as Linux's tcp_cubic.c has it:
 * trains of acknowledgments, or a delay that grows.
 */
#ifndef MODELS_TCP_TCP_HYSTART_H
#define MODELS_TCP_TCP_HYSTART_H

#include <stdbool.h>
#include <stdint.h>

#include "models/tcp/tcp_profile.h"
#include "sim/base/simtime.h"

enum hystart_phase { HYSTART_SLOW_START, HYSTART_CSS, HYSTART_DONE };

struct hystart {
    uint64_t round_end;               /* the round is over when this is acknowledged */
    sim_time_t last_min, current_min; /* round trips; SIM_NEVER: none */
    sim_time_t base_min; /* CSS: what it was entered with; classic: the smallest ever */
    sim_time_t round_at, last_ack_at; /* classic */
    uint16_t samples;
    uint8_t css_rounds, phase;
};

void hystart_init(struct hystart *h);
/* A round begins; nxt: the end of what has been sent. */
void hystart_round(struct hystart *h, uint64_t nxt, sim_time_t now);
/* The next that happens is that a round begins: what that sets is as if one had begun at `at`. */
void hystart_rest(struct hystart *h, uint64_t nxt, sim_time_t at);
/*
 * An acknowledgment of `una` in slow start, with a round trip or -1; window: segments. True when
 * slow start is over now, with the window where it is. In the phase CSS it grows by a quarter.
 */
bool hystart_acked(struct hystart *h, enum tcp_hystart variant, uint64_t una, uint64_t nxt,
                   sim_time_t rtt, uint64_t window, sim_time_t now);

enum {
    HYSTART_CSS_DIVISOR = 4,
    HYSTART_SEGMENTS_MOST = 8
}; /* RFC 9406, 4.3: CSS_GROWTH_DIVISOR, and L of a sender that does not pace */

#endif
