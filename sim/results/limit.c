#include "sim/results/limit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/results/limit_finder.h"
#include "sim/results/limit_near.h"
#include "sim/results/limit_place.h"
#include "sim/results/limit_share.h"
#include "sim/results/limit_undone.h"
#include "sim/results/measure.h"

enum { WAYS_A_SCRATCH = 64 };

static int by_time(const void *x, const void *y)
{
    const struct limit_word *a = x, *b = y;
    if (a->dur != b->dur) {
        return a->dur < b->dur ? 1 : -1;
    }
    return a->lost != b->lost ? (a->lost < b->lost) - (a->lost > b->lost)
                              : strcmp(a->text, b->text);
}

/* Packets of the flow that have the drop's word: losses on the line, both ways, have one. */
static double lost_alike(const struct limit_finder *f, const struct drop_record *d)
{
    double n = 0;
    for (size_t i = 0; i < f->n_drops; i++) {
        const bool is_line = d->cause == DROP_RANDOM_LOSS && f->drop[i].cause == DROP_RANDOM_LOSS;
        n += is_line || &f->drop[i] == d ? (double)f->drop[i].packets : 0;
    }
    return n;
}

/* The drops that say what limits the flow. What is lost of an answer, or comes too late, was asked
 * for, too. */
static const struct drop_record *telling(const struct limit_finder *f, bool tcp)
{
    const bool ping = f->net->flow[f->flow].spec->app == TOPO_PING;
    const double sent = (double)(f->measure->fwd.offered + (ping ? 0 : f->measure->rev.offered)),
                 least = tcp ? 1 : LIMIT_LOST_LEAST * sent;
    const struct drop_record *d =
        tcp ? NULL : limit_narrowest(&f->way, f->drop, f->n_drops, f->measure->fwd.received);
    for (size_t i = 0; d == NULL && i < f->n_drops; i++) {
        d = f->drop[i].packets > 0 && lost_alike(f, &f->drop[i]) >= least ? &f->drop[i] : NULL;
    }
    return d;
}

/* All that an application offers arrives, but what is worth no name: however late, nothing else
 * would let it have more. */
static bool arrives(const struct limit_finder *f)
{
    const struct measure *m = f->measure;
    return limit_has_rate(f->net->flow[f->flow].spec->app) && f->net->src[f->flow]->tcp != NULL &&
           f->entry.offer < LIMIT_WORTH &&
           (double)m->offer_bytes < LIMIT_WORTH * (double)m->goodput_bytes;
}

/* What is lost and marked at the words' places. */
static void count(struct limit_finder *f)
{
    const struct limit_element *marking = limit_marking(&f->way);
    for (size_t i = 0; i < f->n_drops; i++) {
        if (f->drop[i].packets > 0) {
            struct limit_word *w = limit_word_of_drop(f, &f->drop[i]);
            *(limit_is_loss(&f->drop[i]) ? &w->lost : &w->late) += f->drop[i].packets;
            w->losses += f->drop[i].episodes;
        }
    }
    for (size_t i = 0; i < f->limit->n && marking != NULL; i++) {
        if (f->limit->word[i].at.resource == marking->resource) {
            f->limit->word[i].marks = f->life.told.marks;
        }
    }
}

void limit_put_first(struct limit *l, const char *text)
{
    size_t i = 0;
    while (strcmp(l->word[i].text, text) != 0) {
        i++;
    }
    const struct limit_word first = l->word[i];
    memmove(&l->word[1], l->word, i * sizeof first);
    l->word[0] = first;
}

void limit_sort(struct limit *l, size_t from)
{
    qsort(&l->word[from], l->n - from, sizeof *l->word, by_time);
}

double limit_trips_dur(const struct limit *l)
{
    double trips = 0;
    for (size_t i = 0; i < l->n; i++) {
        const enum limit_kind kind = l->word[i].kind;
        const bool is_tcp =
            kind == LIMIT_WINDOW || kind == LIMIT_SEND_BUFFER || kind == LIMIT_CONGESTION;
        trips += is_tcp || kind == LIMIT_ROUND_TRIP ? (double)l->word[i].dur : 0;
    }
    return trips;
}

/* What it stood still for. Of an application that not all gets through of, and of what sends
 * whatever happens, that is lost; of another sender x of its time, a fifth less of which leaves it
 * x / 5 more of what the rest is. */
