#include "sim/results/verdict.h"

#include <math.h>
#include <string.h>

#include "models/flow/tcp_flow.h"
#include "models/flow/traffic.h"
#include "models/watch.h"
#include "sim/base/arena.h"
#include "sim/results/limit_owner.h"
#include "sim/results/limit_place.h"
#include "sim/results/outage.h"
#include "sim/results/results.h"
#include "sim/results/verdict_why.h"

/* That is worth a word: retransmissions take up to that by themselves. */
#define LEAST_OUTAGE_S 1.0
#define ALL_OF_IT      0.98 /* of what it wants */

enum { BESIDE_MOST = 64 };

struct entry { /* the flows of a traffic entry: they stand together */
    const struct results *r;
    const struct topo_traffic *spec;
    size_t first, n;
    struct measure all;
    struct arena *arena;
};

/* The time that its flows may send in. */
static double may_s(const struct entry *e)
{
    const struct network *n = e->r->net;
    const sim_time_t from_at = e->spec->start > n->warmup ? e->spec->start : n->warmup,
                     to_at = e->spec->stop < n->duration ? e->spec->stop : n->duration;
    return to_at > from_at ? sim_time_s(to_at - from_at) : 0;
}

/* What its sources gave to be sent in that time, which of random ones is not what they give on
 * average; NAN: as much as they can, or by question and answer. */
static double wanted_bps(const struct entry *e)
{
    const int64_t app = e->spec->app;
    const bool says =
        app == TOPO_CBR || app == TOPO_POISSON || app == TOPO_ON_OFF || app == TOPO_REPLAY;
    return says && may_s(e) > 0 ? (double)e->all.offer_bytes * 8 / may_s(e) : NAN;
}

/* Rates are declared of whole packets of UDP, and of what is written to TCP. */
static double carried_bps(const struct entry *e)
{
    return (e->spec->transport == TOPO_TRANSPORT_TCP ? e->all.goodput_mbps
                                                     : e->all.throughput_mbps) *
           1e6;
}

static const char *transfers(const struct entry *e)
{
    size_t done = 0;
    for (size_t i = e->first; i < e->first + e->n; i++) {
        done += tcp_flow_done_at(e->r->net, (uint32_t)i) >= 0;
    }
    return e->spec->app == TOPO_BULK && done > 0
               ? arena_printf(e->arena, ", %zu of %zu transfers done", done, e->n)
               : "";
}

static const char *amount(const struct entry *e)
{
    const double wanted = wanted_bps(e);
    if (e->spec->app == TOPO_PING || e->spec->app == TOPO_REQUEST_RESPONSE) {
        const double answers = may_s(e) > 0 ? (double)e->all.rtt.histogram.n / may_s(e) : 0;
        return arena_printf(e->arena, answers >= 100 ? "%.0f answers/s" : "%.3g answers/s",
                            answers);
    }
    if (isnan(wanted)) {
        return arena_printf(e->arena, "%s%s", verdict_rate(carried_bps(e), e->arena), transfers(e));
    }
    const char *carried = verdict_rate(carried_bps(e), e->arena),
               *all = verdict_rate(wanted, e->arena);
    const bool waited =
        carried_bps(e) > wanted &&
        strcmp(carried, all) != 0; /* in TCP's send buffer, when the warm-up ended */
    return arena_printf(e->arena, "%s of %s wanted%s", carried, all,
                        waited ? " and what had waited before" : "");
}

/* Does the flow tell of what holds the entry back? Not one that never began; nor, where so much is
 * lost, one that lost nothing. */
static bool tells(const struct entry *e, size_t flow, bool lossy)
{
    const struct limit *l = &e->r->limit[flow];
    return l->dur > 0 && !(lossy && l->word[0].kind == LIMIT_APPLICATION);
}

/* The word that is limited_by of most of its flows: the number of a flow that has it; *count: of
 * how many. */
