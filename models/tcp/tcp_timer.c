/*
 * Connections that begin, and what happens when time has passed.
 */
#include "models/net/blocks.h"
#include "models/net/region.h"
#include "models/tcp/tcp_episode.h"

#define PROBE_SLACK_DUR   (2 * SIM_MS) /* RFC 8985, 7.2; Linux: two ticks */
#define PROBE_UNKNOWN_DUR (1 * SIM_S)  /* RFC 8985, 7.2: without a round trip */
#define PEER_DELAY_DUR                                                                             \
    (200 * SIM_MS) /* the longest delay of an acknowledgment: RFC 8985, WCDelAckT */

#define RTO_UNKNOWN                                                                                \
    (3 * SIM_S) /* of the first data after a handshake that gave no sample: RFC 6298, 5.7 */

static void fire(struct lp *lp, struct event *ev, sim_time_t now);

void tcp_attach(struct tcp *c, struct lp *lp)
{
    struct region *r = (struct region *)(void *)lp;

    c->established_at = c->last_received_at = -1;
    lp_add_event(lp, &c->ev, fire);
    /* A region's first time-out may come late in a run, in the midst of what allocates nothing. */
    blocks_ready(&r->blocks, sizeof *c->told);
}

void tcp_listen(struct tcp *c)
{
    c->state = TCP_LISTEN;
}

void tcp_arm(struct region *r, struct tcp *c, sim_time_t at)
{
    if (at < c->work->timer_at) {
        c->work->timer_at = at;
        lp_advance(&r->lp, &c->ev, at);
    }
}

/* A probe goes before the time-out, or in its place, when no loss is known and none is out (RFC
 * 8985, 7.2). */
static bool may_probe(const struct tcp *c)
{
    const struct tcp_out *out = c->work->out;

    return c->setup->profile->rack && c->phase <= TCP_CWR && out->probe_end == 0 &&
           out->board.sacked_bytes == 0 && out->board.lost_bytes == 0;
}

void tcp_arm_retransmission(struct region *r, struct tcp *c, bool sent_new, sim_time_t now)
{
    const struct tcp_board *b = &c->work->out->board;
    sim_time_t wait_dur = c->work->rto.rto;

    c->timer = TCP_TIMER_NONE;
    c->work->deadline_at = SIM_NEVER;
    if (tcp_board_is_empty(b))
        return;
    c->timer = TCP_TIMER_RTO;
    if (may_probe(c)) {
        const sim_time_t srtt = c->work->rto.srtt,
                         slack_dur = b->n_flying == 1 ? PEER_DELAY_DUR : PROBE_SLACK_DUR;
        const sim_time_t probe_dur = srtt > 0 ? 2 * srtt + slack_dur : PROBE_UNKNOWN_DUR;
        wait_dur = probe_dur < wait_dur ? probe_dur : wait_dur;
        /* What is sent anew does not put off the time-out of what has been on its way for longest
         * (tcp_schedule_loss_probe's tcp_rto_delta_us): who writes often would never have one. */
        const sim_time_t due_at = tcp_board_at(b, b->head)->sent_at + c->work->rto.rto;
        if (sent_new && due_at > now && due_at - now < wait_dur)
            wait_dur = due_at - now;
        c->timer = TCP_TIMER_PROBE;
    }
    c->work->deadline_at = now + wait_dur;
    tcp_arm(r, c, c->work->deadline_at);
}

/* --- handshake --- */

void tcp_connect(struct region *r, struct tcp *c, sim_time_t now)
{
    tcp_begin(r, c);
    c->state = TCP_SYN_SENT;
    c->work->opened_at = now;
    if (now > c->setup->warmup_at)
        tcp_tell(r, c)->limit_since_at = now;
    c->limit = TCP_LIMIT_HANDSHAKE;
    c->mss = c->setup->mss;
    tcp_rto_init(&c->work->rto, &c->setup->profile->rto);
    c->timer = TCP_TIMER_SYN;
    c->work->deadline_at = now + c->work->rto.rto;
    tcp_arm(r, c, c->work->deadline_at);
    tcp_send_syn(r, c, now);
}

/* The client gives the connection up; the other end forgets that it was asked for one, and a
 * further SYN asks anew (reqsk_timer_handler). */
static void retry_syn(struct region *r, struct tcp *c, sim_time_t now)
{
    const struct tcp_profile *profile = c->setup->profile;
    const bool answers = c->state == TCP_SYN_RECEIVED;

    if (c->work->retries >= (answers ? profile->synack_retries : profile->syn_retries)) {
        if (answers)
            tcp_listen_again(r, c, now);
        else
            tcp_abort(r, c, now);
        return;
    }
    c->work->retries++;
    tcp_rto_back_off(&c->work->rto, &c->setup->profile->rto);
    c->work->deadline_at = now + c->work->rto.rto;
    tcp_arm(r, c, c->work->deadline_at);
    tcp_send_syn(r, c, now);
}

/* Of the handshake: by the time stamp that the segment answers, or of a SYN that was sent once;
 * else -1 (Karn). */
