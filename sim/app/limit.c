#include "sim/app/limit.h"

#include <stdlib.h>
#include <string.h>

#include "models/flow/tcp_flow.h"
#include "sim/app/measure.h"
#include "sim/base/arena.h"

enum { WAYS_A_SCRATCH = 64 };

/* Of elements of a way that are as busy as each other the first one limits: the others get what it
 * lets through. */
#define AS_BUSY 0.01

struct finder {
    const struct network *net;
    const struct measure *measure; /* of the flow */
    const struct drop_record *drop;
    size_t n_drops;
    struct arena *arena;
    size_t flow;
    struct limit *limit;
    struct limit_way way;
    const struct drop_record *most;   /* NULL: nothing is lost that counts */
    const struct limit_element *full; /* NULL: none */
};

static bool counts(const struct drop_record *d)
{
    return d->packets > 0 &&
           d->cause != DROP_TIMEOUT_LATE; /* that one was not lost, but given up */
}

/* What drops at one place say. */
static const char *drop_text(const struct finder *f, uint32_t place, enum drop_cause cause)
{
    const struct place *p = &f->net->place[place];
    if (cause == DROP_TUNNEL_DOWN) {
        return "tunnel_down";
    }
    if (cause == DROP_RANDOM_LOSS) {
        return "loss";
    }
    if (p->kind == PLACE_GATEWAY || p->kind == PLACE_VNET || p->kind == PLACE_BALANCER ||
        p->kind == PLACE_ENDPOINT) {
        return arena_printf(f->arena, "%s/%s", p->text, drop_cause_word(cause));
    }
    return p->text;
}

static bool drops_there(const struct limit_element *e, const struct drop_record *d)
{
    const bool queue = d->cause == DROP_QUEUE_FULL || d->cause == DROP_AQM;
    return e->place == d->place &&
           (e->link != NULL ? queue : e->cause == (enum drop_cause)d->cause);
}

/* The element of the way that a drop happened at; NULL: it is none's that has a limit. */
static const struct limit_element *element_of(const struct finder *f, const struct drop_record *d)
{
    const struct limit_element *found = NULL;
    for (size_t i = 0; i < f->way.n; i++) {
        const struct limit_element *e = &f->way.v[i];
        if (drops_there(e, d) && (found == NULL || e->used_frac > found->used_frac)) {
            found = e;
        }
    }
    return found;
}

static const struct limit_element *saturated(const struct finder *f)
{
    const struct limit_element *first = NULL,
                               *dropping = f->most != NULL ? element_of(f, f->most) : NULL;
    double most = LIMIT_SATURATED;
    for (size_t i = 0; i < f->way.n; i++) {
        most = f->way.v[i].used_frac > most ? f->way.v[i].used_frac : most;
    }
    for (size_t i = f->way.n; i-- > 0;) {
        first = f->way.v[i].used_frac >= most - AS_BUSY ? &f->way.v[i] : first;
    }
    if (first == NULL || first->used_frac < LIMIT_SATURATED) {
        return NULL;
    }
    return dropping != NULL && dropping->used_frac >= LIMIT_SATURATED ? dropping : first;
}

static struct limit_word *word(struct finder *f, const char *text, enum limit_kind kind,
                               const struct limit_element *at)
{
    struct limit *l = f->limit;
    size_t i = 0;
    while (i < l->n && strcmp(l->word[i].text, text) != 0) {
        i++;
    }
    if (i == l->n) {
        l->word[l->n++] = (struct limit_word){.text = text, .kind = kind};
    }
    if (at != NULL && l->word[i].at.resource == NULL) {
        l->word[i].at = *at;
    }
    return &l->word[i];
}

static struct limit_word *element_word(struct finder *f, const struct limit_element *e)
{
    return word(f, drop_text(f, e->place, e->cause), LIMIT_ELEMENT, e);
}

static struct limit_word *drop_word(struct finder *f, const struct drop_record *d)
{
    const struct limit_element *e = element_of(f, d);
    const enum limit_kind kind = e != NULL                      ? LIMIT_ELEMENT
                                 : d->cause == DROP_RANDOM_LOSS ? LIMIT_CONGESTION
                                                                : LIMIT_OTHER;
    return word(f, drop_text(f, d->place, (enum drop_cause)d->cause), kind, e);
}

static struct limit_word *nic_word(struct finder *f)
{
    const struct link *nic = f->net->vm[f->net->flow[f->flow].src_vm].out;
    for (size_t i = 0; i < f->way.n; i++) {
        if (f->way.v[i].link == nic) {
            return element_word(f, &f->way.v[i]);
        }
    }
    return word(f, f->net->place[nic->place].text, LIMIT_ELEMENT, NULL);
}