static size_t commonest(const struct entry *e, bool lossy, size_t *count)
{
    const size_t end = e->first + e->n;
    size_t best = e->first;
    *count = 0;
    for (size_t i = e->first; i < end && *count * 2 <= e->n; i++) {
        size_t same = 0, k = tells(e, i, lossy) ? e->first : end;
        for (; k < end; k++) {
            const bool is_same = tells(e, k, lossy) && strcmp(results_limited_by(e->r, k),
                                                              results_limited_by(e->r, i)) == 0;
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

/* No flow has a counted life: why. */
static const char *without_life(const struct entry *e)
{
    bool over = false;
    for (size_t i = e->first; i < e->first + e->n; i++) {
        over = over || e->r->net->flow[i].start_at < e->r->net->duration;
    }
    return over ? "is over when the warm-up ends, and nothing of it is counted"
                : "has not begun when the run ends";
}

/* Share of its time that who asks waits for time-outs. */
static double waiting_frac(const struct entry *e)
{
    double waited = 0, all = 0;
    for (size_t i = e->first; i < e->first + e->n; i++) {
        const struct limit *l = &e->r->limit[i];
        all += (double)l->dur;
        for (size_t k = 0; k < l->n; k++) {
            waited += l->word[k].lost > 0 ? (double)l->word[k].dur : 0;
        }
    }
    return all > 0 ? waited / all : 0;
}

static const char *losing(const struct entry *e)
{
    const double lost_frac = measure_lost_frac(&e->all);
    const double waiting = e->spec->app == TOPO_REQUEST_RESPONSE ? waiting_frac(e) : 0;
    const char *much =
        arena_printf(e->arena, "; %.2g %% of its packets are lost on the way", 100 * lost_frac);
    return !(lost_frac > 0) ? ""
           : waiting < LIMIT_LOST_LEAST
               ? much
               : arena_printf(e->arena, "%s, and %.2g %% of its time goes by until it asks again",
                              much, 100 * waiting);
}

/* What sends whatever happens fills a queue without an end. */
static const char *under_way(const struct entry *e)
{
    const double offered = (double)e->all.fwd.offered,
                 way = offered - (double)e->all.fwd.received - (double)e->all.fwd.dropped;
    const bool much = !isnan(wanted_bps(e)) && e->spec->transport != TOPO_TRANSPORT_TCP &&
                      way >= LIMIT_LOST_LEAST * offered;
    return much ? arena_printf(e->arena, ", and %.0f %% is still on its way when the run ends",
                               100 * way / offered)
                : "";
}

static size_t count_lives(const struct entry *e)
{
    size_t n = 0;
    for (size_t i = e->first; i < e->first + e->n; i++) {
        n += e->r->limit[i].dur > 0;
    }
    return n;
}

/* How many of its flows are not as the formula of their word says. */
static size_t disagreeing(const struct entry *e)
{
    size_t n = 0;
    for (size_t i = e->first; i < e->first + e->n; i++) {
        n += limit_disagrees(&e->r->limit[i].word[0].expected, e->r->flow[i].goodput_mbps);
    }
    return n;
}

/* Of its packets, both ways: what the line lost. */
static double line_frac(const struct entry *e)
{
    uint64_t lost = 0;
    for (size_t i = e->first; i < e->first + e->n; i++) {
        const struct limit *l = &e->r->limit[i];
        for (size_t k = 0; k < l->n; k++) {
            lost += l->word[k].cause == DROP_RANDOM_LOSS ? l->word[k].lost : 0;
        }
    }
    return (double)lost / (double)(e->all.fwd.offered + e->all.rev.offered);
}

/* What broke is not in the words: for how long the flow that it struck most stood still. */
static const char *standing_still(const struct entry *e)
{
    const struct network *n = e->r->net;
    double longest_s = 0;
    for (size_t i = e->first; i < e->first + e->n && n->watch != NULL && n->watch->has_fault; i++) {
        longest_s = fmax(longest_s, outage_of_flow_s(n, i));
    }
    return longest_s < LEAST_OUTAGE_S
               ? ""
               : arena_printf(e->arena, "; it stands still for %s%.3g s (outages.csv)",
                              e->n > 1 ? "up to " : "", longest_s);
}

struct beside { /* a word that is named beside the one that limits: of a flow, of how many */
    const struct limit_word *word;
    size_t flow, n;
};

/* Named words, but `but`, of those of its flows that tell, and of a third of them or more; returns
 * how many. */
static size_t find_beside(const struct entry *e, const char *but, bool lossy,
                          struct beside list[BESIDE_MOST])
{
    size_t n = 0, kept = 0, telling = 0;
    for (size_t i = e->first; i < e->first + e->n; i++) {
        const struct limit *l = &e->r->limit[i];
        const bool says = tells(e, i, lossy);
        telling += says;
        for (size_t k = 0; k < l->n && says; k++) {
            const struct limit_word *w = &l->word[k];
            size_t at = 0;
            if (!w->named || strcmp(w->text, but) == 0) {
                continue;
            }
            while (at < n && strcmp(list[at].word->text, w->text) != 0) {
                at++;
            }
            if (at == n && n < BESIDE_MOST) { /* of that many none would be of a quarter */
                list[n++] = (struct beside){w, i, 0};
            }
            list[at].n += at < n;
        }
    }
    for (size_t at = 0; at < n; at++) {
        if (list[at].n * 3 >= telling) {
            list[kept++] = list[at];
        }
    }
    return kept;
}

static const char *beside_text(const struct entry *e, const struct beside *b)
{
    if (b->word->kind == LIMIT_CONGESTION) {
        const double line_bps = e->r->limit[b->flow].line_mbps * 1e6;
        return isnan(line_bps)
                   ? "loss on the line"
                   : arena_printf(e->arena, "loss on the line, which alone would leave it %s",
                                  verdict_rate(line_bps * (double)e->n, e->arena));
    }
    return verdict_beside(e->r->net, b->flow, b->word, e->arena);
}

static bool is_of_one_gateway(const struct beside *a, const struct beside *b)
{
    return a->word->kind == LIMIT_ELEMENT && b->word->kind == LIMIT_ELEMENT &&
           a->word->at.gateway != NULL && a->word->at.gateway == b->word->at.gateway;
}

/* "ga (650 Mbps a tunnel, 1 Gbps in all)": with those of its gateway that follow; NULL: it has been
 * said with one before. */
static const char *item_text(const struct entry *e, const struct beside *list, size_t n, size_t k)
{
    for (size_t i = 0; i < k; i++) {
        if (is_of_one_gateway(&list[i], &list[k])) {
            return NULL;
        }
    }
    const char *text = beside_text(e, &list[k]);
    for (size_t i = k + 1; i < n; i++) {
        if (is_of_one_gateway(&list[k], &list[i])) {
            text = arena_printf(e->arena, "%.*s, %s", (int)strlen(text) - 1, text,
                                strchr(beside_text(e, &list[i]), '(') + 1);
        }
    }
    return text;
}

/* What holds it back together with what is named: that by itself would promise too much. */
static const char *beside(const struct entry *e, struct verdict *v, bool lossy)
{
    struct beside list[BESIDE_MOST + 1];
    const char *item[BESIDE_MOST + 1], *text = "";
    size_t n = 0;
    v->n_with = find_beside(e, v->limited_by, lossy, list);
    v->with = ARENA_ARRAY(e->arena, const char *, v->n_with + 1);
    for (size_t k = 0; k < v->n_with; k++) {
        v->with[k] = list[k].word->text;
        item[n] = item_text(e, list, v->n_with, k);
        n += item[n] != NULL;
    }
    for (size_t k = 0; k < n; k++) {
        text = arena_printf(e->arena, "%s%s%s", text,
                            k == 0      ? "; together with "
                            : k + 1 < n ? ", "
                                        : " and ",
                            item[k]);
    }
    return text;
}

static struct verdict judge(const struct entry *e)
{
    const uint64_t offered = e->all.fwd.offered + e->all.rev.offered;
    const double lost =
        offered > 0 ? (double)(e->all.fwd.dropped + e->all.rev.dropped) / (double)offered : 0;
    const size_t differ = disagreeing(e), lives = count_lives(e);
    size_t count = 0, flow = e->first;
    if (lives == 0) {
        return (struct verdict){
            .traffic = e->spec->r.name,
            .limited_by = results_limited_by(e->r, flow),
            .text = arena_printf(e->arena, "%s: %s", e->spec->r.name, without_life(e))};
    }
    bool lossy = lost >= LIMIT_LOST_LEAST;
    flow = commonest(e, lossy, &count);
    if (count == 0) {
        lossy = false;
        flow = commonest(e, lossy, &count);
    }
    const struct limit_word *w = &e->r->limit[flow].word[0];
    const bool itself = w->kind == LIMIT_APPLICATION;
    const char *share =
        count == lives ? "" : arena_printf(e->arena, " (%zu of %zu flows)", count, lives);
    const char *doubt =
        differ == 0 ? ""
                    : arena_printf(e->arena, "; %zu of %zu %s not as a formula says (limits.csv)",
                                   differ, e->n, differ == 1 ? "is" : "are");
    const bool late = !itself && e->spec->transport == TOPO_TRANSPORT_TCP &&
                      carried_bps(e) >= ALL_OF_IT * wanted_bps(e);
    struct verdict v = {.traffic = e->spec->r.name, .limited_by = w->text};
    const char *with = beside(e, &v, lossy),
               *why = itself && v.n_with > 0
                          ? arena_printf(e->arena, "held back by %s",
                                         verdict_beside(e->r->net, flow, w, e->arena))
                          : verdict_why(e->r->net, flow, w, &e->all, line_frac(e), e->arena);
    v.text = arena_printf(e->arena, "%s: %s%s%s; %s%s%s%s%s%s", v.traffic, amount(e), under_way(e),
                          late ? ", though late" : "", why, share, with, itself ? losing(e) : "",
                          standing_still(e), doubt);
    return v;
}

struct verdict *verdict_all(const struct results *r, size_t *n, struct arena *arena)
{
    struct verdict *v = ARENA_ARRAY(arena, struct verdict, r->net->n_flows);
    *n = 0;
    for (size_t i = 0; i < r->net->n_flows;) {
        struct entry e = {.r = r, .spec = r->net->flow[i].spec, .first = i, .arena = arena};
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