static sim_time_t handshake_rtt(const struct tcp *c, const struct segment *s, sim_time_t now)
{
    if (c->peer_stamps && s->echo >= 0)
        return now - s->echo;
    return c->work->retries == 0 && c->work->opened_at >= 0 ? now - c->work->opened_at : -1;
}

void tcp_establish(struct region *r, struct tcp *c, const struct segment *s, sim_time_t now)
{
    const struct tcp_profile *profile = c->setup->profile;

    c->state = TCP_ESTABLISHED;
    c->established_at = now;
    c->timer = TCP_TIMER_NONE;
    c->work->deadline_at = SIM_NEVER;
    c->peer_stamps = c->peer_stamps && profile->stamps;
    if (!c->peer_stamps)
        c->work->stamp = -1;
    if (c->peer_stamps)
        c->mss = (uint16_t)(c->mss - TCP_STAMP_BYTES);
    c->work->quick_acks = profile->quick_acks;
    /* RFC 6928, 3: one segment when more than one SYN was lost (as Linux reads RFC 5681, 3.1:
     * tcp_init_transfer; the end that answers has no undo_marker, and begins as ever). */
    c->cwnd =
        (uint64_t)c->mss * (c->is_source && c->work->retries > 1 ? 1 : profile->initial_window);
    c->cwnd_max = c->cwnd;
    tcp_rto_init(&c->work->rto, &profile->rto);
    const sim_time_t rtt = handshake_rtt(c, s, now);
    if (rtt >= 0)
        tcp_rto_sample(&c->work->rto, &profile->rto, rtt);
    else
        c->work->rto.rto = profile->rto.max < RTO_UNKNOWN ? profile->rto.max : RTO_UNKNOWN;
    c->work->retries = 0;
    tcp_arm(r, c, now + c->work->rto.rto);
    tcp_limit_set(r, c, TCP_LIMIT_APPLICATION, now);
    if (c->setup->user->established != NULL)
        c->setup->user->established(r, c, now);
}

/* --- time --- */

static bool is_hopeless(const struct tcp *c, sim_time_t now)
{
    const struct tcp_profile *profile = c->setup->profile;

    if (profile->give_up_dur == 0)
        return c->work->retries >= profile->retries;
    return c->work->retries > 0 && now - c->work->out->again_at >= profile->give_up_dur;
}

static void time_out(struct region *r, struct tcp *c, sim_time_t now)
{
    const struct tcp_profile *profile = c->setup->profile;
    struct tcp_out *out = c->work->out;
    struct tcp_board *b = &out->board;
    const struct tcp_rack *rack = &c->work->sender->rack;

    if (is_hopeless(c, now)) {
        tcp_abort(r, c, now);
        return;
    }
    if (c->work->retries == 0)
        out->again_at = now;
    /* Once a window (tcp_enter_loss). */
    if (c->phase == TCP_OPEN || c->una >= out->recover ||
        (c->phase == TCP_LOSS && c->work->retries == 0)) {
        tcp_undo_begin(c, false);
        tcp_reduce(c, now);
    }
    out->frto = c->phase <= TCP_CWR || c->work->retries > 0;
    out->ahead = false;
    /* RFC 8985, 6.3: the first segment, and what a round trip has passed since; without RACK all
     * (RFC 6675, 5.1). */
    const sim_time_t old_at = now - rack->rtt - tcp_rack_window(rack, true, c->work->rto.srtt);
    for (uint32_t i = b->flying.first; i != TCP_SENT_NONE;) {
        const uint32_t next = tcp_board_at(b, i)->next;
        if (i == b->head || !profile->rack || tcp_board_at(b, i)->sent_at <= old_at)
            tcp_board_lose(b, i);
        i = next;
    }
    out->probe_end = 0;
    out->recover = c->work->nxt;
    out->pace_next_at = now;
    c->phase = TCP_LOSS;
    c->cwnd = b->pipe + c->mss;
    c->work->retries++;
    if (now >= c->setup->warmup_at)
        tcp_tell(r, c)->timeouts++;
    tcp_rto_back_off(&c->work->rto, &profile->rto);
    if (profile->cc->event != NULL)
        profile->cc->event(c, TCP_CC_TIMEOUT, now);
    c->timer = TCP_TIMER_NONE; /* output sets it */
    tcp_output(r, c, now);
}

static void probe(struct region *r, struct tcp *c, sim_time_t now)
{
    tcp_send_probe(r, c, now);
    c->timer = TCP_TIMER_RTO;
    c->work->deadline_at = now + c->work->rto.rto;
    tcp_arm(r, c, c->work->deadline_at);
}

static void reorder(struct region *r, struct tcp *c, sim_time_t now)
{
    tcp_detect_losses(c, now);
    if (c->work->out->board.lost_bytes > 0 && c->phase <= TCP_CWR) {
        tcp_enter_recovery(r, c, TCP_RECOVERY, now);
        if (!c->setup->profile->cc->controls)
            c->cwnd = c->work->out->board.pipe + c->mss;
    }
    if (c->timer == TCP_TIMER_REORDER)
        tcp_arm(r, c, c->work->deadline_at);
    tcp_output(r, c, now);
}

