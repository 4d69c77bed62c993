/*
 * An end that is open and silent is folded: of its memory one small block is left. All that it
 * knows is still there, to the bit: by what each word of its blocks differs from a new end's, and
 * most do not, or little (models/tcp/tcp_pack.h). What can be of no use any more (instants that
 * have passed, places before all that will be sent) is made as a new end has it before. Nothing is
 * told of it outside: when it is folded decides about memory, and about nothing else.
 *
 * An end that is open and not folded has its event pending, a time-out ahead at most, and looks
 * then whether it has been silent for as long (RFC 5681, 4.1: idle). A folded one has none.
 */
#include <stddef.h>
#include <string.h>

#include "models/net/link.h"
#include "models/net/region.h"
#include "models/tcp/tcp.h"
#include "models/tcp/tcp_pack.h"
#include "models/tcp/tcp_space.h"
#include "sim/base/assert.h"

enum { WORD = sizeof(uint64_t), PARTS = 3, WORDS_MOST = 64 };
enum { SRTT, RTTVAR, FIRST }; /* words that stand before those of the parts, as they are */

struct part { /* one of its blocks */
    void *at;
    size_t bytes;
};

/* Has anything been written; has anything come that lets a window grow? Then it has a block for it.
 */
static bool has_sender(const struct tcp *c)
{
    return c->end > 0;
}

static bool has_space(const struct tcp *c)
{
    return c->received > 0 && c->setup->profile->grows;
}

/* Returns how many words they have together. */
static size_t parts_of(const struct tcp *c, struct part part[PARTS])
{
    const struct tcp_work *w = c->work;

    part[0] = (struct part){c->work, sizeof *w};
    part[1] = (struct part){w->sender, has_sender(c) ? tcp_sender_bytes(c) : 0};
    part[2] = (struct part){w->space, has_space(c) ? sizeof *w->space : 0};
    const size_t n = (part[0].bytes + part[1].bytes + part[2].bytes) / WORD;
    SIM_ASSERT(n <= WORDS_MOST);
    return n;
}

/* Their words one after the other; back: out of v. */
static void copy_words(const struct part part[PARTS], uint64_t *v, bool back)
{
    char *at = (char *)v;

    for (int i = 0; i < PARTS; at += part[i++].bytes) {
        if (part[i].bytes > 0 && back)
            memcpy(part[i].at, at, part[i].bytes);
        else if (part[i].bytes > 0)
            memcpy(at, part[i].at, part[i].bytes);
    }
}

/* An instant that a silent end still tells, and most of those that it keeps are not far from. */
static sim_time_t heard_at(const struct tcp *c)
{
    return c->last_received_at >= 0 ? c->last_received_at : c->established_at;
}

/* Its blocks as those of an end that has just sent and received what it has, and knows no more than
 * the round trip. */
static void renew(struct tcp *c, sim_time_t srtt, sim_time_t rttvar)
{
    struct tcp_work *w = c->work;
    const sim_time_t at = heard_at(c), stamp = c->peer_stamps ? at : -1;

    *w = (struct tcp_work){
        .timer_at = SIM_NEVER,
        .nic = w->nic,
        .quick_acks = c->setup->profile->quick_acks,
        .salt = w->salt,
        .sender = w->sender,
        .space = w->space,
        .nxt = c->end,
        .edge = c->end,
        .ssthresh = TCP_UNLIMITED,
        .rto = {srtt, rttvar, tcp_rto_of(srtt, rttvar, &c->setup->profile->rto)},
        .deadline_at = SIM_NEVER,
        .acked = c->received,
        .stamp = stamp,
        .ack_at = SIM_NEVER,
    };
    if (has_sender(c)) {
        tcp_sender_init(c, at);
        w->sender->rack.rtt = w->sender->rack.min_rtt = srtt;
        if (c->setup->profile->cc->paces)
            *tcp_rate_of(c) = (struct tcp_rate){c->end, c->end, at, at};
    }
    if (has_space(c)) {
        tcp_space_init(w->space, c->mss, tcp_first_window(c), c->received, srtt, at);
        w->space->echo = 0; /* as it is told, below */
    }
}

/* What answers the last thing that was sent echoes its instant: told by what it differs from that.
 * Twice, and it is as it was. */
static void tell_echo(struct tcp *c)
{
    struct tcp_work *w = c->work;

    if (has_space(c))
        w->space->echo ^= has_sender(c) ? w->sender->last_sent_at : heard_at(c);
}

