#include "models/capture/talk.h"

#include "models/control/control.h"
#include "models/control/session.h"
#include "models/control/update.h"
#include "models/wire/bgp.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"

enum { OPEN_BYTES = 64, FIRST_CAP = 1024, FIRST_NUMBERS = 8 };

static const struct session *session_of(const struct network *n, const struct tunnel *t)
{
    return n->control->session[t->number];
}

static struct talk_line *line_new(uint32_t connection, struct talk_line *before,
                                  struct arena *arena)
{
    struct talk_line *l = ARENA_NEW(arena, struct talk_line);

    *l = (struct talk_line){.connection = connection, .before = before};
    return l;
}

struct talk *talk_new(const struct network *n, const struct tunnel *t)
{
    struct talk *k = ARENA_NEW(n->arena, struct talk);
    const struct speaker_end *e = session_of(n, t)->end;

    k->told = e->last;
    k->n_told = e->n_told;
    k->line = line_new(0, NULL, n->arena);
    k->line->n_said = k->line->n_heard = 1; /* the SYNs: nobody asks for them */
    k->line->cap_said = k->line->cap_heard = FIRST_NUMBERS;
    k->line->said = ARENA_ARRAY(n->arena, const struct talk_part *, FIRST_NUMBERS);
    k->line->heard = ARENA_ARRAY(n->arena, uint32_t, FIRST_NUMBERS);
    return k;
}

static struct talk_line *line_of(const struct talk *k, uint8_t connection)
{
    struct talk_line *l = k->line;

    while (l != NULL && (uint8_t)l->connection != connection)
        l = l->before;
    SIM_ASSERT(l != NULL); /* it has begun with a SYN, or before the run */
    return l;
}

/* --- what it says --- */

static struct bytes room(struct talk_line *l, uint32_t n, struct arena *arena)
{
    while (l->n + n > l->cap) {
        l->cap = l->cap > 0 ? l->cap * 2 : FIRST_CAP;
        l->stream = arena_grow(arena, l->stream, l->n, l->cap, sizeof *l->stream);
    }
    return (struct bytes){.v = l->stream, .n = l->n};
}

static void put_open(struct bytes *b, const struct tunnel *t)
{
    const struct topo_gateway *g = t->from->declared;

    wire_bgp_open(b, (uint32_t)rib_asn(g), (uint32_t)(rib_hold_time(g) / SIM_S), talk_address(t));
}

static void say_news(struct talk *k, struct talk_line *l, const struct tunnel *t, uint32_t n_told)
{
    struct arena *arena = t->from->region->lp.arena;

    while (k->n_told < n_told) {
        struct bytes b = room(l, WIRE_BGP_MOST, arena);
        uint32_t n = update_put(&b, t, k->told->next, n_told - k->n_told, talk_address(t));
        l->n = (uint32_t)b.n;
        for (k->n_told += n; n > 0; n--)
            k->told = k->told->next;
    }
}

/* What follows is told from there on. */
static void confirm(struct talk *k, uint32_t n_told, struct bytes *b)
{
    wire_bgp_keepalive(b);
    for (; k->n_told < n_told; k->n_told++)
        k->told = k->told->next;
}

/* The bytes of a message, to the stream of its line. */
static void say(struct talk *k, struct talk_line *l, const struct tunnel *t,
                const struct stream_message *m)
{
    struct bytes b = room(l, 2 * OPEN_BYTES, t->from->region->lp.arena);

    switch (m->kind) {
    case SESSION_OPEN:
        put_open(&b, t);
        break;
    case SESSION_OPEN_OK:
        put_open(&b, t);
        confirm(k, m->value, &b);
        break;
    case SESSION_READY:
        confirm(k, m->value, &b);
        break;
    case SESSION_KEEPALIVE:
        wire_bgp_keepalive(&b);
        break;
    case SESSION_NOTIFY:
        wire_bgp_notification(&b, m->value);
        break;
    case SESSION_UPDATE:
        say_news(k, l, t, m->value);
        return;
    default:
        return;
    }
    l->n = (uint32_t)b.n;
}

static uint8_t flags_of(uint32_t kind)
{
    switch (kind) {
    case STREAM_SYN:
        return WIRE_SYN;
    case STREAM_SYN_OK:
        return WIRE_SYN | WIRE_ACK;
    case STREAM_ACK:
        return WIRE_ACK;
    case STREAM_FIN:
        return WIRE_FIN | WIRE_ACK;
    case STREAM_RST:
        return WIRE_RST | WIRE_ACK;
    case STREAM_PART:
        return WIRE_ACK;
    default:
        return WIRE_PSH | WIRE_ACK;
    }
}

/* Of the next segment: the bytes of the message that it begins, where it begins one, and as many
 * as it holds. */
