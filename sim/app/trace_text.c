#include "sim/app/trace_text.h"

#include <stdio.h>
#include <string.h>

#include "sim/base/arena.h"

/* Up to so many entries a cell has the round trip in it, up to so many three columns, beyond one.
 */
enum { WITH_MS_MAX = 12, WIDE_MAX = 40 };

/* --- a way --- */

static void show_place(const struct where *w, const char *what, struct span at)
{
    if (at.line != 0) {
        printf("  %s %s:%u:%u\n", what, w->scenario.path, at.line, at.col);
    }
}

const char *trace_text_end(const struct trace *t, struct arena *arena)
{
    return arena_printf(arena, "%s at %s: %s", drop_cause_word(t->cause), t->place, t->why);
}

void trace_text_way(const struct where *w, const struct trace *t)
{
    for (size_t i = 0; i < t->n; i++) {
        printf("  %9.3f ms  %-36s %s\n", t->step[i].so_far_ms, t->step[i].at, t->step[i].text);
    }
    if (t->arrived) {
        printf("  => arrives after %.3f ms without queueing; a packet of up to %u B is not "
               "fragmented\n",
               t->base_ms, t->largest_bytes);
        return;
    }
    printf("  => DROPPED at %s, cause %s: %s\n", t->place, drop_cause_word(t->cause), t->why);
    show_place(w, "   decided at", t->here);
    show_place(w, "   and at", t->there);
    printf("     mend: %s\n     code: %s (vnetsim explain %s)\n", t->mend, t->code, t->code);
}

/* --- the matrix --- */

const char *trace_text_state(const struct trace_pair *p)
{
    return p->bad == NULL          ? "reachable"
           : p->through > 0        ? "some"
           : p->bad->there.arrived ? "one-way"
                                   : "unreachable";
}

static const char *word(const struct trace_pair *p)
{
    return p->bad != NULL && p->through <= 0 && !p->bad->there.arrived ? "NOT"
                                                                       : trace_text_state(p);
}

static char letter(const struct trace_pair *p)
{
    return p->bad == NULL          ? (p->asymmetric ? 'a' : '.')
           : p->through > 0        ? '%'
           : p->bad->there.arrived ? '1'
                                   : 'X';
}

static const char *name_of(const struct network *net, uint32_t vm)
{
    return net->vm[vm].declared->r.name;
}

static void show_heads(size_t n, int name_width)
{
    if (n <= WIDE_MAX) {
        printf("%*s", name_width + 5, "");
        for (size_t i = 0; i < n; i++) {
            printf("%*zu", n <= WITH_MS_MAX ? 9 : 3, i + 1);
        }
        printf("\n");
        return;
    }
    for (size_t power = 100; power > 0; power /= 10) { /* from top to bottom */
        printf("%*s", name_width + 6, "");
        for (size_t i = 1; i <= n; i++) {
            printf("%c", i >= power ? (char)('0' + i / power % 10) : ' ');
        }
        printf("\n");
    }
}

static void show_cell(const struct trace_pair *p, size_t n)
{
    if (n <= WITH_MS_MAX && p->bad == NULL) {
        printf("%*.3f%c", 8, p->base_ms, p->asymmetric ? 'a' : ' ');
    } else if (n <= WITH_MS_MAX) {
        printf("%8s ", word(p));
    } else {
        printf("%*c", n <= WIDE_MAX ? 3 : 1, letter(p));
    }
}

static void show_rows(const struct network *net, const uint32_t *first, size_t n,
                      const struct trace_pair *pair)
{
    int width = 4;
    for (size_t i = 0; i < n; i++) {
        const int len = (int)strlen(name_of(net, first[i]));
        width = len > width ? len : width;
    }
    printf("%s\n",
           n <= WITH_MS_MAX
               ? "from (rows) to (columns): base round trip in ms, without queueing; a: asymmetric"
               : "from (rows) to (columns)   . reachable   a reachable, asymmetric   % some flows  "
                 " 1 one-way   X not");
    show_heads(n, width);
    for (size_t a = 0; a < n; a++) {
        printf("%4zu %-*s%s", a + 1, width, name_of(net, first[a]), n <= WIDE_MAX ? "" : " ");
        for (size_t b = 0; b < n; b++) {
            if (!ways_are_there(net, first[a], first[b])) {
                printf("%*s",
                       n <= WITH_MS_MAX ? 9
                       : n <= WIDE_MAX  ? 3
                                        : 1,
                       n <= WITH_MS_MAX ? "-  " : " ");
            } else {
                show_cell(&pair[a * n + b], n);
            }
        }
        printf("\n");
    }
}

static bool is_one_reason(const struct trace_pair *p, const struct trace_pair *q)
{
    const struct trace *x = ways_kind_failing(p->bad), *y = ways_kind_failing(q->bad);
    return strcmp(word(p), word(q)) == 0 && p->bad->there.arrived == q->bad->there.arrived &&
           x->cause == y->cause && strcmp(x->place, y->place) == 0 && strcmp(x->code, y->code) == 0;
}

/* The pairs that fail as pair number `as`, by sender; `done` marks them. */
static void show_pairs(const struct network *net, const uint32_t *first, size_t n,
                       const struct trace_pair *pair, size_t as, bool *done)
{
    for (size_t a = as / n; a < n; a++) {
        const char *between = NULL;
        for (size_t b = 0; b < n; b++) {
            const size_t i = a * n + b;
            if (done[i] || pair[i].bad == NULL || !is_one_reason(&pair[as], &pair[i])) {
                continue;
            }
            done[i] = true;
            if (between == NULL) {
                printf("  %s -> ", name_of(net, first[a]));
            }
            printf("%s%s", between != NULL ? between : "", name_of(net, first[b]));
            if (pair[i].through > 0) {
                printf(" (%.1f%%)", 100 * pair[i].through);
            }
            between = ", ";
        }
        if (between != NULL) {
            printf("\n");
        }
    }
}

void trace_text_matrix(const struct network *net, const uint32_t *first, size_t n,
                       const struct trace_pair *pair, struct arena *arena)
{
    bool *done = ARENA_ARRAY(arena, bool, n *n);
    show_rows(net, first, n, pair);
    for (size_t i = 0; i < n * n; i++) {
        if (done[i] || pair[i].bad == NULL) {
            continue;
        }
        const struct ways_kind *k = pair[i].bad;
        printf("\n%s  %s%s%s (%s -> %s)\n", word(&pair[i]),
               pair[i].through > 0 ? "of the others: " : "", k->there.arrived ? "answer: " : "",
               trace_text_end(ways_kind_failing(k), arena), net->vm[k->out.from].name,
               net->vm[k->out.to].name);
        printf("  mend: %s; vnetsim explain %s\n", ways_kind_failing(k)->mend,
               ways_kind_failing(k)->code);
        show_pairs(net, first, n, pair, i, done);
    }
}
