/*
 * An end that is open and silent is folded: of its memory one small block is left. All that it
 * knows is still there, to the bit: by what each word of its blocks differs from what is expected
 * of such an end (models/tcp/tcp_expect.h), and most do not, or little (models/tcp/tcp_pack.h).
 * What can be of no use any more (instants that have passed, places before all that will be sent)
 * is made as that before. Nothing is told of it outside: when it is folded decides about memory,
 * and about nothing else.
 *
 * An end that is open and not folded has its event pending, a time-out ahead at most, and looks
 * then whether it has been silent for as long (RFC 5681, 4.1: idle). A folded one has none.
 */
#include <string.h>

#include "models/net/link.h"
#include "models/net/region.h"
#include "models/tcp/tcp_expect.h"
#include "models/tcp/tcp_pack.h"
#include "models/tcp/tcp_space.h"
#include "sim/base/assert.h"

enum { WORD = sizeof(uint64_t), PARTS = 3, WORDS_MOST = 64 };
/* Words that stand before those of the parts, as they are; VM: the machine whose NIC it has. */
enum { VM, SRTT, RTTVAR, FIRST };

struct part { /* one of its blocks */
    void *at;
    size_t bytes;
};

/* Returns how many words they have together. */
static size_t parts_of(const struct tcp *c, struct part part[PARTS])
{
    const struct tcp_work *w = c->work;

    part[0] = (struct part){c->work, sizeof *w};
    part[1] = (struct part){w->sender, tcp_has_sender(c) ? tcp_sender_bytes(c) : 0};
    part[2] = (struct part){w->space, tcp_has_space(c) ? sizeof *w->space : 0};
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

/* Since when, an instant that may be long past; SIM_NEVER: it is not. */
static sim_time_t silent_since_at(const struct tcp *c)
{
    const struct tcp_work *w = c->work;

    if (c->timer != TCP_TIMER_NONE || w->out != NULL || w->in != NULL || w->ack_at != SIM_NEVER ||
        w->nxt != c->end || (w->sender != NULL) != tcp_has_sender(c) ||
        (w->space != NULL) != tcp_has_space(c))
        return SIM_NEVER;
    if (w->sender == NULL)
        return c->last_received_at;
    return w->sender->last_sent_at > c->last_received_at ? w->sender->last_sent_at
                                                         : c->last_received_at;
}

static void forget_the_useless(struct tcp *c, sim_time_t now)
{
    struct tcp_work *w = c->work;

    w->timer_at = w->deadline_at = SIM_NEVER;
    w->opened_at = 0;
    w->sent = NULL; /* found again with the next packet */
    if (w->sender == NULL)
        return;
    tcp_rack_rest(&w->sender->rack);
    if (c->setup->profile->cc->rest != NULL)
        c->setup->profile->cc->rest(c, tcp_heard_at(c), now);
}

/* Of most ends that talk it is about a quarter of a sender's bytes. So much is taken at least, so
 * that what one has before has a use later: blocks of many sizes would lie about. */
static size_t kept_bytes(const struct tcp *c, size_t packed)
{
    const bool listens = c->received > 0 && c->end == 0;
    const size_t least = listens ? 0 : tcp_sender_bytes(c) / 4;

    return packed > least ? packed : least;
}

static void *take(struct region *r, size_t bytes)
{
    return blocks_take(&r->blocks, &bytes);
}

static void fold(struct region *r, struct tcp *c, sim_time_t now)
{
    const sim_time_t srtt = c->work->rto.srtt, rttvar = c->work->rto.rttvar;
    uint64_t was[FIRST + WORDS_MOST] = {c->work->nic->vm, (uint64_t)srtt, (uint64_t)rttvar},
                         new[WORDS_MOST];
    uint8_t packed[TCP_PACK_MOST(FIRST + WORDS_MOST)];
    struct part part[PARTS];

    const size_t n = parts_of(c, part);
    forget_the_useless(c, now);
    tcp_relate(c);
    copy_words(part, was + FIRST, false);
    tcp_expect(c, srtt, rttvar);
    copy_words(part, new, false);
    for (size_t i = 0; i < n; i++)
        was[FIRST + i] ^= new[i];
    const size_t bytes = tcp_pack(packed, was, FIRST + n);
    for (int i = 0; i < PARTS; i++)
        if (part[i].bytes > 0)
            blocks_give(&r->blocks, part[i].at, part[i].bytes);
    c->work = NULL;
    c->kept = take(r, kept_bytes(c, bytes));
    memcpy(c->kept, packed, bytes);
    lp_cancel(&r->lp, &c->ev);
}

uint32_t tcp_kept_vm(const struct tcp *c)
{
    uint64_t vm;

    (void)tcp_unpack(c->kept, &vm, 1);
    return (uint32_t)vm;
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
        fold(r, c, now);
}

void tcp_unfold(struct region *r, struct tcp *c, sim_time_t now)
{
    uint8_t *kept = c->kept;
    uint64_t was[FIRST + WORDS_MOST], new[WORDS_MOST];
    struct part part[PARTS];

    if (kept == NULL)
        return;
    c->work = take(r, sizeof *c->work);
    c->work->sender = tcp_has_sender(c) ? take(r, tcp_sender_bytes(c)) : NULL;
    c->work->space = tcp_has_space(c) ? take(r, sizeof *c->work->space) : NULL;
    c->setup->begin(r, c, tcp_kept_vm(c));
    const size_t n = parts_of(c, part);
    const size_t bytes = tcp_unpack(kept, was, FIRST + n);
    tcp_expect(c, (sim_time_t)was[SRTT], (sim_time_t)was[RTTVAR]);
    copy_words(part, new, false);
    for (size_t i = 0; i < n; i++)
        new[i] ^= was[FIRST + i];
    copy_words(part, new, true);
    tcp_relate(c);
    blocks_give(&r->blocks, kept, kept_bytes(c, bytes));
    c->kept = NULL;
    tcp_arm(r, c, now + c->work->rto.rto);
}
