/*
 * The connection's end (RFC 9293, 3.6). An end whose application has nothing more to write sends a FIN when all is acknowledged; the
 * other end, whose application closes at once, answers with its own, and that is acknowledged: three packets. A FIN is sent again as a SYN
 * is. It takes the number behind the last byte of its stream (RFC 9293, 3.4), which una, nxt and received do not count.
 */
#include "models/net/region.h"
#include "models/tcp/tcp.h"
#include "models/tcp/tcp_space.h"

static void send_fin(struct region *r, struct tcp *c, sim_time_t now)
{
    c->timer = TCP_TIMER_FIN;
    c->deadline_at = now + c->rto.rto;
    tcp_arm(r, c, c->deadline_at);
    tcp_send_fin(r, c, now);
}

void tcp_close(struct region *r, struct tcp *c, sim_time_t now)
{
    if (c->state != TCP_ESTABLISHED || c->una != c->end)
        return;
    if (c->out != NULL)
        tcp_release(r, c);
    c->retries = 0;
    c->state = TCP_FIN_WAIT;
    send_fin(r, c, now);
}

static void finish(struct tcp *c)
{
    c->state = TCP_FINISHED;
    c->timer = TCP_TIMER_NONE;
    c->deadline_at = c->ack_at = SIM_NEVER;
}

/* No answer: after as many time-outs as Linux grants a closed socket (tcp_orphan_retries: 8) it is over all the same, since all data
 * has been acknowledged before. */
void tcp_retry_fin(struct region *r, struct tcp *c, sim_time_t now)
{
    enum { ORPHAN_RETRIES = 8 };

    if (c->retries >= ORPHAN_RETRIES) {
        finish(c);
        return;
    }
    c->retries++;
    tcp_rto_back_off(&c->rto, &c->setup->profile->rto);
    send_fin(r, c, now);
}

void tcp_take_fin(struct region *r, struct tcp *c, sim_time_t now)
{
    switch ((enum tcp_state)c->state) {
    case TCP_ESTABLISHED: /* all that was sent before has come: it was acknowledged */
        if (c->una != c->end) /* an answer is still on its way: the other end will ask again */
            return;
        if (c->out != NULL)
            tcp_release(r, c);
        c->retries = 0;
        c->fin_come = true;
        c->state = TCP_LAST_ACK;
        c->ack_at = SIM_NEVER;
        send_fin(r, c, now);
        break;
    case TCP_LAST_ACK:
        tcp_send_fin(r, c, now);
        break;
    case TCP_FIN_WAIT:
    case TCP_FINISHED: /* of the end that began: the last acknowledgment was lost */
        finish(c);
        c->fin_come = true;
        tcp_send_ack(r, c, now);
        break;
    case TCP_CLOSED:
    case TCP_LISTEN:
    case TCP_SYN_SENT:
    case TCP_SYN_RECEIVED:
    case TCP_ABORTED:
        break;
    }
}

void tcp_take_last_ack(struct tcp *c)
{
    if (c->state == TCP_LAST_ACK)
        finish(c);
}

/* --- without an agreement --- */

void tcp_abort(struct region *r, struct tcp *c, sim_time_t now)
{
    c->state = TCP_ABORTED;
    c->timer = TCP_TIMER_NONE;
    c->deadline_at = c->pace_at = c->ack_at = SIM_NEVER;
    c->aborts++;
    tcp_limit_set(c, TCP_LIMIT_APPLICATION, now);
    if (c->setup->user->aborted != NULL)
        c->setup->user->aborted(r, c, now);
}

static void drop_out(struct region *r, struct tcp *c)
{
    struct tcp_board *b = &c->out->board;

    while (!tcp_board_is_empty(b))
        tcp_board_pop(b);
    tcp_board_trim(b, &r->blocks, c->nxt);
    c->end = c->nxt;
    tcp_release(r, c);
}

/* As it was at the build, but for what is told of it. */
static void forget(struct region *r, struct tcp *c, sim_time_t now)
{
    tcp_limit_set(c, TCP_LIMIT_APPLICATION, now);
    if (c->out != NULL)
        drop_out(r, c);
    if (c->in != NULL) {
        tcp_ranges_clear(&c->in->ranges, &r->blocks);
        blocks_give(&r->blocks, c->in, sizeof *c->in);
    }
    blocks_give(&r->blocks, c->space, sizeof *c->space);
    c->in = NULL;
    c->space = NULL;
    c->state = TCP_CLOSED;
    c->phase = TCP_OPEN;
    c->timer = TCP_TIMER_NONE;
    c->retries = 0;
    c->deadline_at = c->pace_at = c->ack_at = SIM_NEVER;
    c->una = c->nxt = c->end = c->edge = c->cwnd = c->received = c->message_at = c->acked = 0;
    c->stamp = -1;
    c->ecn = c->marked = c->fin_sent = c->fin_come = false;
}

void tcp_forget(struct region *r, struct tcp *c, sim_time_t now)
{
    forget(r, c, now);
    c->turn++;
}

bool tcp_turn(struct region *r, struct tcp *c, const struct segment *s, sim_time_t now)
{
    const uint16_t ahead = (uint16_t)(s->turn - c->turn);

    if (c->is_source || ahead > UINT16_MAX / 2 || (s->flags & (SEGMENT_SYN | SEGMENT_ACK)) != SEGMENT_SYN)
        return false;
    forget(r, c, now);
    c->turn = s->turn;
    tcp_listen(c);
    return true;
}
