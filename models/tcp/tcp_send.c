/*
 * Segments as they leave: what each kind of them says.
 */
#include "models/net/link.h"
#include "models/net/region.h"
#include "models/tcp/tcp.h"
#include "models/tcp/tcp_rate.h"
#include "models/tcp/tcp_space.h"

enum {
    HEADER_BYTES = 40,     /* IPv4 20 (RFC 791), TCP 20 (RFC 9293) */
    SYN_OPTION_BYTES = 20, /* MSS 4, SACK permitted 2, time stamps 10, window scale 3, padding 1: as
                              Linux sends them */
    SYN_PLAIN_BYTES = 12,  /* the same without time stamps: 9 and 3 of padding */
    SACK_BYTES = 4,        /* kind, length, padding (RFC 2018) */
    SACK_BLOCK_BYTES = 8,
    SYN_WINDOW_MOST = 65535 /* windows of SYNs are not scaled (RFC 7323, 2.2) */
};

static uint32_t option_bytes(const struct tcp *c, const struct segment *s)
{
    uint32_t sacks = s->n_sacks > 0 ? SACK_BYTES + SACK_BLOCK_BYTES * (uint32_t)s->n_sacks : 0;

    if (s->flags & SEGMENT_SYN)
        return c->setup->profile->stamps ? SYN_OPTION_BYTES : SYN_PLAIN_BYTES;
    return (c->peer_stamps ? TCP_STAMP_BYTES : 0) + sacks;
}

/* Fills in what every segment says of the receiving half, and sends it. */
static void transmit(struct region *r, struct tcp *c, struct segment *s, sim_time_t now)
{
    const uint32_t number = segment_take(&r->segments);
    const bool counted = now >= c->setup->warmup_at;
    struct packet p = {
        .sent_at = now,
        .flow = PACKET_FLOW(c->flow),
        .seq = number,
        .bytes = (uint16_t)(HEADER_BYTES + option_bytes(c, s) + s->payload),
        .kind = (uint8_t)((c->is_source ? PACKET_DATA : PACKET_RESPONSE) |
                          (counted ? PACKET_COUNTED : 0) | c->by),
        .target = c->target,
        .tcp = 1,
    };

    s->ack = c->received + c->fin_come;
    s->echo =
        s->flags & SEGMENT_SYN && !c->setup->profile->stamps ? SEGMENT_NO_STAMPS : c->work->stamp;
    s->connection = c->connection;
    s->turn = c->turn;
    if (s->flags & SEGMENT_ACK)
        c->work->acked = c->received;
    r->segments.v[number] = *s;
    r->n_injected++;
    if (counted) {
        if (SIM_UNLIKELY(c->work->sent == NULL))
            c->work->sent = c->setup->sent(r, c);
        c->work->sent->offered++;
        c->work->sent->offered_bytes += p.bytes;
    }
    link_send_held(c->work->nic, &p, now);
}

/* Rounded to units as it is told, up where it grows (__tcp_select_window); a SYN tells bytes. */
static uint32_t window(const struct tcp *c)
{
    const struct tcp_profile *profile = c->setup->profile;
    const bool scaled = c->state >= TCP_ESTABLISHED;
    const uint64_t largest = tcp_profile_window(profile);
    uint64_t w = largest;

    if (profile->grows) {
        const uint64_t unit = UINT64_C(1) << profile->scale;
        w = c->work->space != NULL ? c->work->space->window : tcp_first_window(c);
        if (scaled)
            w = (w + unit - 1) >> profile->scale << profile->scale;
    }
    w = w < largest ? w : largest;
    return (uint32_t)(scaled || w < SYN_WINDOW_MOST ? w : SYN_WINDOW_MOST);
}

static void count_again(struct region *r, struct tcp *c, sim_time_t now)
{
    if (now >= c->setup->warmup_at)
        tcp_tell(r, c)->retransmits++;
}

/* Until the next time-out, but no longer than until then. */
static sim_time_t wait_dur(const struct tcp *c, sim_time_t until_at, sim_time_t now)
{
    const sim_time_t left_dur = until_at > now ? until_at - now : 0;

    return c->work->rto.rto < left_dur ? c->work->rto.rto : left_dur;
}

