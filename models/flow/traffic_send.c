/*
 * What the applications share: drawing sizes and times, sending a packet, and
 * what its answer is worth.
 */
#include "models/flow/traffic.h"

#include <math.h>

#include "models/flow/tcp_flow.h"
#include "models/net/link.h"
#include "models/network.h"
#include "sim/base/assert.h"

static uint32_t bounded(double x, uint32_t least, uint32_t most)
{
    double whole = floor(x + 0.5);
    return whole <= least ? least : whole >= most ? most : (uint32_t)whole;
}

void traffic_begin(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct region *r = (struct region *)(void *)lp;
    const struct flow_src *first = (struct flow_src *)(void *)ev;
    const struct network *n = r->net;

    lp_cancel(lp, ev);
    for (size_t i = first->flow; i < n->n_flows && n->src[i]->kind == first->kind; i++) {
        SIM_ASSERT(n->flow[i].src_region == r);
        first->kind->ops->begin(r, n->src[i], now);
    }
}

double traffic_mean_bytes(const struct dist *size, uint32_t least, uint32_t most)
{
    enum {
        POINTS = 1 << 16
    }; /* midpoints of equal shares: exact to about the reciprocal, 2e-5 of the spread */
    double sum = 0;

    if (size->kind == DIST_FIXED)
        return bounded(size->a, least, most);
    for (int i = 0; i < POINTS; i++)
        sum += bounded(dist_quantile(size, (i + 0.5) / POINTS), least, most);
    return sum / POINTS;
}

double traffic_draw(const struct dist *d, struct rng_state *rng)
{
    if (d->kind == DIST_FIXED)
        return d->a;
    const gsl_rng over = rng_over(rng);
    return dist_draw(d, &over);
}

uint32_t traffic_draw_target(const struct flow_src *s, uint32_t n_targets)
{
    const gsl_rng rng = rng_over(flow_rng(s, FLOW_DRAW_TARGET));

    return (uint32_t)gsl_rng_uniform_int(&rng, n_targets);
}

uint16_t traffic_draw_bytes(const struct dist *size, struct rng_state *rng, uint32_t least,
                            uint32_t most)
{
    return (uint16_t)bounded(traffic_draw(size, rng), least, most);
}

double traffic_prepare_bytes(struct flow_kind *k)
{
    const struct dist *size = &k->spec->packet_size;
    const double mean = traffic_mean_bytes(size, PACKET_MIN_BYTES, PACKET_MAX_BYTES);

    k->fixed_bytes = size->kind == DIST_FIXED ? (uint16_t)mean : 0;
    return mean;
}

void traffic_send(struct region *r, struct flow_src *s, enum packet_kind kind, uint16_t bytes,
                  uint32_t seq, sim_time_t now)
{
    if (s->tcp != NULL) {
        tcp_flow_write(r, s, bytes, now);
        return;
    }
    const struct network *net = r->net;
    const struct flow *f = &net->flow[s->flow];
    struct packet p = {.sent_at = now,
                       .flow = PACKET_FLOW(s->flow),
                       .seq = seq,
                       .bytes = bytes,
                       .kind = (uint8_t)kind};

    if (SIM_UNLIKELY(f->n_targets > 1))
        p.target = (uint16_t)traffic_draw_target(s, f->n_targets);
    r->n_injected++;
    if (now >= net->warmup) {
        p.kind |= PACKET_COUNTED;
        struct flow_count *fwd = &flow_src_count(s, r->lp.arena)->fwd;
        fwd->offered++;
        fwd->offered_bytes += bytes;
    }
    link_send(s->out, &p, bytes, 0, now);
}

sim_time_t traffic_phase(const struct region *r, const char *name, sim_time_t interval)
{
    struct rng rng;

    rng_stream(&rng, r->net->seed, name, "gap");
    return (sim_time_t)(gsl_rng_uniform(&rng.gsl) * (double)interval);
}

bool traffic_answered(struct region *r, struct flow_src *s, struct flow_request *q,
                      const struct packet *p, sim_time_t now)
{
    const struct network *net = r->net;

    if (!q->waiting || q->seq != p->seq || now - q->sent_at > s->kind->spec->timeout) {
        region_drop(r, net->vm[net->flow[s->flow].src_vm].in->place, DROP_TIMEOUT_LATE, p, now);
        return false;
    }
    q->waiting = false;
    flow_progress_note(&s->asks->progress, now);
    r->n_delivered++;
    if (p->kind & PACKET_COUNTED) {
        struct flow_count *rev = &flow_src_count(s, r->lp.arena)->rev;
        rev->received++;
        rev->received_bytes += p->bytes;
    }
    if (q->sent_at >= net->warmup)
        flow_delay_add(&flow_src_count(s, r->lp.arena)->rtt, now - q->sent_at, r->lp.arena);
    return true;
}