/* Since when, an instant that may be long past; SIM_NEVER: it is not. */
static sim_time_t silent_since_at(const struct tcp *c)
{
    const struct tcp_work *w = c->work;

    if (c->timer != TCP_TIMER_NONE || w->out != NULL || w->in != NULL || w->ack_at != SIM_NEVER ||
        w->nxt != c->end || (w->sender != NULL) != has_sender(c) ||
        (w->space != NULL) != has_space(c))
        return SIM_NEVER;
    if (w->sender == NULL)
        return c->last_received_at;
    return w->sender->last_sent_at > c->last_received_at ? w->sender->last_sent_at
                                                         : c->last_received_at;
}

static void forget_the_useless(struct tcp *c)
{
    struct tcp_work *w = c->work;

    w->timer_at = w->deadline_at = SIM_NEVER;
    w->opened_at = 0;
    w->sent = NULL; /* found again with the next packet */
    if (w->sender == NULL)
        return;
    tcp_rack_rest(&w->sender->rack);
    if (c->setup->profile->cc->rest != NULL)
        c->setup->profile->cc->rest(c, heard_at(c));
}

static size_t kept_bytes(size_t packed)
{
    return offsetof(struct tcp_kept, packed) + packed;
}

static void *take(struct region *r, size_t bytes)
{
    return blocks_take(&r->blocks, &bytes);
}

static void fold(struct region *r, struct tcp *c)
{
    const sim_time_t srtt = c->work->rto.srtt, rttvar = c->work->rto.rttvar;
    uint64_t was[FIRST + WORDS_MOST], new[WORDS_MOST];
    uint8_t packed[TCP_PACK_MOST(FIRST + WORDS_MOST)];
    struct part part[PARTS];

    const size_t n = parts_of(c, part);
    forget_the_useless(c);
    tell_echo(c);
    was[SRTT] = (uint64_t)srtt;
    was[RTTVAR] = (uint64_t)rttvar;
    copy_words(part, was + FIRST, false);
    renew(c, srtt, rttvar);
    copy_words(part, new, false);
    for (size_t i = 0; i < n; i++)
        was[FIRST + i] ^= new[i];
    const size_t bytes = tcp_pack(packed, was, FIRST + n);
    const uint32_t vm = c->work->nic->vm;
    for (int i = 0; i < PARTS; i++)
        if (part[i].bytes > 0)
            blocks_give(&r->blocks, part[i].at, part[i].bytes);
    c->work = NULL;
    c->kept = take(r, kept_bytes(bytes));
    c->kept->vm = vm;
    c->kept->bytes = (uint16_t)bytes;
    memcpy(c->kept->packed, packed, bytes);
    lp_cancel(&r->lp, &c->ev);
}

void tcp_fold(struct region *r, struct tcp *c, sim_time_t now)
{
    tcp_quiet(r, c, now);

    const sim_time_t since_at = silent_since_at(c), rto = c->work->rto.rto;
    if (since_at == SIM_NEVER)
        tcp_arm(r, c, now + rto);
    else if (now - since_at <= rto)
        tcp_arm(r, c, since_at + rto + 1);
    else
        fold(r, c);
}

void tcp_unfold(struct region *r, struct tcp *c, sim_time_t now)
{
    struct tcp_kept *kept = c->kept;
    uint64_t was[FIRST + WORDS_MOST], new[WORDS_MOST];
    struct part part[PARTS];

    if (kept == NULL)
        return;
    c->work = take(r, sizeof *c->work);
    c->work->sender = has_sender(c) ? take(r, tcp_sender_bytes(c)) : NULL;
    c->work->space = has_space(c) ? take(r, sizeof *c->work->space) : NULL;
    c->setup->begin(r, c, kept->vm);
    const size_t n = parts_of(c, part);
    tcp_unpack(kept->packed, kept->bytes, was, FIRST + n);
    renew(c, (sim_time_t)was[SRTT], (sim_time_t)was[RTTVAR]);
    copy_words(part, new, false);
    for (size_t i = 0; i < n; i++)
        new[i] ^= was[FIRST + i];
    copy_words(part, new, true);
    tell_echo(c);
    blocks_give(&r->blocks, kept, kept_bytes(kept->bytes));
    c->kept = NULL;
    tcp_arm(r, c, now + c->work->rto.rto);
}
