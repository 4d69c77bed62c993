/*
 * Handshakes: connections that begin.
 */
#include "models/net/region.h"
#include "models/tcp/tcp.h"

#define RTO_UNKNOWN                                                                                \
    (3 * SIM_S) /* of the first data after a handshake that gave no sample: RFC 6298, 5.7 */

void tcp_listen(struct tcp *c)
{
    c->state = TCP_LISTEN;
}

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
void tcp_retry_syn(struct region *r, struct tcp *c, sim_time_t now)
{
    const struct tcp_profile *profile = c->setup->profile;
    const bool answers = c->state == TCP_SYN_RECEIVED;

    if (!answers)
        tcp_limit_missed(r, c, now - c->work->rto.rto, now);
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

/* Then the window is one segment (RFC 6928, 3): after more than one that was sent again (as Linux
 * reads RFC 5681, 3.1: tcp_init_transfer; the end that answers has no undo_marker, and begins as
 * ever), unless the answer is to the first one, which was late (tcp_try_undo_spurious_syn). */
static bool has_lost_syns(const struct tcp *c, const struct segment *s)
{
    return c->is_source && c->work->retries > 1 &&
           !(c->peer_stamps && s->echo == c->work->opened_at);
}

void tcp_establish(struct region *r, struct tcp *c, const struct segment *s, sim_time_t now)
{
    const struct tcp_profile *profile = c->setup->profile;

    c->state = TCP_ESTABLISHED;
    c->established_at = now;
    c->timer = TCP_TIMER_NONE;
    c->work->deadline_at = SIM_NEVER;
    c->work->message_at = 0;
    c->peer_stamps = c->peer_stamps && profile->stamps;
    if (!c->peer_stamps)
        c->work->stamp = -1;
    if (c->peer_stamps)
        c->mss = (uint16_t)(c->mss - TCP_STAMP_BYTES);
    c->work->quick_acks = profile->quick_acks;
    c->cwnd = (uint64_t)c->mss * (has_lost_syns(c, s) ? 1 : profile->initial_window);
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

void tcp_take_syn(struct region *r, struct tcp *c, const struct packet *p, const struct segment *s,
                  sim_time_t now)
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
    if (c->state != TCP_SYN_RECEIVED) /* all answers are to the first one (tcp_check_req) */
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
    c->work->syn_due_at = now + s->rto_dur;
    c->work->deadline_at = now + c->work->rto.rto;
    tcp_arm(r, c, c->work->deadline_at);
    tcp_send_syn(r, c, now);
}
