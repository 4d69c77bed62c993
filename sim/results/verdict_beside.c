#include "sim/results/verdict_beside.h"

#include <math.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/results/verdict.h"
#include "sim/results/verdict_entry.h"
#include "sim/results/verdict_why.h"

enum { BESIDE_MOST = 64 };

struct beside { /* a word that is named beside the one that limits: of a flow, of how many */
    const struct limit_word *word;
    size_t flow, n;
};

/* Named words, but `but`, of those of its flows that tell, and of a third of them or more; returns
 * how many. */
static size_t find_beside(const struct verdict_entry *e, const char *but, bool lossy,
                          struct beside list[BESIDE_MOST])
{
    size_t n = 0, kept = 0, telling = 0;
    for (size_t i = e->first; i < e->first + e->n; i++) {
        const struct limit *l = &e->r->limit[i];
        const bool says = verdict_entry_tells(e, i, lossy);
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

static const char *beside_text(const struct verdict_entry *e, const struct beside *b)
{
    if (b->word->kind == LIMIT_CONGESTION && b->word->cause == DROP_RANDOM_LOSS) {
        const double line_bps = e->r->limit[b->flow].line_mbps * 1e6;
        return isnan(line_bps)
                   ? "loss on the line"
                   : arena_printf(e->arena, "loss on the line, which alone would leave it %s",
                                  verdict_rate(line_bps * (double)e->n, e->arena));
    }
    return verdict_why_beside(e->r->net, b->flow, b->word, e->arena);
}

static bool is_of_one_gateway(const struct beside *a, const struct beside *b)
{
    return a->word->kind == LIMIT_ELEMENT && b->word->kind == LIMIT_ELEMENT &&
           a->word->at.gateway != NULL && a->word->at.gateway == b->word->at.gateway;
}

/* "ga (650 Mbps a tunnel, 1 Gbps in all)": with those of its gateway that follow; NULL: it is said
 * with one before, or with what is down. */
static const char *item_text(const struct verdict_entry *e, const struct beside *list, size_t n,
                             size_t k)
{
    for (size_t i = 0; i < k; i++) {
        if (is_of_one_gateway(&list[i], &list[k])) {
            return NULL;
        }
    }
    if (verdict_why_down(list[k].word, e->arena) != NULL) {
        return NULL;
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

/* "what is down for a time (the tunnel, an instance of gateway gw-westus; events.csv)"; NULL:
 * nothing of the list is. first: the word that limits most. */
static const char *down_text(const struct verdict_entry *e, const struct beside *list, size_t n,
                             const struct limit_word *first)
{
    const bool too = verdict_why_down(first, e->arena) != NULL; /* that says where to look */
    const char *text = NULL;
    for (size_t k = 0; k < n; k++) {
        const char *down = verdict_why_down(list[k].word, e->arena);
        if (down != NULL) {
            text = text == NULL ? down : arena_printf(e->arena, "%s, %s", text, down);
        }
    }
    return text == NULL ? NULL
                        : arena_printf(e->arena, "what %sis down for a time (%s%s)",
                                       too ? "else " : "", text, too ? "" : "; events.csv");
}

/* By itself what is named would promise too much. */
const char *verdict_beside(const struct verdict_entry *e, struct verdict *v, size_t flow,
                           bool lossy)
{
    struct beside list[BESIDE_MOST];
    const char *item[BESIDE_MOST + 1], *text = "";
    size_t n = 0;
    v->n_with = find_beside(e, v->limited_by, lossy, list);
    v->with = ARENA_ARRAY(e->arena, const char *, v->n_with + 1);
    for (size_t k = 0; k < v->n_with; k++) {
        v->with[k] = list[k].word->text;
        item[n] = item_text(e, list, v->n_with, k);
        n += item[n] != NULL;
    }
    item[n] = down_text(e, list, v->n_with, &e->r->limit[flow].word[0]);
    n += item[n] != NULL;
    for (size_t k = 0; k < n; k++) {
        text = arena_printf(e->arena, "%s%s%s", text,
                            k == 0      ? "; together with "
                            : k + 1 < n ? ", "
                                        : " and ",
                            item[k]);
    }
    return text;
}
