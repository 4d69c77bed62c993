#include "models/tcp/tcp.h"
#include "models/tcp/tcp_rate.h"

void tcp_rate_sent(struct tcp *c, uint32_t i, sim_time_t now)
{
    struct tcp_out *out = c->work->out;
    struct tcp_rate *rate = tcp_rate_of(c);
    struct tcp_sent *s = tcp_board_at(&out->board, i);

    if (out->board.pipe == s->len) /* nothing else is on its way: the sample begins here */
        rate->first_at = rate->delivered_at = now;
    out->board.rate[i & out->board.mask] =
        (struct tcp_sent_rate){.delivered = rate->delivered,
                               .delivered_at = rate->delivered_at,
                               .first_at = rate->first_at};
    s->flags = (uint8_t)(rate->app_limited != 0 ? s->flags | TCP_SENT_APP_LIMITED
                                                : s->flags & ~TCP_SENT_APP_LIMITED);
}

void tcp_rate_pause(struct tcp *c)
{
    struct tcp_rate *rate = tcp_rate_of(c);
    const uint64_t end = rate->delivered + c->work->out->board.pipe;

    rate->app_limited = end > 0 ? end : 1;
}

void tcp_rate_delivered(const struct tcp *c, struct tcp_rate_sample *s, uint32_t i)
{
    const struct tcp_board *b = &c->work->out->board;
    const struct tcp_sent *sent = tcp_board_at(b, i);
    const struct tcp_sent_rate *rate = &b->rate[i & b->mask];

    if (s->is_set && !tcp_rack_after(sent->sent_at, sent->seq + sent->len, s->sent_at, s->end))
        return;
    *s = (struct tcp_rate_sample){.before = rate->delivered,
                                  .before_at = rate->delivered_at,
                                  .first_at = rate->first_at,
                                  .sent_at = sent->sent_at,
                                  .end = sent->seq + sent->len,
                                  .app_limited = (sent->flags & TCP_SENT_APP_LIMITED) != 0,
                                  .is_set = true};
}

void tcp_rate_finish(struct tcp *c, const struct tcp_rate_sample *s, struct tcp_ack *a,
                     sim_time_t now)
{
    struct tcp_rate *rate = tcp_rate_of(c);

    a->rate_dur = -1;
    if (a->delivered > 0) {
        rate->delivered += a->delivered;
        rate->delivered_at = now;
    }
    if (rate->app_limited != 0 && rate->delivered > rate->app_limited)
        rate->app_limited = 0;
    if (!s->is_set)
        return;
    rate->first_at = s->sent_at;
    const sim_time_t send_dur = s->sent_at - s->first_at, ack_dur = now - s->before_at;
    const sim_time_t dur = send_dur > ack_dur ? send_dur : ack_dur;
    a->rate_before = s->before;
    a->rate_app_limited = s->app_limited;
    if (dur < c->work->sender->rack.min_rtt) /* shorter than a round trip can be: no sample */
        return;
    a->rate_bytes = rate->delivered - s->before;
    a->rate_dur = dur;
}
