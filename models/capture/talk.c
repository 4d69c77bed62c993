#include "models/capture/talk.h"

#include "models/control/control.h"
#include "models/control/session.h"
#include "models/routing/nat.h"
#include "models/wire/bgp.h"
#include "sim/base/arena.h"

enum { FIRST_PORT = 49152, WINDOW = 16384, TTL = 64, MSS = 1460, OPEN_BYTES = 64, FIRST_CAP = 4096 };

static const struct session *session_of(const struct network *n, const struct tunnel *t)
{
    return n->control->session[t->number];
}

struct talk *talk_new(const struct network *n, const struct tunnel *t)
{
    struct talk *k = ARENA_NEW(n->arena, struct talk);
    const struct speaker_end *e = session_of(n, t)->end;

    k->told = e->last;
    k->n_told = e->n_told;
    k->has_opened = k->has_confirmed = true;
    return k;
}

/* --- what it says --- */

static struct bytes room(struct talk *k, uint32_t n, struct arena *arena)
{
    while (k->n + n > k->cap) {
        uint8_t *old = k->stream;
        k->cap = k->cap > 0 ? k->cap * 2 : FIRST_CAP;
        k->stream = ARENA_ARRAY(arena, uint8_t, k->cap);
        if (k->n > 0)
            memcpy(k->stream, old, k->n);
    }
    return (struct bytes){.v = k->stream, .n = k->n};
}

/* Where a gateway's or device's BGP answers: instances have addresses side by side; c: a connection of the other end's to it. */
static uint32_t address_of(const struct gateway *g, struct gateway_instance *const *at, const struct topo_connection *c)
{
    const struct topo_address *expected = c->to_lng != NULL ? &c->to_lng->bgp.peer : NULL;
    const uint32_t own = rib_peer_address(g->declared);

    if (own == 0)
        return expected != NULL && expected->text != NULL ? expected->addr : g->declared->vnet->prefixes.v[0].addr + 1;
    return g->n_active > 1 ? own + (uint32_t)(*at - g->instance) : own;
}

static uint32_t near_address(const struct tunnel *t)
{
    return address_of(t->from, &t->at, t->reverse->declared);
}

static void put_open(struct bytes *b, const struct tunnel *t)
{
    const struct topo_gateway *g = t->from->declared;

    wire_bgp_open(b, (uint32_t)rib_asn(g), (uint32_t)(session_hold_time(g) / SIM_S), near_address(t));
}

/* The first of the list that are told alike go into one UPDATE; returns how many. */
static uint32_t put_update(struct bytes *b, const struct control *c, const struct tunnel *t, const struct speaker_news *first, uint32_t most)
{
    struct wire_prefix prefix[WIRE_BGP_PREFIXES_MOST];
    uint32_t path[WIRE_BGP_PATH_MOST];
    struct wire_bgp_update u = {.prefix = prefix, .path = first->path != NULL ? path : NULL, .next_hop = near_address(t)};

    for (const struct rib_path *p = first->path; p != NULL && u.n_path < WIRE_BGP_PATH_MOST; p = p->next) /* no message has room for more */
        path[u.n_path++] = p->asn;
    for (const struct speaker_news *e = first; u.n_prefixes < most && u.n_prefixes < WIRE_BGP_PREFIXES_MOST; e = e->next) {
        if (!rib_bgp_is_same_path(e->path, first->path))
            break;
        prefix[u.n_prefixes++] = (struct wire_prefix){c->prefix[e->prefix].addr, (uint8_t)c->prefix[e->prefix].len};
    }
    wire_bgp_update(b, &u);
    return u.n_prefixes;
}

static void say_news(struct talk *k, const struct tunnel *t, uint32_t n_told)
{
    struct arena *arena = t->from->region->lp.arena;

    while (k->n_told < n_told) {
        struct bytes b = room(k, WIRE_BGP_MOST, arena);
        uint32_t n = put_update(&b, t->from->region->net->control, t, k->told->next, n_told - k->n_told);
        k->n = (uint32_t)b.n;
        for (k->n_told += n; n > 0; n--)
            k->told = k->told->next;
    }
}

