/*
 * The connection's end (RFC 9293, 3.6). An end whose application has nothing more to write sends a
 * FIN when all is acknowledged; the other end, whose application closes at once, answers with its
 * own, and that is acknowledged: three packets. A FIN is sent again as a SYN is. It takes the
 * number behind the last byte of its stream (RFC 9293, 3.4), which una, nxt and received do not
 * count.
 */
#include "models/net/region.h"
#include "models/tcp/tcp.h"

static void send_fin(struct region *r, struct tcp *c, sim_time_t now)
{
    c->timer = TCP_TIMER_FIN;
    c->work->deadline_at = now + c->work->rto.rto;
    tcp_arm(r, c, c->work->deadline_at);
    tcp_send_fin(r, c, now);
}

void tcp_close(struct region *r, struct tcp *c, sim_time_t now)
{
    if (c->state != TCP_ESTABLISHED || c->una != c->end)
        return;
    tcp_unfold(r, c, now);
    tcp_release(r, c);
    c->work->retries = 0;
    c->state = TCP_FIN_WAIT;
    send_fin(r, c, now);
}

static void finish(struct region *r, struct tcp *c)
{
    c->state = TCP_FINISHED;
    tcp_rest(r, c);
}

/* No answer: after as many time-outs as Linux grants a closed socket (tcp_orphan_retries: 8) it is
 * over all the same, since all data has been acknowledged before. */
void tcp_retry_fin(struct region *r, struct tcp *c, sim_time_t now)
{
    enum { ORPHAN_RETRIES = 8 };

    if (c->work->retries >= ORPHAN_RETRIES) {
        finish(r, c);
        return;
    }
    c->work->retries++;
    tcp_rto_back_off(&c->work->rto, &c->setup->profile->rto);
    send_fin(r, c, now);
}

void tcp_take_fin(struct region *r, struct tcp *c, sim_time_t now)
{
    switch ((enum tcp_state)c->state) {
    case TCP_ESTABLISHED:     /* all that was sent before has come: it was acknowledged */
        if (c->una != c->end) /* an answer is still on its way: the other end will ask again */
            return;
        tcp_release(r, c);
        c->work->retries = 0;
        c->fin_come = true;
        c->state = TCP_LAST_ACK;
        c->work->ack_at = SIM_NEVER;
        send_fin(r, c, now);
        break;
    case TCP_LAST_ACK:
        tcp_send_fin(r, c, now);
        break;
    case TCP_FIN_WAIT:
    case TCP_FINISHED: /* of the end that began: the last acknowledgment was lost */
        if (c->work == NULL)
            tcp_begin(r, c);
        c->fin_come = true;
        tcp_send_ack(r, c, now);
        finish(r, c);
        break;
    case TCP_CLOSED:
    case TCP_LISTEN:
    case TCP_SYN_SENT:
    case TCP_SYN_RECEIVED:
    case TCP_ABORTED:
        break;
    }
}

void tcp_take_last_ack(struct region *r, struct tcp *c)
{
    if (c->state == TCP_LAST_ACK)
        finish(r, c);
}

/* --- without an agreement --- */

void tcp_abort(struct region *r, struct tcp *c, sim_time_t now)
{
    c->state = TCP_ABORTED;
    c->timer = TCP_TIMER_NONE;
    c->work->deadline_at = c->work->ack_at = SIM_NEVER;
    if (c->work->out != NULL)
        c->work->out->pace_at = SIM_NEVER;
    c->aborts++;
    tcp_limit_set(r, c, c->limit == TCP_LIMIT_HANDSHAKE ? TCP_LIMIT_HANDSHAKE : TCP_LIMIT_TIME_OUT,
                  now); /* what it has waited for so far never comes */
    if (c->setup->user->aborted != NULL)
        c->setup->user->aborted(r, c, now);
}

/* As it was at the build, but for what is told of it. */
static void forget(struct region *r, struct tcp *c, sim_time_t now)
{
    tcp_limit_set(r, c, TCP_LIMIT_APPLICATION, now);
    tcp_unfold(r, c, now);
    tcp_rest(r, c);
    c->state = TCP_CLOSED;
    c->phase = TCP_OPEN;
    c->una = c->end = c->cwnd = c->received = 0;
    c->ecn = c->fin_sent = c->fin_come = false;
}

void tcp_forget(struct region *r, struct tcp *c, sim_time_t now)
{
    forget(r, c, now);
    c->turn++;
}

void tcp_listen_again(struct region *r, struct tcp *c, sim_time_t now)
{
    forget(r, c, now);
    tcp_listen(c);
}

bool tcp_turn(struct region *r, struct tcp *c, const struct segment *s, sim_time_t now)
{
    const uint16_t ahead = (uint16_t)(s->turn - c->turn);

    if (c->is_source || ahead > UINT16_MAX / 2 ||
        (s->flags & (SEGMENT_SYN | SEGMENT_ACK)) != SEGMENT_SYN)
        return false;
    tcp_listen_again(r, c, now);
    c->turn = s->turn;
    return true;
}