static void name_standing(struct limit_finder *f)
{
    struct limit *l = f->limit;
    const bool tcp = f->net->src[f->flow]->tcp != NULL,
               loses = l->word[0].kind == LIMIT_APPLICATION || !tcp;
    const double least =
        loses ? 1 - 1 / LIMIT_WORTH : (LIMIT_WORTH - 1) / (LIMIT_WORTH - 1 / LIMIT_RAISE);
    for (size_t i = 1; i < l->n && f->entry.offer >= LIMIT_WORTH; i++) {
        struct limit_word *w = &l->word[i];
        w->named |= (w->kind == LIMIT_OTHER || (loses && w->kind == LIMIT_ROUND_TRIP)) &&
                    (double)w->dur >= least * (double)l->dur;
    }
}

/* An application of which not all arrives by its end is held back as long as its sender waits for
 * something else than it: at a place, or for a window. As of what stands still, a fifth of a part
 * of 13 % is worth a name. */
static void name_waiting(struct limit_finder *f)
{
    struct limit *l = f->limit;
    const double least = (LIMIT_WORTH - 1) / (LIMIT_WORTH - 1 / LIMIT_RAISE);
    const bool waits = f->net->src[f->flow]->tcp != NULL && l->word[0].kind == LIMIT_APPLICATION &&
                       f->entry.offer >= LIMIT_WORTH;
    for (size_t i = 1; i < l->n && waits; i++) {
        struct limit_word *w = &l->word[i];
        const bool is_limit = w->kind == LIMIT_ELEMENT || w->kind == LIMIT_WINDOW ||
                              w->kind == LIMIT_SEND_BUFFER || w->kind == LIMIT_CONGESTION;
        w->named |= is_limit && (double)w->dur >= least * (double)l->dur;
    }
}

/* Where it stands still for most of the time, the places that hold it for the rest. */
static void name_moving(struct limit *l)
{
    for (size_t i = 1; i < l->n && l->word[0].kind == LIMIT_OTHER; i++) {
        struct limit_word *w = &l->word[i];
        w->named |= w->kind == LIMIT_ELEMENT && (double)w->dur >= LIMIT_ASK_NEAR * (double)l->dur;
    }
}

/* Of what sends whatever happens, what was sent while its way was there: of that its offer decides,
 * however long the way is away. */
static double there_of_sent(const struct limit_finder *f)
{
    const double offered = (double)f->measure->fwd.offered;
    double away = 0;
    for (size_t i = 0; i < f->n_drops; i++) {
        away += limit_is_away(&f->drop[i]) ? (double)f->drop[i].packets : 0;
    }
    return f->net->src[f->flow]->tcp == NULL && away < offered ? 1 - away / offered : 1;
}

/* Marks the words that limit; what limits together with the first joins them. */
static void name(struct limit_finder *f, struct arena *scratch)
{
    struct limit_flow flow = {.net = f->net,
                              .flow = f->flow,
                              .measure = f->measure,
                              .times = &f->life.times,
                              .entry = f->entry,
                              .parallel_mbps = f->parallel_mbps,
                              .way = &f->way,
                              .drop = f->drop,
                              .n_drops = f->n_drops,
                              .owner = &f->owner,
                              .limit = f->limit};
    struct limit_near *near = ARENA_ARRAY(scratch, struct limit_near, limit_near_most(&f->way));
    flow.entry.offer *= there_of_sent(f);
    f->limit->word[0].named = true;
    if (limit_asks(f)) {
        limit_ask_name(f);
        return;
    }
    const size_t n = limit_near_find(near, &flow, f->arena);
    for (size_t i = 0; i < n; i++) {
        struct limit_word *w = limit_word_of_text(f, near[i].text, near[i].kind, near[i].at);
        w->named = true;
        if (near[i].kind == LIMIT_CONGESTION) {
            w->cause = f->owner.reorders ? w->cause : DROP_RANDOM_LOSS;
            w->reorders = f->owner.reorders;
        }
    }
    name_standing(f);
    name_waiting(f);
    name_moving(f->limit);
    limit_sort(f->limit, 1);
}

/* What never rests is all that limits who asks where its entry fills it: asking faster it would
 * wait as much longer there. Where others do, who asks faster has more of it, and the wait is a
 * part of the time from question to question. */
static bool is_filled_by_others(const struct limit_finder *f)
{
    return limit_asks(f) && f->full != NULL && !limit_is_own(f, f->full);
}

/* Share of its life that its way was there, as far as its waiting tells: an element that never
 * rests then is full, though it rests while nothing comes to it. */
static double there_frac(const struct limit_finder *f)
{
    const double life = (double)f->life.dur * f->net->src[f->flow]->kind->n_tcp;
    const double away = limit_away_dur(f);
    return away < life ? 1 - away / life : 1;
}