/* What the sender's own word comes to on this way. */
static struct limit_word *word_of(struct finder *f, enum tcp_limit limit)
{
    const bool asks = f->net->flow[f->flow].spec->app == TOPO_REQUEST_RESPONSE;
    if (limit == TCP_LIMIT_NIC) {
        return nic_word(f);
    }
    if (f->full != NULL && (limit != TCP_LIMIT_APPLICATION || asks)) {
        return element_word(f, f->full);
    }
    switch (limit) {
    case TCP_LIMIT_HANDSHAKE:
    case TCP_LIMIT_SLOW_START:
    case TCP_LIMIT_CONGESTION_WINDOW:
        return f->most != NULL ? drop_word(f, f->most)
                               : word(f, tcp_limit_word(limit), LIMIT_CONGESTION, NULL);
    case TCP_LIMIT_RECEIVE_WINDOW:
        return word(f, tcp_limit_word(limit), LIMIT_WINDOW, NULL);
    case TCP_LIMIT_SEND_BUFFER:
        return word(f, tcp_limit_word(limit), LIMIT_SEND_BUFFER, NULL);
    case TCP_LIMIT_APPLICATION:
        return word(f, tcp_limit_word(limit), LIMIT_APPLICATION, NULL);
    default:
        return word(f, tcp_limit_word(limit), LIMIT_OTHER, NULL);
    }
}

static void take_tcp(struct finder *f)
{
    const struct network *n = f->net;
    const struct flow_src *s = n->src[f->flow];
    const struct flow_dst *d = n->dst[f->flow];
    const bool asks = n->flow[f->flow].spec->app == TOPO_REQUEST_RESPONSE;
    sim_time_t idle = (n->duration - measure_end_at(n, f->flow)) *
                      (sim_time_t)s->n_tcp; /* its life is over: nothing holds it back */
    sim_time_t dur[TCP_LIMIT_N] = {0};
    for (uint32_t k = 0; k < s->n_tcp; k++) {
        for (int i = 0; i < TCP_LIMIT_N; i++) {
            dur[i] += tcp_limit_dur(&s->tcp[k], (enum tcp_limit)i, n->duration);
            if (asks && i != TCP_LIMIT_APPLICATION &&
                i != TCP_LIMIT_HANDSHAKE) { /* the server sends while the client waits */
                const sim_time_t more = tcp_limit_dur(&d->tcp[k], (enum tcp_limit)i, n->duration);
                dur[i] += more;
                idle += more;
            }
        }
    }
    dur[TCP_LIMIT_APPLICATION] -=
        idle < dur[TCP_LIMIT_APPLICATION] ? idle : dur[TCP_LIMIT_APPLICATION];
    for (int i = 0; i < TCP_LIMIT_N; i++) {
        if (dur[i] > 0) {
            word_of(f, (enum tcp_limit)i)->dur += dur[i];
            f->limit->dur += dur[i];
        }
    }
    if (f->limit->n == 0) { /* it has not begun */
        (void)word_of(f, TCP_LIMIT_APPLICATION);
    }
}

static void take_other(struct finder *f)
{
    const sim_time_t dur = measure_end_at(f->net, f->flow) - measure_begin_at(f->net, f->flow);
    struct limit_word *w =
        f->most != NULL ? drop_word(f, f->most) : word(f, "application", LIMIT_APPLICATION, NULL);
    f->limit->dur = w->dur = dur > 0 ? dur : 0;
}

static int by_time(const void *x, const void *y)
{
    const struct limit_word *a = x, *b = y;
    if (a->dur != b->dur) {
        return a->dur < b->dur ? 1 : -1;
    }
    return a->lost != b->lost ? (a->lost < b->lost) - (a->lost > b->lost)
                              : strcmp(a->text, b->text);
}

static void find(struct finder *f, struct arena *scratch)
{
    const bool tcp = f->net->src[f->flow]->tcp != NULL;
    const double least =
        tcp ? 1 : LIMIT_LOST_LEAST * (double)(f->measure->fwd.offered + f->measure->rev.offered);
    struct limit_word *words =
        ARENA_ARRAY(scratch, struct limit_word, TCP_LIMIT_N + f->n_drops + 1);
    f->way = (struct limit_way){0};
    f->limit->word = words;
    if (tcp || f->n_drops > 0) {
        limit_way_find(&f->way, f->net, f->flow, scratch);
    }
    f->most = NULL;
    for (size_t i = 0; f->most == NULL && i < f->n_drops; i++) {
        f->most = counts(&f->drop[i]) && (double)f->drop[i].packets >= least ? &f->drop[i] : NULL;
    }
    f->full = saturated(f);
    if (tcp) {
        take_tcp(f);
    } else {
        take_other(f);
    }
    for (size_t i = 0; i < f->n_drops; i++) {
        if (counts(&f->drop[i])) {
            drop_word(f, &f->drop[i])->lost += f->drop[i].packets;
        }
    }
    qsort(words, f->limit->n, sizeof *words, by_time);
    f->limit->word = ARENA_ARRAY(f->arena, struct limit_word, f->limit->n);
    memcpy(f->limit->word, words, f->limit->n * sizeof *words);
}

void limit_find(struct limit *limit, const struct network *n, const struct measure *measure,
                const struct drop_record *drop, size_t n_drops, struct arena *arena)
{
    struct arena *scratch = arena_new();
    struct finder f = {.net = n, .arena = arena};
    size_t at = 0;
    for (f.flow = 0; f.flow < n->n_flows; f.flow++) {
        f.limit = &limit[f.flow];
        *f.limit = (struct limit){0};
        f.measure = &measure[f.flow];
        f.drop = &drop[at];
        for (f.n_drops = 0; at < n_drops && drop[at].flow == f.flow; at++) {
            f.n_drops++;
        }
        find(&f, scratch);
        if (f.flow % WAYS_A_SCRATCH == WAYS_A_SCRATCH - 1) {
            arena_free(scratch);
            scratch = arena_new();
        }
    }
    arena_free(scratch);
}
