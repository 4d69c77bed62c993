#include "models/tcp/tcp_expect.h"

#include <string.h>

#include "models/tcp/tcp_space.h"

/* The window that an end like this one grants that has read so much. */
static uint64_t window_after(const struct tcp *c, uint64_t read)
{
    const uint64_t first = tcp_first_window(c);

    return read < TCP_SPACE_DEFAULT && first + 2 * read < TCP_SPACE_DEFAULT ? first + 2 * read
                                                                            : TCP_SPACE_DEFAULT;
}

/* Of the far end, which is taken for one like this one. */
static uint64_t granted(const struct tcp *c)
{
    const struct tcp_profile *profile = c->setup->profile;
    const uint64_t units = (UINT64_C(1) << profile->scale) - 1;

    return profile->grows ? (window_after(c, c->end) + units) & ~units
                          : tcp_profile_window(profile);
}

static void expect_sender(struct tcp *c, sim_time_t srtt)
{
    const struct tcp_cc_ops *cc = c->setup->profile->cc;
    struct tcp_sender *s = c->work->sender;

    tcp_sender_init(c, tcp_heard_at(c));
    /* Who has asked was answered by what came last; who was asked has answered it. */
    s->last_sent_at = tcp_heard_at(c) - (c->is_source ? srtt : 0);
    s->rack.rtt = srtt;
    if (cc->relate != NULL)
        memset(s->cc_state, 0, cc->state_bytes);
}

void tcp_expect(struct tcp *c, sim_time_t srtt, sim_time_t rttvar)
{
    struct tcp_work *w = c->work;

    *w = (struct tcp_work){
        .timer_at = SIM_NEVER,
        .nic = w->nic,
        .quick_acks = c->setup->profile->quick_acks,
        .converses = tcp_has_sender(c) && !c->is_source,
        .salt = w->salt,
        .sender = w->sender,
        .space = w->space,
        .nxt = c->end,
        .edge = c->end + granted(c),
        .ssthresh = TCP_UNLIMITED,
        .rto = {srtt, rttvar, tcp_rto_of(srtt, rttvar, &c->setup->profile->rto)},
        .deadline_at = SIM_NEVER,
        .acked = c->received,
        .ack_at = SIM_NEVER,
    };
    if (tcp_has_sender(c))
        expect_sender(c, srtt);
    if (tcp_has_space(c)) {
        tcp_space_init(w->space, c->mss, (uint32_t)window_after(c, c->received), c->received, srtt,
                       0);
        w->space->echo = 0;
    }
}

/* The time stamp of what came last was half a round trip old. */
static sim_time_t stamped_at(const struct tcp *c)
{
    const sim_time_t half = c->work->rto.srtt / 2, at = tcp_heard_at(c);

    if (!c->peer_stamps)
        return -1;
    return c->work->sender == NULL || c->work->sender->last_sent_at < at
               ? at - half
               : c->work->sender->last_sent_at + half;
}

/* The receiver's round trip began with what came last, or with the acknowledgment before that. The
 * echo is of what was sent last; -1: none has come. */
static void relate_space(struct tcp_space *s, const struct tcp_sender *sender, sim_time_t at)
{
    const sim_time_t sent_at = sender != NULL ? sender->last_sent_at : at,
                     answered_at = sender != NULL ? sent_at + sender->rack.rtt : at;

    s->from_at ^= answered_at < at ? answered_at : at;
    if (s->echo >= 0)
        s->echo ^= sent_at;
}

void tcp_relate(struct tcp *c)
{
    struct tcp_work *w = c->work;

    w->stamp ^= stamped_at(c);
    if (tcp_has_space(c))
        relate_space(w->space, w->sender, tcp_heard_at(c));
    if (tcp_has_sender(c) && c->setup->profile->cc->relate != NULL)
        c->setup->profile->cc->relate(c);
}
