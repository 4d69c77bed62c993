/*
 * What limits a flow that has taken several ways, one after the other: on each way what limits it
 * there, by what was counted there. The words' times add up. Raised by a quarter a word brings what
 * it brings on each way, of the part of the flow's bytes that went there.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/results/limit_finder.h"
#include "sim/results/limit_place.h"
#include "sim/results/limit_share.h"

/* As who asks: worth a name (LIMIT_ASK_NEAR), and all that is named together brings a tenth. */
#define GAIN_NEAR (1 / (1 - LIMIT_ASK_NEAR / 5) - 1)
#define GAIN_MOST (LIMIT_GAIN - 1)

static int by_episodes(const void *x, const void *y)
{
    const struct drop_record *a = x, *b = y;
    if (a->episodes != b->episodes) {
        return a->episodes < b->episodes ? 1 : -1;
    }
    if (a->packets != b->packets) {
        return a->packets < b->packets ? 1 : -1;
    }
    return a->place != b->place ? (a->place > b->place) - (a->place < b->place)
                                : (a->cause > b->cause) - (a->cause < b->cause);
}

/* What the flow has there, of what it has in all, its entry's other flows have, too. */
static void begin(struct limit_finder *f, const struct limit_finder *whole,
                  const struct measure *all, const struct stay *s)
{
    *f = *whole;
    f->life = limit_life_of_stay(f->net, f->flow, all, s);
    f->measure = &f->life.measure;
    f->drop = s->drop;
    f->n_drops = s->n_drops;
    f->any_near = true; /* for a part of the time, perhaps */
    const double part = all->goodput_mbps > 0 ? f->measure->goodput_mbps / all->goodput_mbps : 1;
    f->entry.mbps *= part;
    f->parallel_mbps *= part;
    if (limit_has_rate(f->net->flow[f->flow].spec->app)) {
        const bool tcp = f->net->src[f->flow]->tcp != NULL;
        const double offered = (double)(tcp ? f->measure->offer_bytes : f->measure->fwd.offered),
                     carried = (double)(tcp ? f->measure->goodput_bytes : f->measure->fwd.received);
        f->entry.offer = carried > 0 ? offered / carried : HUGE_VAL;
    }
}

/* What the senders still stand still for as they leave a way, since that was away. */
static void owe(struct limit_finder *next, const struct limit_finder *f)
{
    const double away = limit_away_dur(f),
                 left = away > (double)f->loss_dur ? 1 - (double)f->loss_dur / away : 0;
    struct drop_record *owed = ARENA_ARRAY(f->arena, struct drop_record, f->n_owed + f->n_drops);
    size_t n = 0;
    for (size_t i = 0; i < f->n_owed + f->n_drops && left > 0; i++) {
        const struct drop_record *d = i < f->n_owed ? &f->owed[i] : &f->drop[i - f->n_owed];
        if (limit_is_away(d) && d->wait_dur > 0) {
            owed[n] = *d;
            owed[n++].wait_dur = (sim_time_t)(left * (double)d->wait_dur);
        }
    }
    next->owed = owed;
    next->n_owed = n;
}

/* What a quarter more, or faster, of a word would bring on one way. Of who asks, what is as near as
 * the words that have the time has as large a part in what all bring together. */
static double gain_of(const struct limit_finder *f, const struct limit_word *w)
{
    const double dur = w->kind == LIMIT_ROUND_TRIP ? limit_trips_dur(f->limit) : (double)w->dur,
                 share = f->limit->dur > 0 ? dur / (double)f->limit->dur : 0;
    return !w->named ? 0 : limit_asks(f) && !w->beside ? 1 / (1 - share / 5) - 1 : LIMIT_RAISE - 1;
}

static void add_word(struct limit_word *to, const struct limit_word *more)
{
    to->dur += more->dur;
    to->waited_dur += more->waited_dur;
    to->lost += more->lost;
    to->late += more->late;
    to->losses += more->losses;
    to->marks += more->marks;
    if (to->at.resource == NULL || more->at.used_frac > to->at.used_frac) {
        to->at = more->at;
    }
}

struct gain {
    const char *text;
    double gain;
    bool stood; /* it was down, or away */
};

static int by_gain(const void *x, const void *y)
{
    const struct gain *a = x, *b = y;
    return a->gain != b->gain ? (a->gain < b->gain) - (a->gain > b->gain)
                              : strcmp(a->text, b->text);
}

static void name(struct limit *l, struct gain *gain)
{
    double sum = 0;
    qsort(gain, l->n, sizeof *gain, by_gain);
    for (size_t i = 0; i < l->n; i++) {
        const bool is_named = gain[i].gain >= GAIN_NEAR || (gain[i].gain > 0 && sum < GAIN_MOST);
        for (size_t k = 0; k < l->n; k++) {
            struct limit_word *w = &l->word[k];
            if (strcmp(w->text, gain[i].text) == 0) {
                w->named =
                    k == 0 || is_named ||
                    (gain[i].stood && (double)w->dur >= (1 - 1 / LIMIT_WORTH) * (double)l->dur);
            }
        }
        sum += is_named ? gain[i].gain : 0;
    }
}

static void add_limit(struct limit *to, struct gain *gain, const struct limit_finder *f,
                      double part)
{
    for (size_t i = 0; i < f->limit->n; i++) {
        const struct limit_word *w = &f->limit->word[i];
        size_t k = 0;
        while (k < to->n && strcmp(to->word[k].text, w->text) != 0) {
            k++;
        }
        if (k == to->n) {
            to->word[to->n++] = *w;
            gain[k] = (struct gain){.text = w->text};
        } else {
            add_word(&to->word[k], w);
        }
        const bool stands = w->kind == LIMIT_OTHER;
        gain[k].gain += stands ? 0 : part * gain_of(f, w);
        gain[k].stood = gain[k].stood || (stands && w->named);
    }
    to->dur += f->limit->dur;
}

void limit_of_stays(struct limit_finder *whole, const struct measure *all, struct arena *scratch)
{
    const struct stays *s = &whole->net->stays[whole->flow];
    struct limit_finder *f = ARENA_ARRAY(scratch, struct limit_finder, s->n);
    struct limit *limit = ARENA_ARRAY(scratch, struct limit, s->n);
    size_t n = 0, longest = 0;
    for (size_t k = 0; k < s->n; k++) {
        if (s->v[k].n_drops > 1) {
            qsort(s->v[k].drop, s->v[k].n_drops, sizeof *s->v[k].drop, by_episodes);
        }
        begin(&f[k], whole, all, &s->v[k]);
        if (k > 0) {
            owe(&f[k], &f[k - 1]);
        }
        f[k].limit = &limit[k];
        limit_of_life(&f[k], scratch);
        n += limit[k].n;
        longest = limit[k].dur > limit[longest].dur ? k : longest;
    }
    struct limit *l = whole->limit;
    struct gain *gain = ARENA_ARRAY(scratch, struct gain, n);
    *l = (struct limit){.word = ARENA_ARRAY(whole->arena, struct limit_word, n + LIMIT_SHARE_MOST),
                        .moved = true,
                        .line_mbps = NAN};
    for (size_t k = 0; k < s->n; k++) {
        const double part = all->goodput_bytes > 0
                                ? (double)f[k].measure->goodput_bytes / (double)all->goodput_bytes
                                : 0;
        add_limit(l, gain, &f[k], part);
    }
    limit_sort(l, 0);
    if (whole->net->src[whole->flow]->tcp == NULL) { /* its packets stand for time */
        limit_put_first(l, limit[longest].word[0].text);
    }
    name(l, gain);
    limit_sort(l, 1);
}
