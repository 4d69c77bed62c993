#include "models/flow/tcp_flow.h"

#include "models/cloud/raise.h"
#include "models/flow/traffic.h"
#include "models/net/link.h"
#include "models/network.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"

enum {
    HEADER_BYTES = 40
}; /* IPv4 20, TCP 20: what an MTU holds beside a segment (RFC 9293, 3.7.1) */

/* --- build --- */

static void begin(const struct region *r, struct tcp *c, uint32_t vm)
{
    const struct network *n = r->net;
    const struct flow *f = &n->flow[c->flow];

    if (vm == TCP_NO_VM) {
        vm = c->is_source ? f->src_vm : f->dst_vm + c->target;
        vm = n->vm[vm].front != NULL ? r->arrived_vm : vm;
    }
    c->work->nic = n->vm[vm].out;
    c->work->salt = f->hash[0] ^ c->connection * UINT32_C(0x9E3779B9);
}

static struct flow_count *sent(struct region *r, const struct tcp *c)
{
    const struct network *n = r->net;

    return c->is_source ? &flow_src_count(n->src[c->flow], r->lp.arena)->fwd
                        : &flow_dst_count(n->dst[c->flow], r->lp.arena)->rev;
}

/* An entry's time is over when it stops; that of a transfer when what it has sent has come. */
static sim_time_t counts_until(const struct network *n, const struct topo_traffic *t)
{
    return t->app != TOPO_BULK && t->stop < n->duration ? t->stop : n->duration;
}

static const struct tcp_setup *new_setup(struct network *n, const struct flow *f, bool source)
{
    const uint32_t vm = network_answers(n, source ? f->src_vm : f->dst_vm);
    const bool asks = f->spec->app == TOPO_REQUEST_RESPONSE;
    struct arena *arena = (source ? f->src_region : f->dst_region)->lp.arena;
    struct tcp_profile *profile = ARENA_NEW(arena, struct tcp_profile);
    struct tcp_setup *setup = ARENA_NEW(arena, struct tcp_setup);

    tcp_profile_of(profile, f->spec, n->vm[vm].declared, n->catalog);
    tcp_profile_widen(profile, raise_factor_of_entry(n->topo, f->spec->r.name, "receive_window"),
                      raise_factor_of_entry(n->topo, f->spec->r.name, "send_buffer"));
    setup->profile = profile;
    setup->begin = begin;
    setup->sent = sent;
    setup->warmup_at = n->warmup;
    setup->until_at = counts_until(n, f->spec);
    setup->mss = (uint16_t)(n->vm[vm].out->mtu_bytes - HEADER_BYTES);
    if (source)
        setup->user = asks ? &tcp_user_request : &tcp_user_stream_src;
    else
        setup->user = asks ? &tcp_user_response : &tcp_user_stream_dst;
    return setup;
}

struct ends { /* connections of a flow; those to several targets: each target's in turn, or all to
                 the one that was drawn */
    uint32_t n;
    uint32_t drawn;
};

static void begin_ends(struct network *n, uint32_t i, bool source, struct ends ends,
                       const struct tcp_setup *setup)
{
    const struct flow *f = &n->flow[i];
    struct region *r = source ? f->src_region : f->dst_region;
    struct tcp *c = source ? n->src[i]->tcp : n->dst[i]->tcp;

    for (uint32_t k = 0; k < ends.n; k++) {
        c[k].target = (uint16_t)(ends.n > 1 ? k % f->n_targets : ends.drawn);
        c[k].setup = setup;
        c[k].flow = i;
        c[k].connection = (uint16_t)k;
        c[k].is_source = source;
        tcp_attach(&c[k], &r->lp);
        if (!source)
            tcp_listen(&c[k]);
    }
}

uint32_t tcp_flow_connections(const struct flow *f)
{
    if (f->spec->app == TOPO_REQUEST_RESPONSE)
        return (uint32_t)f->spec->connections * f->n_targets;
    return f->spec->app == TOPO_BULK ? 1 : f->n_targets; /* a transfer is one connection */
}

uint32_t tcp_flow_draw_target(struct flow_src *s, const struct flow *f)
{
    return f->n_targets > 1 ? traffic_draw_target(s, f->n_targets) : 0;
}

void tcp_flow_build(struct network *n, uint32_t i, const struct flow_src *like)
{
    const struct flow *f = &n->flow[i];
    struct flow_src *s = n->src[i];
    struct ends ends = {.n = s->kind->n_tcp};

    if (f->n_targets > 1 && f->spec->app == TOPO_BULK)
        ends.drawn = tcp_flow_draw_target(s, f);
    SIM_ASSERT(ends.n <= UINT16_MAX + 1);
    begin_ends(n, i, true, ends, like != NULL ? like->tcp[0].setup : new_setup(n, f, true));
    begin_ends(n, i, false, ends,
               like != NULL ? n->dst[like->flow]->tcp[0].setup : new_setup(n, f, false));
}

/* --- packets --- */

/* Not from its peer: ICMP about one of its segments. In no count but conservation's. */
static void deliver_icmp(struct region *r, const struct packet *p, const struct segment *s,
                         sim_time_t now)
{
    const bool to_source = (p->kind & PACKET_KIND) == PACKET_RESPONSE;
    struct tcp *c = to_source ? r->net->src[p->flow]->tcp : r->net->dst[p->flow]->tcp;

    if (c[s->connection].turn == s->turn)
        tcp_path_mtu(r, &c[s->connection], s->path_mtu, now);
}

