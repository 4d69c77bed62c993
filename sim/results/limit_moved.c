#include "sim/results/limit_moved.h"

#include "models/flow/flow.h"
#include "sim/results/limit_place.h"

struct stay { /* from the first to the last loss; places: which of them reduced windows */
    sim_time_t from_at, to_at;
    uint64_t episodes;
    const struct drop_record *most;
};

static bool reduces(const struct drop_record *d)
{
    return limit_is_narrow(d) && d->episodes > 0;
}

static bool is_left(const struct limit_finder *f, const struct drop_record *d)
{
    return reduces(d) && limit_element_of(&f->way, d) == NULL;
}

static void extend(struct stay *s, const struct drop_record *d)
{
    s->from_at = s->most == NULL || d->first_at < s->from_at ? d->first_at : s->from_at;
    s->to_at = s->most == NULL || d->last_at > s->to_at ? d->last_at : s->to_at;
    s->most = s->most == NULL || d->episodes > s->most->episodes ? d : s->most;
    s->episodes += d->episodes;
}

/* Of both, what is of the former way. */
static double left_frac(const struct stay *left, const struct stay *here)
{
    const sim_time_t from_at = left->from_at > here->from_at ? left->from_at : here->from_at,
                     to_at = left->to_at < here->to_at ? left->to_at : here->to_at,
                     both_dur = to_at > from_at ? to_at - from_at : 0,
                     left_dur = left->to_at - left->from_at,
                     here_dur = here->to_at - here->from_at - both_dur;
    return left_dur + here_dur > 0 ? (double)left_dur / (double)(left_dur + here_dur) : 0;
}

/* Takes from the words what places hold, time-outs apart. most: the element with half of it or
 * more. */
static sim_time_t collect(struct limit_finder *f, struct limit_word **most)
{
    sim_time_t sum = 0, most_dur = 0;
    for (size_t i = 0; i < f->n_drops; i++) {
        if (is_left(f, &f->drop[i])) {
            struct limit_word *w = limit_word_of_drop(f, &f->drop[i]);
            sum += w->dur - w->waited_dur;
            w->dur = w->waited_dur;
        }
    }
    for (size_t i = 0; i < f->limit->n; i++) {
        struct limit_word *w = &f->limit->word[i];
        const sim_time_t dur = w->dur - w->waited_dur;
        if (w->kind == LIMIT_ELEMENT) {
            *most = dur > most_dur ? w : *most;
            most_dur = dur > most_dur ? dur : most_dur;
            sum += dur;
            w->dur = w->waited_dur;
        }
    }
    *most = most_dur >= sum / 2 ? *most : NULL;
    return sum;
}

bool limit_moved_share(struct limit_finder *f)
{
    struct stay left = {0}, here = {0};
    for (size_t i = 0; i < f->n_drops; i++) {
        if (reduces(&f->drop[i])) {
            extend(is_left(f, &f->drop[i]) ? &left : &here, &f->drop[i]);
        }
    }
    if (left.most == NULL || here.most == NULL || !f->way.arrives || limit_asks(f) ||
        f->net->src[f->flow]->kind->n_tcp > 1 || f->net->flow[f->flow].n_targets > 1) {
        return false;
    }
    struct limit_word *stays = NULL;
    const sim_time_t sum = collect(f, &stays);
    const double left_dur = left_frac(&left, &here) * (double)sum;
    sim_time_t rest = sum;
    for (size_t i = 0; i < f->n_drops; i++) {
        if (is_left(f, &f->drop[i])) {
            const double own = left_dur * (double)f->drop[i].episodes / (double)left.episodes;
            const sim_time_t own_dur = own < (double)rest ? (sim_time_t)own : rest;
            limit_word_of_drop(f, &f->drop[i])->dur += own_dur;
            rest -= own_dur;
        }
    }
    (stays != NULL ? stays : limit_word_of_drop(f, here.most))->dur += rest;
    return true;
}

void limit_moved_name(struct limit_finder *f)
{
    const double least = (1 - 1 / LIMIT_WORTH) * (double)f->limit->dur;
    for (size_t i = 0; i < f->n_drops; i++) {
        if (reduces(&f->drop[i])) {
            struct limit_word *w = limit_word_of_drop(f, &f->drop[i]);
            w->named |= (double)w->dur >= least;
        }
    }
}