static uint32_t cut(struct talk *k, struct talk_line *l, const struct tunnel *t,
                    const struct stream *stream)
{
    const struct stream_message *m = stream_said(stream, l->n_said);
    const bool is_part = m->kind == STREAM_PART;
    const uint32_t mss = stream_mss(t);

    if (l->n_cut == l->n) {
        for (uint32_t i = l->n_said; m->kind == STREAM_PART; i++)
            m = stream_said(stream, i + 1);
        say(k, l, t, m);
    }
    const uint32_t n = is_part ? mss : l->n - l->n_cut;
    SIM_ASSERT(n <= mss && l->n_cut + n <= l->n);
    return n;
}

/* For the first time. */
static void say_first(struct talk *k, struct talk_line *l, const struct tunnel *t,
                      const struct stream *stream)
{
    struct arena *arena = t->from->region->lp.arena;
    struct talk_part *part = ARENA_NEW(arena, struct talk_part);
    const uint32_t kind = stream_said(stream, l->n_said)->kind, n = cut(k, l, t, stream);

    ARENA_ROOM(arena, l->said, l->n_said, l->cap_said, FIRST_NUMBERS);
    *part = (struct talk_part){.bytes = n > 0 ? l->stream + l->n_cut : NULL,
                               .n = n,
                               .offset = l->n_cut,
                               .connection = l->connection,
                               .number = l->n_said,
                               .flags = flags_of(kind)};
    if (kind == STREAM_FIN) { /* it takes a number, as if it were a byte */
        (void)room(l, 1, arena);
        l->n++;
    }
    l->n_cut += n + (kind == STREAM_FIN);
    l->said[l->n_said++] = part;
}

/* Of what is not known the sender's own numbers: RFC 9293, 3.10.7.1. */
static struct talk_part reset_of(const struct talk_part *came)
{
    const bool begins = (came->flags & (WIRE_SYN | WIRE_ACK)) == WIRE_SYN;

    return (struct talk_part){.offset = came->got,
                              .connection = came->connection,
                              .flags = begins ? WIRE_RST | WIRE_ACK : WIRE_RST,
                              .is_refusal = begins};
}

/* All segments below a number stand as they were said first. One whose tunnel was down then stands
 * too, unseen. A connection that was set aside may have left its number to one that has not begun.
 */
static void say_until(struct talk *k, struct talk_line *l, const struct tunnel *t, uint32_t number)
{
    const struct session *s = session_of(t->from->region->net, t);
    const struct stream *stream =
        s->stream.phase != STREAM_NONE && (uint8_t)s->stream.connection == (uint8_t)l->connection
            ? &s->stream
            : &s->last;

    while (l->n_said < number)
        say_first(k, l, t, stream);
}

const struct talk_part *talk_say(struct talk *k, const struct tunnel *t, const struct packet *p)
{
    const uint32_t kind = stream_kind_of(p->seq);
    const uint8_t connection = stream_connection_of(p->seq);
    struct talk_part *part = ARENA_NEW(t->from->region->lp.arena, struct talk_part);

    if (kind == STREAM_RST && p->flow == STREAM_ANSWERS) {
        *part = reset_of(k->came);
        return part;
    }
    if (kind == STREAM_SYN && (uint8_t)k->line->connection != connection)
        k->line = line_new(k->line->connection + (uint8_t)(connection - k->line->connection),
                           k->line, t->from->region->lp.arena);
    struct talk_line *l = line_of(k, connection);
    const uint32_t got = stream_got_of(l->n_heard, p->seq),
                   number = stream_number(l->n_said, p->target);
    if (kind == STREAM_ACK || kind == STREAM_RST) {
        say_until(k, l, t, number);
        *part = (struct talk_part){
            .offset = l->n_cut, .connection = l->connection, .flags = flags_of(kind)};
    } else {
        say_until(k, l, t, number + 1);
        *part = *l->said[number];
    }
    part->got = got > 0 ? l->heard[got - 1] : 0;
    return part;
}

/* --- what it hears --- */

void talk_hear(struct talk *k, const struct talk_part *part, struct arena *arena)
{
    k->came = part;
    if ((part->flags & (WIRE_SYN | WIRE_ACK)) == WIRE_SYN &&
        part->connection != k->line->connection)
        k->line = line_new(part->connection, k->line, arena);
    if (part->flags & WIRE_RST || (part->n == 0 && !(part->flags & (WIRE_SYN | WIRE_FIN))))
        return;
    struct talk_line *l = line_of(k, (uint8_t)part->connection);
    while (part->number >= l->cap_heard) {
        l->cap_heard = l->cap_heard > 0 ? l->cap_heard * 2 : FIRST_NUMBERS;
        l->heard = arena_grow(arena, l->heard, l->n_heard, l->cap_heard, sizeof *l->heard);
    }
    l->heard[part->number] = part->offset + part->n + ((part->flags & WIRE_FIN) != 0);
    l->n_heard = part->number >= l->n_heard ? part->number + 1 : l->n_heard;
}