/* OPEN and KEEPALIVEs, once in a connection. */
static void say_open(struct talk *k, const struct tunnel *t, enum session_message m)
{
    struct bytes b = room(k, 2 * OPEN_BYTES, t->from->region->lp.arena);
    const bool opens = m != SESSION_READY && !k->has_opened, confirms = m != SESSION_OPEN && !k->has_confirmed;

    if (opens)
        put_open(&b, t);
    if (confirms) { /* what follows is told from here on */
        const struct speaker_end *e = session_of(t->from->region->net, t)->end;
        wire_bgp_keepalive(&b);
        k->told = e->last;
        k->n_told = e->n_told;
    }
    k->has_opened = k->has_opened || opens;
    k->has_confirmed = k->has_confirmed || confirms;
    k->n = (uint32_t)b.n;
}

static void say_short(struct talk *k, const struct tunnel *t, enum session_message m, uint32_t value)
{
    struct bytes b = room(k, OPEN_BYTES, t->from->region->lp.arena);

    if (m == SESSION_KEEPALIVE)
        wire_bgp_keepalive(&b);
    else
        wire_bgp_notification(&b, value);
    k->n = (uint32_t)b.n;
}

static void begin_anew(struct talk *k, uint32_t connection)
{
    k->connection = connection;
    k->n = k->cap = k->acked = k->got = k->n_marks = 0; /* the bytes of the old one may be on their way */
    k->has_opened = k->has_confirmed = k->has_lost = false;
}

static void say(struct talk *k, const struct tunnel *t, enum session_message m, uint32_t value)
{
    switch (m) {
    case SESSION_SYN:
        begin_anew(k, k->connection + 1);
        break;
    case SESSION_OPEN:
    case SESSION_OPEN_OK:
    case SESSION_READY:
        say_open(k, t, m);
        break;
    case SESSION_UPDATE:
        say_news(k, t, value);
        break;
    case SESSION_KEEPALIVE:
    case SESSION_NOTIFY:
        say_short(k, t, m, value);
        break;
    default:
        break;
    }
}

static void remember(struct talk *k, const struct tunnel *t, bool is_update, sim_time_t now)
{
    if (k->n_marks == k->cap_marks) {
        struct talk_mark *old = k->mark;
        k->cap_marks = k->cap_marks > 0 ? k->cap_marks * 2 : 16;
        k->mark = ARENA_ARRAY(t->from->region->lp.arena, struct talk_mark, k->cap_marks);
        if (k->n_marks > 0)
            memcpy(k->mark, old, k->n_marks * sizeof *old);
    }
    k->mark[k->n_marks++] = (struct talk_mark){k->n, now, is_update};
}

/* An UPDATE that the model repeats: its acknowledgment has not come for the time that models/control/session.c waits. */
static bool repeats(const struct talk *k, enum session_message m, bool is_new, sim_time_t now)
{
    bool again = !is_new && (m == SESSION_UPDATE || m == SESSION_OPEN_OK || m == SESSION_READY);

    for (uint32_t i = 0; i < k->n_marks && m == SESSION_UPDATE; i++)
        again = again || (k->mark[i].is_update && k->mark[i].at <= now - SIM_S);
    return again;
}

static uint32_t most_of(const struct tunnel *t)
{
    const uint32_t fits = tunnel_largest_inner(t) - WIRE_IP_BYTES - WIRE_TCP_BYTES;

    return fits < MSS ? fits : MSS;
}

static void cut(struct talk_part *part, const struct talk *k, const struct tunnel *t, struct arena *arena)
{
    uint32_t *end = ARENA_ARRAY(arena, uint32_t, part->n / most_of(t) + k->n_marks + 2);

    for (uint32_t m = 0, at = part->offset; m <= k->n_marks; m++) {
        const uint32_t stop = m < k->n_marks ? k->mark[m].end : k->n;
        while (at < stop) {
            at += stop - at < most_of(t) ? stop - at : most_of(t);
            end[part->n_packets++] = at - part->offset;
        }
    }
    part->n_packets += part->n_packets == 0;
    part->end = end;
}