static void deadline(struct region *r, struct tcp *c, sim_time_t now)
{
    switch ((enum tcp_timer)c->timer) {
    case TCP_TIMER_SYN:
        retry_syn(r, c, now);
        break;
    case TCP_TIMER_FIN:
        tcp_retry_fin(r, c, now);
        break;
    case TCP_TIMER_RTO:
        time_out(r, c, now);
        break;
    case TCP_TIMER_PROBE:
        probe(r, c, now);
        break;
    case TCP_TIMER_REORDER:
        reorder(r, c, now);
        break;
    case TCP_TIMER_NONE:
        c->work->deadline_at = SIM_NEVER;
        break;
    }
}

static void fire(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct region *r = (struct region *)(void *)lp;
    struct tcp *c = (struct tcp *)(void *)ev;

    c->work->timer_at = SIM_NEVER;
    lp_cancel(lp, ev);
    if (c->work->ack_at <= now) {
        c->work->converses = false; /* no answer came in time (tcp_delack_timer_handler) */
        tcp_send_ack(r, c, now);
    }
    if (c->timer != TCP_TIMER_NONE && c->work->deadline_at <= now)
        deadline(r, c, now);
    if (SIM_UNLIKELY(c->work == NULL)) /* it is over */
        return;
    if (c->work->out != NULL && c->work->out->pace_at <= now) {
        c->work->out->pace_at = SIM_NEVER;
        tcp_output(r, c, now);
    }
    tcp_arm(r, c, c->work->ack_at);
    if (c->work->out != NULL)
        tcp_arm(r, c, c->work->out->pace_at);
    if (c->timer != TCP_TIMER_NONE)
        tcp_arm(r, c, c->work->deadline_at);
    if (c->state == TCP_ESTABLISHED)
        tcp_fold(r, c, now);
}

/* --- packets --- */

static void take_syn(struct region *r, struct tcp *c, const struct packet *p,
                     const struct segment *s, sim_time_t now)
{
    const bool answer = (s->flags & SEGMENT_ACK) != 0;

    if (c->state == TCP_ESTABLISHED &&
        answer) { /* the other end has not heard of it: say it again */
        tcp_send_ack(r, c, now);
        return;
    }
    if (answer ? c->state != TCP_SYN_SENT : c->state != TCP_LISTEN && c->state != TCP_SYN_RECEIVED)
        return;
    if (c->state == TCP_LISTEN)
        tcp_begin(r, c);
    c->mss = c->setup->mss < s->mss ? c->setup->mss : s->mss;
    c->work->edge = s->window;
    c->peer_stamps = s->echo != SEGMENT_NO_STAMPS;
    c->ecn = c->setup->profile->ecn && (s->flags & SEGMENT_ECE);
    c->work->stamp = c->peer_stamps ? p->sent_at : -1;
    if (answer) {
        tcp_establish(r, c, s, now);
        tcp_send_ack(r, c, now);
        tcp_output(r, c, now);
        return;
    }
    if (c->state == TCP_LISTEN) {
        c->state = TCP_SYN_RECEIVED;
        c->work->opened_at = now;
        tcp_rto_init(&c->work->rto, &c->setup->profile->rto);
        c->timer = TCP_TIMER_SYN;
    } else {
        c->work->opened_at = -1; /* answered twice; the timer begins anew (tcp_check_req) */
    }
    c->work->deadline_at = now + c->work->rto.rto;
    tcp_arm(r, c, c->work->deadline_at);
    tcp_send_syn(r, c, now);
}

void tcp_receive(struct region *r, struct tcp *c, const struct packet *p, const struct segment *s,
                 sim_time_t now)
{
    if (SIM_UNLIKELY(c->kept != NULL))
        tcp_unfold(r, c, now);
    if (s->flags & SEGMENT_SYN) {
        take_syn(r, c, p, s, now);
        return;
    }
    if (c->state == TCP_SYN_RECEIVED) {
        tcp_establish(r, c, s, now);
        tcp_output(r, c, now);
    }
    if (SIM_UNLIKELY(s->flags & SEGMENT_FIN)) {
        tcp_take_fin(r, c, now);
        return;
    }
    if (c->state !=
        TCP_ESTABLISHED) { /* aborted: a reset would answer; nothing more is sent either way */
        if (s->payload == 0)
            tcp_take_last_ack(r, c);
        return;
    }
    /* RFC 7323, 5.3: what has come before (R2) does not count (R3; tcp_sequence). */
    if (c->peer_stamps && s->seq <= c->work->acked && s->seq + s->payload >= c->work->acked &&
        p->sent_at > c->work->stamp)
        c->work->stamp = p->sent_at;
    if (s->flags & SEGMENT_ACK)
        tcp_take_ack(r, c, s, now);
    if (s->payload > 0 && c->state == TCP_ESTABLISHED)
        tcp_take_data(r, c, p, s, now);
}