void limit_of_life(struct limit_finder *f, struct arena *scratch)
{
    const bool tcp = f->net->src[f->flow]->tcp != NULL;
    f->way = (struct limit_way){0};
    if (tcp) {
        f->drop = limit_without_undone(&f->life.told, f->drop, f->n_drops, scratch);
    }
    if (tcp || f->n_drops > 0 || limit_waits(f) || f->any_near ||
        f->net->flow[f->flow].spec->app == TOPO_ON_OFF) { /* bursts pass what they nearly fill */
        limit_way_find(&f->way, f->net, f->flow, &f->life, scratch);
    }
    if (limit_asks(f)) {
        limit_ask_find(&f->ask, f->net, f->flow, &f->life, &f->way);
        if (f->way.n == 0 && f->ask.rest_s >= LIMIT_ASK_NEAR * f->ask.all_s) {
            limit_way_find(&f->way, f->net, f->flow, &f->life, scratch);
            limit_ask_find(&f->ask, f->net, f->flow, &f->life, &f->way);
        }
    }
    struct limit_word *words = ARENA_ARRAY(scratch, struct limit_word,
                                           TCP_LIMIT_N + LIMIT_ASK_WORDS + f->n_drops + f->n_owed +
                                               1 + limit_near_most(&f->way));
    f->limit->word = words;
    f->lost = telling(f, tcp);
    f->owner = tcp ? limit_owner_find(f->net, f->flow, &f->life, &f->way, f->drop, f->n_drops)
                   : (struct limit_owner){.line_mbps = NAN};
    f->limit->line_mbps = f->owner.line_mbps;
    const double there = tcp ? there_frac(f) : 1;
    f->full = limit_busiest(&f->way, f->lost, LIMIT_SATURATED * there);
    f->full = is_filled_by_others(f) ? NULL : f->full;
    f->busiest = limit_busiest(&f->way, f->lost,
                               (f->life.stay != NULL ? LIMIT_HALVED : LIMIT_PACED) * there);
    if (tcp) {
        limit_time_of_tcp(f);
    } else {
        limit_time_of_other(f);
    }
    count(f);
    limit_sort(f->limit, 0);
    if (!tcp && !limit_asks(f) && f->lost != NULL) {
        limit_put_first(f->limit, limit_word_of_drop(f, f->lost)->text);
    } else if (arrives(f)) {
        limit_put_first(f->limit,
                        limit_word_of_text(f, "application", LIMIT_APPLICATION, NULL)->text);
    }
    name(f, scratch);
    f->limit->word = ARENA_ARRAY(f->arena, struct limit_word, f->limit->n + LIMIT_SHARE_MOST);
    memcpy(f->limit->word, words, f->limit->n * sizeof *words);
}

void limit_find(struct limit *limit, const struct network *n, const struct measure *measure,
                const struct drop_record *drop, size_t n_drops, struct arena *arena)
{
    struct arena *scratch = arena_new();
    struct limit_finder f = {
        .net = n,
        .arena = arena,
    };
    const bool any_near = limit_any_near(n);
    size_t at = 0, entry_end = 0, parallel_end = 0;
    for (f.flow = 0; f.flow < n->n_flows; f.flow++) {
        if (f.flow == entry_end) {
            while (entry_end < n->n_flows && n->flow[entry_end].spec == n->flow[f.flow].spec) {
                entry_end++;
            }
            f.entry = limit_entry_of(n, measure, f.flow, entry_end);
        }
        if (f.flow == parallel_end) {
            f.parallel_mbps = limit_parallel_mbps(n, measure, f.flow, &parallel_end);
        }
        f.limit = &limit[f.flow];
        *f.limit = (struct limit){0};
        f.drop = &drop[at];
        for (f.n_drops = 0; at < n_drops && drop[at].flow == f.flow; at++) {
            f.n_drops++;
        }
        if (n->stays != NULL && n->stays[f.flow].n > 1) {
            limit_of_stays(&f, &measure[f.flow], scratch);
        } else {
            f.life = limit_life_whole(n, f.flow, &measure[f.flow], scratch);
            f.any_near = any_near || limit_any_near_of(&f.life);
            f.measure = &f.life.measure;
            limit_of_life(&f, scratch);
        }
        if (f.flow % WAYS_A_SCRATCH == WAYS_A_SCRATCH - 1) {
            arena_free(scratch);
            scratch = arena_new();
        }
    }
    limit_share_name(limit, n, measure, scratch);
    arena_free(scratch);
}
