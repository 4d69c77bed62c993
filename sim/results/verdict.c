#include "sim/results/verdict.h"

#include <math.h>
#include <string.h>

#include "models/flow/traffic.h"
#include "models/watch.h"
#include "sim/base/arena.h"
#include "sim/results/limit_place.h"
#include "sim/results/outage.h"
#include "sim/results/verdict_beside.h"
#include "sim/results/verdict_entry.h"
#include "sim/results/verdict_figure.h"
#include "sim/results/verdict_why.h"

/* That is worth a word: retransmissions take up to that by themselves. */
#define LEAST_OUTAGE_S 1.0
#define HELD_BACK      "held back" /* that most reasons begin with (verdict_why.h) */

/* The word that is limited_by of most of its flows: the number of a flow that has it; *count: of
 * how many. */
static size_t commonest(const struct verdict_entry *e, bool lossy, size_t *count)
{
    const size_t end = e->first + e->n;
    size_t best = e->first;
    *count = 0;
    for (size_t i = e->first; i < end && *count * 2 <= e->n; i++) {
        size_t same = 0, k = verdict_entry_tells(e, i, lossy) ? e->first : end;
        for (; k < end; k++) {
            const bool is_same =
                verdict_entry_tells(e, k, lossy) &&
                strcmp(results_limited_by(e->r, k), results_limited_by(e->r, i)) == 0;
            if (is_same && k < i) { /* counted already */
                break;
            }
            same += is_same;
        }
        if (k == end && same > *count) {
            best = i;
            *count = same;
        }
    }
    return best;
}

/* What is not TCP sends nothing behind the warm-up. */
static bool is_silent(const struct verdict_entry *e)
{
    return e->spec->transport != TOPO_TRANSPORT_TCP &&
           e->all.fwd.offered + e->all.rev.offered + e->all.fwd.dropped + e->all.rev.dropped == 0;
}

/* No flow has a counted life, or none sends: why. */
static const char *without_life(const struct verdict_entry *e)
{
    bool over = false;
    if (verdict_entry_lives(e) > 0) {
        return "sends nothing behind the warm-up";
    }
    for (size_t i = e->first; i < e->first + e->n; i++) {
        over = over || e->r->net->flow[i].start_at < e->r->net->duration;
    }
    return over ? "is over when the warm-up ends, and nothing of it is counted"
                : "has not begun when the run ends";
}

/* Share of its time that who asks waits for time-outs. */
static double waiting_frac(const struct verdict_entry *e)
{
    double waited = 0, all = 0;
    for (size_t i = e->first; i < e->first + e->n; i++) {
        const struct limit *l = &e->r->limit[i];
        all += (double)l->dur;
        for (size_t k = 0; k < l->n; k++) {
            waited += (double)l->word[k].waited_dur;
        }
    }
    return all > 0 ? waited / all : 0;
}

/* Answers that came after their time-out. */
static uint64_t late(const struct verdict_entry *e)
{
    uint64_t n = 0;
    for (size_t i = e->first; i < e->first + e->n; i++) {
        const struct limit *l = &e->r->limit[i];
        for (size_t k = 0; k < l->n; k++) {
            n += l->word[k].late;
        }
    }
    return n;
}

static const char *losing(const struct verdict_entry *e)
{
    const uint64_t dropped = e->all.fwd.dropped + e->all.rev.dropped;
    const uint64_t too_late = e->all.has_tcp ? 0 : late(e); /* TCP's packets arrive all the same */
    const double lost_frac =
        dropped > 0 ? measure_lost_frac(&e->all) * (double)(dropped - too_late) / (double)dropped
                    : 0;
    const double waiting = e->spec->app == TOPO_REQUEST_RESPONSE ? waiting_frac(e) : 0;
    const char *much = arena_printf(e->arena, "; %s of its packets are lost on the way",
                                    verdict_figure_percent(lost_frac, e->arena));
    return !(lost_frac > 0) ? ""
           : waiting < LIMIT_LOST_LEAST
               ? much
               : arena_printf(e->arena,
                              "%s, and what is lost takes %s of its time until it asks again", much,
                              verdict_figure_percent(waiting, e->arena));
}

/* How many of its flows are not as the formula of their word says. */
static size_t disagreeing(const struct verdict_entry *e)
{
    size_t n = 0;
    for (size_t i = e->first; i < e->first + e->n; i++) {
        n += limit_disagrees(&e->r->limit[i].word[0].expected, e->r->flow[i].goodput_mbps);
    }
    return n;
}

/* Of its packets, both ways, what the line lost; of the round trip and a service, of its answers
 * what came too late. */
static double word_frac(const struct verdict_entry *e, const struct limit_word *w)
{
    uint64_t lost = 0;
    if (w->kind == LIMIT_ROUND_TRIP || w->kind == LIMIT_SERVICE) {
        return late(e) > 0 ? (double)late(e) / (double)(late(e) + e->all.rtt.histogram.n) : 0;
    }
    for (size_t i = e->first; i < e->first + e->n; i++) {
        const struct limit *l = &e->r->limit[i];
        for (size_t k = 0; k < l->n; k++) {
            lost += l->word[k].cause == DROP_RANDOM_LOSS ? l->word[k].lost : 0;
        }
    }
    return (double)lost / (double)(e->all.fwd.offered + e->all.rev.offered);
}

/* What broke is not in the words: for how long the flow that it struck most stood still. */
static const char *standing_still(const struct verdict_entry *e)
{
    const struct network *n = e->r->net;
    double longest_s = 0;
    for (size_t i = e->first; i < e->first + e->n && n->watch != NULL && n->watch->has_fault; i++) {
        longest_s = fmax(longest_s, outage_of_flow_s(n, i));
    }
    return longest_s < LEAST_OUTAGE_S
               ? ""
               : arena_printf(e->arena, "; it stands still for %s%s s (outages.csv)",
                              e->n > 1 ? "up to " : "", verdict_figure(longest_s, e->arena));
}