void tcp_send_syn(struct region *r, struct tcp *c, sim_time_t now)
{
    const bool answers = c->state == TCP_SYN_RECEIVED;
    struct segment s = {.window = window(c),
                        .mss = c->setup->mss,
                        .flags = SEGMENT_SYN,
                        .rto_dur =
                            wait_dur(c, answers ? c->work->syn_due_at : c->setup->until_at, now)};

    if (c->work->retries > 0 || c->work->opened_at < 0)
        count_again(r, c, now);

    if (answers)
        s.flags |= SEGMENT_ACK;
    if (c->setup->profile->ecn) /* asks for ECN with both, agrees with one (RFC 3168, 6.1.1) */
        s.flags |= answers ? SEGMENT_ECE : SEGMENT_ECE | SEGMENT_CWR;
    transmit(r, c, &s, now);
}

static int32_t offset(const struct tcp *c, uint64_t seq)
{
    return (int32_t)(int64_t)(seq - c->received);
}

/* An acknowledgment by itself. */
void tcp_send_ack(struct region *r, struct tcp *c, sim_time_t now)
{
    struct segment s = {
        .seq = c->work->nxt + c->fin_sent, .window = window(c), .flags = SEGMENT_ACK};
    struct tcp_in *in = c->work->in;

    if (c->work->marked)
        s.flags |= SEGMENT_ECE;
    if (in != NULL && in->has_twice) {
        s.sack[s.n_sacks++] =
            (struct segment_sack){offset(c, in->twice.from), offset(c, in->twice.to)};
        s.flags |= SEGMENT_DSACK;
        in->has_twice = false;
    }
    for (uint32_t i = 0; in != NULL && i < in->n_sacks && s.n_sacks < SEGMENT_SACKS; i++)
        s.sack[s.n_sacks++] =
            (struct segment_sack){offset(c, in->sack[i].from), offset(c, in->sack[i].to)};
    if (in != NULL && in->again_dur > 0 && s.n_sacks < SEGMENT_SACKS) {
        s.flags |= SEGMENT_TIMED_OUT;
        s.rto_dur = in->again_dur;
        in->again_dur = 0;
    }
    c->work->ack_at = SIM_NEVER;
    transmit(r, c, &s, now);
}

void tcp_send_fin(struct region *r, struct tcp *c, sim_time_t now)
{
    struct segment s = {
        .seq = c->work->nxt, .window = window(c), .flags = SEGMENT_ACK | SEGMENT_FIN};

    if (c->fin_sent)
        count_again(r, c, now);
    c->fin_sent = true;
    transmit(r, c, &s, now);
}

void tcp_send_data(struct region *r, struct tcp *c, uint32_t i, sim_time_t now)
{
    struct tcp_out *out = c->work->out;
    struct tcp_sender *sender = c->work->sender;
    const struct tcp_sent *sent = tcp_board_at(&out->board, i);
    struct segment s = {.seq = sent->seq,
                        .window = window(c),
                        .payload = sent->len,
                        .flags = SEGMENT_ACK,
                        .episode = sender->episode,
                        .rto_dur = wait_dur(c, c->setup->until_at, now)};

    if (sent->flags & TCP_SENT_PUSH)
        s.flags |= SEGMENT_PSH;
    if (c->work->marked)
        s.flags |= SEGMENT_ECE;
    if (sent->flags & TCP_SENT_AGAIN) {
        s.flags |= SEGMENT_AGAIN; /* not ECN capable: RFC 3168, 6.1.5 */
        s.flags |= c->work->retries > 0 ? SEGMENT_TIMED_OUT : 0;
        count_again(r, c, now);
        out->undo.again = out->undo.again < 0 ? 1 : out->undo.again + 1;
        if (out->undo.again_at < 0 && c->phase >= TCP_RECOVERY) /* else a probe */
            out->undo.again_at = now;
    } else if (c->ecn) {
        s.flags |= SEGMENT_ECT;
        if (sender->cwr_due)
            s.flags |= SEGMENT_CWR;
        sender->cwr_due = false;
    }
    if (c->setup->profile->cc->paces)
        tcp_rate_sent(c, i, now);
    c->work->ack_at = SIM_NEVER;
    /* An answer, before the acknowledgment was due: the next one is expected as soon
     * (tcp_event_data_sent). */
    if (c->last_received_at >= 0 && now - c->last_received_at < c->setup->profile->ack_delay)
        c->work->converses = true;
    transmit(r, c, &s, now);
    sender->last_sent_at = now;
    out->nic_free_at = link_clear_at(c->work->nic, now);
    if (c->phase == TCP_RECOVERY || c->phase == TCP_CWR)
        out->prr.out += sent->len;
}
