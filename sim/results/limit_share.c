#include "sim/results/limit_share.h"

#include <math.h>
#include <string.h>

#include "models/flow/flow.h"
#include "models/flow/tcp_flow_times.h"
#include "models/tcp/bbr.h"
#include "models/tcp/tcp.h"
#include "sim/base/arena.h"
#include "sim/results/limit_meet.h"
#include "sim/results/limit_owner.h"
#include "sim/results/limit_room.h"
#include "sim/results/measure.h"

static void add_named(struct limit *l, const char *text, enum limit_kind kind)
{
    size_t i = 0;
    while (i < l->n && strcmp(l->word[i].text, text) != 0) {
        i++;
    }
    if (i == l->n) {
        l->word[l->n++] = (struct limit_word){.text = text, .kind = kind};
    }
    l->word[i].named = true;
}

/* Share of what the flow sends that goes out while its windows are why it sends no more: more than
 * of its time, as its window is at its largest then. BBR raises its rate in one phase of each
 * cycle, and has what that finds in all of them. */
static double held_frac(const struct limit *l, const struct network *n, size_t flow,
                        const struct measure *m, uint64_t window_bytes)
{
    const struct tcp_flow_times t = tcp_flow_times(n, flow, n->duration, flow_end_at(n, flow));
    const double dur = (double)(t.dur[TCP_LIMIT_RECEIVE_WINDOW] + t.dur[TCP_LIMIT_SEND_BUFFER]),
                 mean_bytes = m->goodput_mbps * 1e3 / 8 * measure_mean_ms(&m->rtt),
                 times = n->flow[flow].spec->tcp.congestion_control == TOPO_CC_BBR
                             ? BBR_CYCLE_LEN
                             : (double)window_bytes / mean_bytes;
    return dur > 0 ? fmin(1, times * dur / (double)l->dur) : 0;
}

/* While a window holds it the flow has more of the element for a larger one, the less the more of
 * it has already. */
static bool is_worth(uint64_t bytes, uint64_t least, const struct tcp *tcp, double held,
                     double shared)
{
    const double more = LIMIT_RAISE / (1 + (LIMIT_RAISE - 1) * shared) - 1;
    return limit_room_grows(bytes, tcp->mss) &&
           limit_room_window_part(bytes, least, tcp->mss) * held * more >= LIMIT_WORTH - 1;
}

/* A queue that serves flows in turn lets none have more than its share, however much it offers: who
 * sends steadily, and loses packets there, has that. Bursts lose some, and have less on average. */
static bool has_its_share(const struct limit *l, const struct network *n, size_t flow,
                          const struct measure *m)
{
    const int64_t app = n->flow[flow].spec->app;
    return (app == TOPO_CBR || app == TOPO_POISSON) && limit_is_fair(&l->word[0].at) &&
           (double)l->word[0].lost >= LIMIT_LOST_LEAST * (double)m->fwd.offered;
}

static void name_senders(struct limit *l, const struct network *n, size_t flow,
                         const struct measure *m, double shared)
{
    const struct tcp *tcp = n->src[flow]->tcp;
    if (tcp == NULL) {
        if (limit_has_rate(n->flow[flow].spec->app) && !has_its_share(l, n, flow, m)) {
            add_named(l, "application", LIMIT_APPLICATION);
        }
        return;
    }
    const uint64_t receive = tcp_profile_window(n->dst[flow]->tcp->setup->profile),
                   send = tcp->setup->profile->send_bytes, least = receive < send ? receive : send;
    const double held = held_frac(l, n, flow, m, limit_room_whole_bytes(least, tcp->mss));
    if (is_worth(receive, least, tcp, held, shared)) {
        add_named(l, tcp_limit_word(TCP_LIMIT_RECEIVE_WINDOW), LIMIT_WINDOW);
    }
    if (is_worth(send, least, tcp, held, shared)) {
        add_named(l, tcp_limit_word(TCP_LIMIT_SEND_BUFFER), LIMIT_SEND_BUFFER);
    }
}

/* Of claim[0] to claim[n_claims - 1], those whose entry has less than most of it while they live.
 * Who sends whatever happens, and stands there, loses packets, and more of them where others send
 * more. */
static void name_sharers(const struct limit_claim *claim, size_t n_claims, struct limit *limit,
                         const struct network *n, const struct measure *measure,
                         struct arena *scratch)
{
    double *frac = ARENA_ARRAY(scratch, double, n_claims),
           *all = ARENA_ARRAY(scratch, double, n_claims),
           *own = ARENA_ARRAY(scratch, double, n_claims);
    for (size_t i = 0; i < n_claims; i++) {
        frac[i] = limit[claim[i].flow].word[0].at.own_frac;
    }
    limit_meet(all, claim, frac, n_claims, false, n, scratch);
    for (size_t from = 0, to; from < n_claims; from = to) {
        to = from + 1;
        while (to < n_claims && n->flow[claim[to].flow].spec == n->flow[claim[from].flow].spec) {
            to++;
        }
        limit_meet(&own[from], &claim[from], &frac[from], to - from, false, n, scratch);
        for (size_t i = from; i < to; i++) {
            if (own[i] < LIMIT_SHARED * all[i]) {
                name_senders(&limit[claim[i].flow], n, claim[i].flow, &measure[claim[i].flow],
                             own[i] / all[i]);
            }
        }
    }
}

void limit_share_name(struct limit *limit, const struct network *n, const struct measure *measure,
                      struct arena *scratch)
{
    struct limit_claim *claim = ARENA_ARRAY(scratch, struct limit_claim, n->n_flows);
    size_t n_claims = 0;
    for (size_t i = 0; i < n->n_flows; i++) {
        if (limit[i].dur > 0 && limit[i].word[0].at.resource != NULL &&
            n->flow[i].spec->app != TOPO_REQUEST_RESPONSE && n->flow[i].spec->app != TOPO_PING) {
            claim[n_claims++] = (struct limit_claim){limit[i].word[0].at.resource, i};
        }
    }
    limit_claim_sort(claim, n_claims);
    for (size_t from = 0, to; from < n_claims; from = to) {
        to = limit_claim_end(claim, n_claims, from);
        name_sharers(&claim[from], to - from, limit, n, measure, scratch);
    }
}
