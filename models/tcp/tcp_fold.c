/*
 * An end that is open and silent is folded: of its memory one small block is left. All that it
 * knows is still there, to the bit: of its blocks' words those are kept that differ from a new
 * end's, and most do not. What can be of no use any more (instants that have passed, places before
 * all that will be sent) is made as a new end has it before. Nothing is told of it outside: when it
 * is folded decides about memory, and about nothing else.
 *
 * An end that is open and not folded has its event pending, a time-out ahead at most, and looks
 * then whether it has been silent for as long (RFC 5681, 4.1: idle). A folded one has none.
 */
#include <string.h>

#include "models/net/region.h"
#include "models/tcp/tcp.h"
#include "models/tcp/tcp_space.h"
#include "sim/base/assert.h"

enum { WORD = sizeof(uint64_t), PARTS = 3, WORDS_MOST = 64 };

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

/* Its blocks as those of an end that has just sent and received what it has, and knows no more. */
static void renew(struct tcp *c, struct link *nic, sim_time_t srtt, sim_time_t rttvar)
{
    struct tcp_work *w = c->work;

    *w = (struct tcp_work){
        .timer_at = SIM_NEVER,
        .nic = nic,
        .sender = w->sender,
        .space = w->space,
        .nxt = c->end,
        .ssthresh = TCP_UNLIMITED,
        .rto = {srtt, rttvar, tcp_rto_of(srtt, rttvar, &c->setup->profile->rto)},
        .deadline_at = SIM_NEVER,
        .acked = c->received,
        .stamp = -1,
        .ack_at = SIM_NEVER,
    };
    if (has_sender(c))
        tcp_sender_init(c, 0);
    if (has_space(c))
        tcp_space_init(w->space, c->mss, tcp_first_window(c), c->received, srtt,
                       c->last_received_at);
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
        c->setup->profile->cc->rest(c);
}

static size_t kept_bytes(size_t n_words)
{
    return sizeof(struct tcp_kept) + n_words * WORD;
}

static void *take(struct region *r, size_t bytes)
{
    return blocks_take(&r->blocks, &bytes);
}

static void fold(struct region *r, struct tcp *c)
{
    uint64_t was[WORDS_MOST], new[WORDS_MOST], has = 0;
    struct part part[PARTS];
    size_t k = 0;

    struct tcp_kept kept = {
        .nic = c->work->nic, .srtt = c->work->rto.srtt, .rttvar = c->work->rto.rttvar};
    const size_t n = parts_of(c, part);
    forget_the_useless(c);
    copy_words(part, was, false);
    renew(c, kept.nic, kept.srtt, kept.rttvar);
    copy_words(part, new, false);
    for (size_t i = 0; i < n; i++) {
        if (was[i] == new[i])
            continue;
        has |= UINT64_C(1) << i;
        was[k++] = was[i] ^ new[i];
    }
    for (int i = 0; i < PARTS; i++)
        if (part[i].bytes > 0)
            blocks_give(&r->blocks, part[i].at, part[i].bytes);
    c->work = NULL;
    c->kept = take(r, kept_bytes(k));
    *c->kept = kept;
    c->kept->has = has;
    memcpy(c->kept->word, was, k * WORD);
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
    uint64_t v[WORDS_MOST];
    struct part part[PARTS];
    size_t k = 0;

    if (kept == NULL)
        return;
    c->work = take(r, sizeof *c->work);
    c->work->sender = has_sender(c) ? take(r, tcp_sender_bytes(c)) : NULL;
    c->work->space = has_space(c) ? take(r, sizeof *c->work->space) : NULL;
    renew(c, kept->nic, kept->srtt, kept->rttvar);
    const size_t n = parts_of(c, part);
    copy_words(part, v, false);
    for (size_t i = 0; i < n; i++)
        if (kept->has >> i & 1)
            v[i] ^= kept->word[k++];
    copy_words(part, v, true);
    blocks_give(&r->blocks, kept, kept_bytes(k));
    c->kept = NULL;
    tcp_arm(r, c, now + c->work->rto.rto);
}