void tcp_flow_deliver(struct region *r, const struct packet *p, uint32_t vm, sim_time_t now)
{
    struct network *net = r->net;
    const struct segment s = r->segments.v[p->seq]; /* a copy: what it causes may move the pool */
    struct tcp *c;

    segment_give(&r->segments, p->seq);
    r->n_delivered++;
    r->arrived_vm = vm;
    if (SIM_UNLIKELY(s.path_mtu != 0)) {
        deliver_icmp(r, p, &s, now);
        return;
    }
    if ((p->kind & PACKET_KIND) == PACKET_RESPONSE) {
        struct flow_src *src = net->src[p->flow];
        if (p->kind & PACKET_COUNTED) {
            struct flow_count *rev = &flow_src_count(src, r->lp.arena)->rev;
            rev->received++;
            rev->received_bytes += p->bytes;
        }
        c = &src->tcp[s.connection];
    } else {
        struct flow_dst *d = net->dst[p->flow];
        flow_arrive(r, d, p, s.seq, 0, now);
        c = &d->tcp[s.connection];
        c->by = p->kind & PACKET_BY;
    }
    if (SIM_UNLIKELY(s.turn != c->turn) && !tcp_turn(r, c, &s, now))
        return;
    tcp_receive(r, c, p, &s, now);
}

void tcp_flow_write(struct region *r, struct flow_src *s, uint64_t bytes, sim_time_t now)
{
    struct tcp *c = SIM_UNLIKELY(s->kind->n_tcp > 1)
                        ? &s->tcp[tcp_flow_draw_target(s, &r->net->flow[s->flow])]
                        : s->tcp;

    if (now >= r->net->warmup && bytes != TCP_UNLIMITED)
        flow_src_count(s, r->lp.arena)->written_bytes += bytes;
    if (c->state == TCP_CLOSED)
        tcp_connect(r, c, now);
    tcp_write(r, c, bytes, true, now);
}

/* --- what streams hear --- */

static void stream_rtt(struct region *r, struct tcp *c, sim_time_t rtt, sim_time_t now)
{
    if (now >= c->setup->warmup_at)
        flow_delay_add(&flow_src_count(r->net->src[c->flow], r->lp.arena)->rtt, rtt, r->lp.arena);
}

/* What is still to be sent when it stops comes in a time that does not count. */
static void stream_received(struct region *r, struct tcp *c, const struct packet *by,
                            uint64_t bytes, bool message, sim_time_t now)
{
    struct flow_dst *d = r->net->dst[c->flow];

    (void)message;
    flow_progress_note(&d->progress, now);
    if (now < c->setup->warmup_at)
        return;
    if (SIM_LIKELY(by->sent_at < c->setup->until_at))
        d->goodput_bytes += bytes;
    else
        flow_dst_count(d, r->lp.arena)->late_bytes += bytes;
}

static void stream_drained(struct region *r, struct tcp *c, sim_time_t now)
{
    const struct flow_src *s = r->net->src[c->flow];
    const struct topo_traffic *spec = s->kind->spec;
    const bool bulk = spec->app == TOPO_BULK;

    if (r->ended != NULL && bulk && c->state == TCP_ESTABLISHED)
        r->ended[r->n_ended++] = c->flow;
    if (bulk || (spec->app == TOPO_REPLAY && s->seq == spec->replay->n))
        tcp_close(r, c, now); /* nothing more will be written */
}

const struct tcp_user_ops tcp_user_stream_src = {.drained = stream_drained, .rtt = stream_rtt};
const struct tcp_user_ops tcp_user_stream_dst = {.received = stream_received};

/* --- what is told --- */

sim_time_t tcp_flow_done_at(const struct network *n, uint32_t i)
{
    const struct tcp *c = n->src[i]->tcp;

    if (n->flow[i].spec->app != TOPO_BULK || c == NULL || c->state < TCP_ESTABLISHED ||
        c->state == TCP_ABORTED || c->una == 0 || c->una != c->end)
        return -1;
    return n->dst[i]->tcp->last_received_at;
}

static void add_told(struct tcp_flow_sum *sum, const struct tcp *c)
{
    if (c->told == NULL)
        return;
    sum->retransmits += c->told->retransmits;
    sum->timeouts += c->told->timeouts;
    sum->recoveries += c->told->recoveries;
}

struct tcp_flow_sum tcp_flow_sum(const struct network *n, uint32_t i)
{
    struct tcp_flow_sum sum = {0};
    const struct flow_src *s = n->src[i];
    const struct flow_dst *d = n->dst[i];

    for (uint32_t k = 0; k < s->kind->n_tcp; k++) {
        add_told(&sum, &s->tcp[k]);
        add_told(&sum, &d->tcp[k]);
        const uint32_t aborts =
            s->tcp[k].aborts > d->tcp[k].aborts ? s->tcp[k].aborts : d->tcp[k].aborts;
        sum.aborted += aborts;
        sum.given_up += aborts > 0;
        sum.waiting += s->tcp[k].state == TCP_SYN_SENT;
    }
    return sum;
}