/* "; 12 connections gave up for want of answers (flows.csv)" */
static const char *giving_up(const struct verdict_entry *e)
{
    return e->all.aborted == 0
               ? ""
               : arena_printf(e->arena,
                              "; %llu connection%s gave up for want of answers (flows.csv)",
                              (unsigned long long)e->all.aborted, e->all.aborted > 1 ? "s" : "");
}

struct lead {           /* what the sentence begins with */
    size_t flow, count; /* of how many flows it is the limited_by */
    const struct limit_word *word;
    bool content, lossy;
};

/* Of an entry that gets less than it wants those flows tell that do; of a flow that stood still and
 * did not make up for it, it is what it stood still for, though for most of its time nothing held
 * it. */
static struct lead find_lead(const struct verdict_entry *e)
{
    const bool asks = e->spec->app == TOPO_REQUEST_RESPONSE,
               steady = e->spec->app == TOPO_PING || !isnan(verdict_entry_wanted_bps(e));
    struct lead l = {.content = verdict_entry_is_content(e)};
    l.lossy = measure_lost_frac(&e->all) >= LIMIT_LOST_LEAST || (steady && !l.content) ||
              (!asks && e->all.aborted > 0);
    l.flow = commonest(e, l.lossy, &l.count);
    if (l.count == 0) {
        l.lossy = false;
        l.flow = commonest(e, false, &l.count);
    }
    const struct limit *flow = &e->r->limit[l.flow];
    l.word = &flow->word[0];
    for (size_t k = 1; k < flow->n && steady && !l.content && l.word->kind == LIMIT_APPLICATION;
         k++) {
        l.word = flow->word[k].named && flow->word[k].dur > 0 ? &flow->word[k] : l.word;
    }
    return l;
}

/* "held back by the link left->right: it carries 50 Mbps (3 of 4 flows); together with ga (...)".
 * Of what comes, if late, it does so at times. */
static const char *holding(const struct verdict_entry *e, const struct lead *l)
{
    const size_t lives = verdict_entry_lives(e);
    const bool itself = l->word->kind == LIMIT_APPLICATION;
    const char *share =
        l->count == lives ? "" : arena_printf(e->arena, " (%zu of %zu flows)", l->count, lives);
    const struct verdict_beside beside = verdict_beside(e, l->word, l->content, l->lossy);
    const char *why =
        itself && beside.text != NULL && !l->content
            ? arena_printf(e->arena, "held back by %s",
                           verdict_why_beside(e->r->net, l->flow, l->word, e->arena))
            : verdict_why(e->r->net, l->flow, l->word, &e->all, word_frac(e, l->word), e->arena);
    const bool late = !itself && l->content && strncmp(why, HELD_BACK, strlen(HELD_BACK)) == 0;
    why = late ? arena_printf(e->arena, "slowed at times%s", why + strlen(HELD_BACK)) : why;
    return arena_printf(e->arena, "%s%s%s%s%s", why, beside.more, share,
                        beside.text == NULL    ? ""
                        : itself && l->content ? "; not far off: "
                                               : "; together with ",
                        beside.text != NULL ? beside.text : "");
}

static struct verdict judge(const struct verdict_entry *e)
{
    const size_t differ = disagreeing(e);
    if (verdict_entry_lives(e) == 0 || is_silent(e)) {
        return (struct verdict){
            .traffic = e->spec->r.name,
            .limited_by = results_limited_by(e->r, e->first),
            .text = arena_printf(e->arena, "%s: %s", e->spec->r.name, without_life(e))};
    }
    const struct lead l = find_lead(e);
    const bool itself = l.word->kind == LIMIT_APPLICATION;
    const char *doubt =
        differ == 0 ? ""
                    : arena_printf(e->arena, "; %zu of %zu %s not as a formula says (limits.csv)",
                                   differ, e->n, differ == 1 ? "is" : "are");
    struct verdict v = {.traffic = e->spec->r.name, .limited_by = results_limited_by(e->r, l.flow)};
    verdict_beside_names(e, &v, l.lossy);
    v.text = arena_printf(e->arena, "%s: %s%s; %s%s%s%s%s", v.traffic, verdict_entry_amount(e),
                          verdict_entry_under_way(e), holding(e, &l), giving_up(e),
                          itself ? losing(e) : "", standing_still(e), doubt);
    return v;
}

struct verdict *verdict_all(const struct results *r, size_t *n, struct arena *arena)
{
    struct verdict *v = ARENA_ARRAY(arena, struct verdict, r->net->n_flows);
    *n = 0;
    for (size_t i = 0; i < r->net->n_flows;) {
        struct verdict_entry e = {.r = r, .spec = r->net->flow[i].spec, .first = i, .arena = arena};
        for (; i < r->net->n_flows && r->net->flow[i].spec == e.spec; i++) {
            measure_add(&e.all, &r->flow[i], arena);
            e.n++;
        }
        v[(*n)++] = judge(&e);
    }
    return v;
}

void verdict_write(const struct results *r, size_t most, FILE *out)
{
    if (r->n_verdicts > 0) {
        (void)fputc('\n', out);
    }
    for (size_t i = 0; i < r->n_verdicts && i < most; i++) {
        (void)fprintf(out, "%s\n", r->verdict[i].text);
    }
    if (r->n_verdicts > most) {
        (void)fprintf(out, "... and %zu more: manifest.json\n", r->n_verdicts - most);
    }
}
