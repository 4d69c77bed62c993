#include "models/net/server.h"

#include "sim/base/assert.h"
#include "sim/base/units.h"

void server_init(struct server *s, int64_t rate_bps, int64_t rate_pps, sim_time_t buffer_dur,
                 sim_time_t from_at, sim_time_t to_at)
{
    const bool limited = rate_bps != UNITS_UNLIMITED || rate_pps != UNITS_UNLIMITED;

    *s = (struct server){.rate_bps = rate_bps,
                         .rate_pps = rate_pps,
                         .count_from_at = from_at,
                         .count_to_at = to_at,
                         .last_bytes = UINT32_MAX};
    s->packet_dur = rate_pps == UNITS_UNLIMITED ? 0 : (SIM_S + rate_pps / 2) / rate_pps;
    s->buffer_dur = limited ? buffer_dur : SIM_NEVER;
}

static sim_time_t service_dur(struct server *s, uint32_t bytes)
{
    if (SIM_LIKELY(bytes == s->last_bytes))
        return s->last_dur;
    sim_time_t bits_dur = 0;
    if (s->rate_bps != UNITS_UNLIMITED)
        bits_dur = (sim_time_t)(((__int128)bytes * 8 * SIM_S + s->rate_bps / 2) / s->rate_bps);
    s->by_packets = s->packet_dur > bits_dur;
    s->last_bytes = bytes;
    s->last_dur = s->by_packets ? s->packet_dur : bits_dur;
    return s->last_dur;
}

/* Overlap of [a, b) with the time that is counted. */
static sim_time_t counted_dur(const struct server *s, sim_time_t a, sim_time_t b)
{
    a = a > s->count_from_at ? a : s->count_from_at;
    b = b < s->count_to_at ? b : s->count_to_at;
    return b > a ? b - a : 0;
}

sim_time_t server_offer(struct server *s, uint32_t bytes, sim_time_t now)
{
    sim_time_t dur = service_dur(s, bytes);
    sim_time_t start_at = s->free_at > now ? s->free_at : now;

    if (start_at - now > s->buffer_dur)
        return -1;
    if (start_at == now)
        s->by_packets_dur = s->by_bits_dur = 0;
    *(s->by_packets ? &s->by_packets_dur : &s->by_bits_dur) += dur;
    s->free_at = start_at + dur;
    const sim_time_t counted = counted_dur(s, start_at, s->free_at);
    s->busy_dur += counted;
    s->packets_busy_dur += s->by_packets ? counted : 0;
    return s->free_at;
}
