#include "sim/results/verdict_beside.h"

#include <math.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/results/verdict.h"
#include "sim/results/verdict_element.h"
#include "sim/results/verdict_entry.h"
#include "sim/results/verdict_figure.h"
#include "sim/results/verdict_place.h"
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
    if (b->word->kind == LIMIT_CONGESTION && limit_word_is_line(b->word)) {
        const double line_bps = e->r->limit[b->flow].line_mbps * 1e6;
        const char *what = b->word->reorders
                               ? verdict_why_beside(e->r->net, b->flow, b->word, e->arena)
                               : "loss on the line";
        return isnan(line_bps)
                   ? what
                   : arena_printf(e->arena, "%s, which alone would leave it %s", what,
                                  verdict_figure_rate(line_bps * (double)e->n, e->arena));
    }
    return verdict_why_beside(e->r->net, b->flow, b->word, e->arena);
}

static bool is_of_one_gateway(const struct limit_word *a, const struct limit_word *b)
{
    return a->kind == LIMIT_ELEMENT && b->kind == LIMIT_ELEMENT && a->at.gateway != NULL &&
           a->at.gateway == b->at.gateway;
}

/* "ga (650 Mbps a tunnel, 1 Gbps in all)": with those of its gateway that follow; NULL: it is said
 * with one before, or with what is down. first: the word that limits most. */
static const char *item_text(const struct verdict_entry *e, const struct beside *list, size_t n,
                             size_t k, const struct limit_word *first)
{
    bool said = is_of_one_gateway(first, list[k].word) ||
                verdict_place_down(list[k].word, e->arena) != NULL;
    for (size_t i = 0; i < k; i++) {
        said = said || is_of_one_gateway(list[i].word, list[k].word);
    }
    if (said) {
        return NULL;
    }
    const char *text = beside_text(e, &list[k]);
    for (size_t i = k + 1; i < n; i++) {
        if (is_of_one_gateway(list[k].word, list[i].word)) {
            text = arena_printf(e->arena, "%.*s, %s", (int)strlen(text) - 1, text,
                                verdict_element_figure(list[i].word, e->arena));
            text = arena_printf(e->arena, "%s)", text);
        }
    }
    return text;
}

/* ", 650 Mbps in all and 62,000 packets/s a tunnel": what the gateway that limits most carries
 * beside that, where that limits too; "" */
static const char *first_text(const struct verdict_entry *e, const struct beside *list, size_t n,
                              const struct limit_word *first)
{
    const char *text = "", *last = NULL;
    for (size_t k = 0; k < n; k++) {
        if (is_of_one_gateway(first, list[k].word)) {
            text = last != NULL ? arena_printf(e->arena, "%s, %s", text, last) : text;
            last = verdict_element_figure(list[k].word, e->arena);
        }
    }
    return last != NULL ? arena_printf(e->arena, "%s and %s", text, last) : "";
}

/* "what is down for a time (the tunnel, an instance of gateway gw-westus; events.csv)"; NULL:
 * nothing of the list is. first: the word that limits most. */
static const char *down_text(const struct verdict_entry *e, const struct beside *list, size_t n,
                             const struct limit_word *first)
{
    const bool too = verdict_place_down(first, e->arena) != NULL; /* that says where to look */
    const char *text = NULL;
    for (size_t k = 0; k < n; k++) {
        const char *down = verdict_place_down(list[k].word, e->arena);
        if (down != NULL) {
            text = text == NULL ? down : arena_printf(e->arena, "%s, %s", text, down);
        }
    }
    return text == NULL ? NULL
                        : arena_printf(e->arena, "what %sis down for a time (%s%s)",
                                       too ? "else " : "", text, too ? "" : "; events.csv");
}

struct verdict_beside verdict_beside(const struct verdict_entry *e, const struct limit_word *first,
                                     bool content, bool lossy)
{
    struct beside list[BESIDE_MOST];
    const char *item[BESIDE_MOST + 1], *text = NULL;
    const size_t n_list = find_beside(e, first->text, lossy, list);
    size_t n = 0;
    for (size_t k = 0; k < n_list; k++) {
        item[n] = item_text(e, list, n_list, k, first);
        n += item[n] != NULL && !(content && list[k].word->kind == LIMIT_APPLICATION);
    }
    item[n] = down_text(e, list, n_list, first);
    n += item[n] != NULL;
    for (size_t k = 0; k < n; k++) {
        text = k == 0 ? item[0]
                      : arena_printf(e->arena, "%s%s%s", text, k + 1 < n ? ", " : " and ", item[k]);
    }
    return (struct verdict_beside){first_text(e, list, n_list, first), text};
}

void verdict_beside_names(const struct verdict_entry *e, struct verdict *v, bool lossy)
{
    struct beside list[BESIDE_MOST];
    v->n_with = find_beside(e, v->limited_by, lossy, list);
    v->with = ARENA_ARRAY(e->arena, const char *, v->n_with + 1);
    for (size_t k = 0; k < v->n_with; k++) {
        v->with[k] = list[k].word->text;
    }
}