const struct talk_part *talk_say(struct talk *k, const struct tunnel *t, const struct packet *p, sim_time_t now)
{
    const enum session_message m = (enum session_message)(p->seq & 0xFF);
    struct talk_part *part = ARENA_NEW(t->from->region->lp.arena, struct talk_part);
    const uint32_t before = m == SESSION_SYN ? 0 : k->n;

    say(k, t, m, p->flow);
    const bool is_new = k->n > before;
    const uint32_t from = k->has_lost || repeats(k, m, is_new, now) ? k->acked : before;
    *part = (struct talk_part){.bytes = k->n > from ? k->stream + from : NULL, .n = k->n - from, .offset = from, .got = k->got, .connection = k->connection,
                               .flags = m == SESSION_SYN ? WIRE_SYN : m == SESSION_SYN_OK ? WIRE_SYN | WIRE_ACK : WIRE_ACK};
    if (part->n > 0)
        part->flags |= WIRE_PSH;
    if (m == SESSION_NOTIFY)
        part->flags |= WIRE_FIN;
    cut(part, k, t, t->from->region->lp.arena);
    for (uint32_t i = 0; i < k->n_marks && from < before; i++)
        k->mark[i].at = now;
    k->has_lost = k->has_lost && from == before;
    if (is_new)
        remember(k, t, m == SESSION_UPDATE, now);
    return part;
}

/* --- what it hears --- */

void talk_hear(struct talk *k, const struct talk_part *part, sim_time_t sent_at, sim_time_t now)
{
    const sim_time_t long_known_at = sent_at - 2 * (now - sent_at); /* what was said before, the other end had when it sent this */
    uint32_t acked = 0;

    if ((part->flags & (WIRE_SYN | WIRE_ACK)) == WIRE_SYN)
        begin_anew(k, part->connection);
    if (part->connection != k->connection || part->flags & WIRE_SYN)
        return;
    if (part->offset <= k->got && part->offset + part->n + ((part->flags & WIRE_FIN) != 0) > k->got)
        k->got = part->offset + part->n + ((part->flags & WIRE_FIN) != 0);
    if (part->got > k->acked)
        k->acked = part->got < k->n ? part->got : k->n;
    while (acked < k->n_marks && k->mark[acked].end <= k->acked)
        acked++;
    if (acked > 0) {
        k->n_marks -= acked;
        memmove(k->mark, k->mark + acked, k->n_marks * sizeof *k->mark);
    }
    k->has_lost = k->has_lost || (k->n_marks > 0 && k->mark[0].at < long_known_at);
}

/* --- packets --- */

/* Of a tunnel's end in a connection: its first number of TCP. */
static uint32_t first_number(const struct tunnel *t, uint32_t connection)
{
    return (uint32_t)bytes_mix((uint64_t)t->number << 32 | connection);
}

/* A host's address as the end of connection c knows it. */
static uint32_t known_as(const struct topo_connection *c, uint32_t addr)
{
    return nat_prefix(c, (struct ip4_prefix){addr, 32}).addr;
}

void talk_frame(struct frame *f, uint8_t *head, const struct talk_part *part, uint32_t i, const struct tunnel *t, bool at_to)
{
    const struct network *n = t->from->region->net;
    const bool syn = part->flags & WIRE_SYN, initiates = session_of(n, t)->initiates;
    const uint32_t from = i > 0 ? part->end[i - 1] : 0, count = part->end[i] - from;
    const uint32_t port = FIRST_PORT + part->connection % (65536 - FIRST_PORT);
    const uint32_t here = near_address(t), there = address_of(t->to, &t->far, t->declared);
    struct wire_tcp tcp = {.src_port = initiates ? port : WIRE_BGP_PORT, .dst_port = initiates ? WIRE_BGP_PORT : port,
                           .seq = first_number(t, part->connection) + (syn ? 0 : 1 + part->offset + from),
                           .ack = first_number(t->reverse, part->connection) + 1 + part->got, .window = WINDOW, .flags = part->flags,
                           .mss = (uint16_t)most_of(t)};
    struct bytes b = {.v = head};

    if (i + 1 < part->n_packets)
        tcp.flags &= (uint8_t) ~(WIRE_PSH | WIRE_FIN);
    f->ip = (struct wire_ip){.src = at_to ? known_as(t->reverse->declared, here) : here, .dst = at_to ? there : known_as(t->declared, there),
                             .bytes = WIRE_IP_BYTES + WIRE_TCP_BYTES + wire_tcp_options(&tcp) + count, .protocol = WIRE_TCP, .ttl = TTL, .keep_whole = true,
                             .id = (uint16_t)bytes_mix((uint64_t)t->number << 32 ^ (uint64_t)(part->offset + from) << 8 ^ part->got ^ (uint64_t)part->connection << 52)};
    wire_tcp_put(&b, &f->ip, &tcp);
    if (count > 0)
        memcpy(b.v + b.n, part->bytes + from, count);
    b.n += count;
    wire_tcp_close(&b, &f->ip, 0);
    f->n_head = (uint32_t)b.n;
    f->whole = true;
}
