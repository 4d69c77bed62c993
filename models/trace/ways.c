#include "models/trace/ways.h"

#include "models/front.h"
#include "sim/base/arena.h"

/* --- ends --- */

struct end { /* stands for VMs of an entry that fare alike, or for members of a front */
    uint32_t number, second,
        count; /* the first two of them (of one alone, the second is another's), and how many */
    uint64_t kind;
};

struct ends {
    struct end *v;
    size_t n, cap, count;
};

static void add_end(struct ends *e, struct end new, struct arena *arena)
{
    ARENA_ROOM(arena, e->v, e->n, e->cap, 4);
    e->v[e->n++] = new;
}

static void join_end(struct ends *e, uint32_t number, uint32_t count, uint64_t kind,
                     struct arena *arena)
{
    size_t i = 0;
    while (i < e->n && e->v[i].kind != kind)
        i++;
    if (i == e->n)
        add_end(e, (struct end){number, number + 1, 0, kind}, arena);
    else if (e->v[i].count == 1)
        e->v[i].second = number;
    e->v[i].count += count;
    e->count += count;
}

/* A VM, or its entry: `vm` is the first of it then, and the others have the addresses behind its.
 */
static struct ends ends_of(const struct network *n, uint32_t vm, bool is_entry,
                           const struct ways_cuts *cuts, struct arena *arena)
{
    struct ends e = {.n = 0};
    const uint32_t count = is_entry ? (uint32_t)n->vm[vm].declared->count : 1,
                   addr = n->vm[vm].addr;
    for (uint32_t k = 0, next; k < count; k = next) {
        const size_t above = ways_cuts_above(cuts, addr + k);
        next = above < cuts->n && cuts->v[above].addr - addr < count ? cuts->v[above].addr - addr
                                                                     : count;
        join_end(&e, vm + k, next - k, ways_cuts_kind(cuts, addr + k), arena);
    }
    return e;
}

/* Numbers + 1 of members of a front: those that fare alike, and the sender, where it is one, by
 * itself. Of others 0. */
static struct ends members_of(const struct network *n, uint32_t to, uint32_t from,
                              const struct ways_cuts *cuts, struct arena *arena)
{
    const struct front *f = n->vm[to].front;
    struct ends e = {.n = 0};
    for (uint32_t i = 0; f != NULL && i < f->n; i++) {
        const uint64_t kind = ways_cuts_kind(cuts, n->vm[f->member[i]].addr);
        join_end(&e, i + 1, 1, f->member[i] == from ? ~kind : kind, arena);
    }
    if (e.n == 0)
        join_end(&e, 0, 1, 0, arena);
    return e;
}

/* --- ways --- */

static bool is_like(const struct ways_kind *a, const struct ways_kind *b)
{
    if (ways_kind_arrives(a) || ways_kind_arrives(b))
        return ways_kind_arrives(a) && ways_kind_arrives(b);
    const struct trace *x = ways_kind_failing(a), *y = ways_kind_failing(b);
    return a->there.arrived == b->there.arrived && x->cause == y->cause &&
           x->here.line == y->here.line && x->here.col == y->here.col;
}

static void keep(struct ways *w, struct ways_kind *k, struct arena *arena)
{
    w->through += ways_kind_arrives(k) ? k->share : 0;
    for (size_t i = 0; i < w->n; i++) {
        if (is_like(w->kind[i], k)) {
            w->kind[i]->share += k->share;
            return;
        }
    }
    ARENA_ROOM(arena, w->kind, w->n, w->cap, 4);
    size_t at = w->n++;
    for (; ways_kind_arrives(k) && at > 0; at--)
        w->kind[at] = w->kind[at - 1];
    w->kind[at] = k;
}

/* Of all hashes there and back, from 0 up: each interval of one way once. */
static void walk_hashes(struct ways *w, const struct network *n, const struct trace_question *out,
                        double share, struct arena *arena)
{
    for (uint64_t there = 0, there_end = 0, back_end = 0; there < UINT64_C(1) << 32;
         there = there_end) {
        for (uint64_t back = 0; back < UINT64_C(1) << 32; back = back_end) {
            struct ways_kind *k = ARENA_NEW(arena, struct ways_kind);
            k->out = k->in = *out;
            k->out.hash = (uint32_t)there;
            k->in.hash = (uint32_t)back;
            k->in.from = out->to;
            k->in.to = out->from;
            k->in.is_answer = true;
            k->in.request = &k->there;
            trace_walk(&k->there, n, &k->out, arena);
            there_end = k->there.hash_end;
            back_end = UINT64_C(1) << 32; /* what does not arrive has no answer */
            if (k->there.arrived) {
                trace_walk(&k->back, n, &k->in, arena);
                back_end = k->back.hash_end;
            }
            k->share = share * (double)(there_end - there) * (double)(back_end - back) / 0x1p64;
            keep(w, k, arena);
        }
    }
}

bool ways_are_there(const struct network *n, uint32_t from, uint32_t to)
{
    const struct topo_vm_group *entry = n->vm[from].declared;
    return !trace_is_front(n, from) && (entry != n->vm[to].declared || entry->count > 1);
}

void ways_find(struct ways *w, const struct network *n, const struct trace_question *out,
               bool are_entries, const struct ways_cuts *cuts, struct arena *arena)
{
    const struct ends from = ends_of(n, out->from, are_entries, cuts, arena),
                      to = ends_of(n, out->to, are_entries, cuts, arena);
    const bool is_inside = are_entries && n->vm[out->from].declared ==
                                              n->vm[out->to].declared; /* nobody sends to himself */
    const double n_from = (double)from.count, n_to = (double)to.count - is_inside;
    *w = (struct ways){.n = 0};
    for (size_t a = 0; a < from.n; a++) {
        for (size_t b = 0; b < to.n; b++) {
            const bool is_one_kind = is_inside && a == b;
            const uint32_t receiver = is_one_kind ? to.v[b].second : to.v[b].number,
                           receivers = to.v[b].count - is_one_kind;
            if (receivers == 0) /* and the second one is no VM of the entry, or none at all */
                continue;
            const struct ends member = members_of(n, receiver, from.v[a].number, cuts, arena);
            const double n_members = (double)member.count;
            for (size_t m = 0; m < member.n; m++) {
                struct trace_question q = *out;
                q.from = from.v[a].number;
                q.to = receiver;
                q.member = member.v[m].number;
                walk_hashes(w, n, &q,
                            from.v[a].count / n_from * receivers / n_to * member.v[m].count /
                                n_members,
                            arena);
            }
        }
    }
    if (w->n == 1) /* what adds up to all is all */
        w->through = ways_kind_arrives(w->kind[0]) ? 1 : 0;
}

const struct ways_kind *ways_worst(const struct ways *w)
{
    const struct ways_kind *worst = NULL;
    for (size_t i = 0; i < w->n; i++)
        if (!ways_kind_arrives(w->kind[i]) && (worst == NULL || w->kind[i]->share > worst->share))
            worst = w->kind[i];
    return worst;
}
