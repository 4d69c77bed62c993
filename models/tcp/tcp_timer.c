/*
 * What happens when time has passed: an end's one event, and its deadlines.
 */
#include "models/net/blocks.h"
#include "models/net/region.h"
#include "models/tcp/tcp_episode.h"

#define PROBE_SLACK_DUR   (2 * SIM_MS) /* RFC 8985, 7.2; Linux: two ticks */
#define PROBE_UNKNOWN_DUR (1 * SIM_S)  /* RFC 8985, 7.2: without a round trip */
#define PEER_DELAY_DUR                                                                             \
    (200 * SIM_MS) /* the longest delay of an acknowledgment: RFC 8985, WCDelAckT */

static void fire(struct lp *lp, struct event *ev, sim_time_t now);

void tcp_attach(struct tcp *c, struct lp *lp)
{
    struct region *r = (struct region *)(void *)lp;

    c->established_at = c->last_received_at = -1;
    lp_add_event(lp, &c->ev, fire);
    /* A region's first time-out may come late in a run, in the midst of what allocates nothing. */
    blocks_ready(&r->blocks, sizeof *c->told);
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
    tcp_limit_missed(r, c, c->work->sender->last_sent_at, now);
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
    tcp_limit_missed(r, c, c->work->sender->last_sent_at, now);
    tcp_output_probe(r, c, now);
    c->timer = TCP_TIMER_RTO;
    c->work->deadline_at = now + c->work->rto.rto;
    tcp_arm(r, c, c->work->deadline_at);
}

/* To have waited for what is out of order does not put off the time-out of what has been on its way
 * for longest (tcp_rack_reo_timeout's tcp_rearm_rto). */
static void arm_from_first(struct region *r, struct tcp *c, sim_time_t now)
{
    const struct tcp_board *b = &c->work->out->board;

    if (c->timer != TCP_TIMER_RTO)
        return;
    const sim_time_t due_at = tcp_board_at(b, b->head)->sent_at + c->work->rto.rto;
    c->work->deadline_at = due_at > now ? due_at : now + 1;
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
    arm_from_first(r, c, now);
}

static void deadline(struct region *r, struct tcp *c, sim_time_t now)
{
    switch ((enum tcp_timer)c->timer) {
    case TCP_TIMER_SYN:
        tcp_retry_syn(r, c, now);
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
