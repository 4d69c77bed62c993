#include "models/routing/rib_bgp.h"

#include <stdlib.h>
#include <string.h>

#include "models/routing/nat.h"
#include "sim/base/arena.h"

/* What a router has for a prefix. */
struct entry {
    const struct rib_path *path; /* NULL: its own, or nothing */
    bool own, has;
};

struct session { /* as the receiving end sees it */
    const struct topo_connection *connection;
    uint32_t to, from;                 /* routers: the one that learns, the one that tells */
    const struct rib_bgp_names *names; /* NULL: as the teller has them */
    bool dropped;                      /* too many prefixes */
};

struct speaking {
    const struct topo *t;
    struct arena *arena;
    const struct topo_gateway **router;
    uint32_t *number; /* [endpoint] */
    size_t n_routers;
    struct session *session;
    size_t n_sessions;
    struct ip4_prefix *prefix; /* all that anybody tells, sorted */
    size_t n_prefixes, cap_prefixes;
    struct entry *now, *next; /* [router * n_prefixes + prefix] */
};

/* --- who speaks, and what of his own --- */

static void find_sessions(struct speaking *s)
{
    s->session = ARENA_ARRAY(s->arena, struct session, s->t->n_ends);
    s->router = ARENA_ARRAY(s->arena, const struct topo_gateway *, s->t->n_endpoints);
    s->number = ARENA_ARRAY(s->arena, uint32_t, s->t->n_endpoints);
    memset(s->number, 0xff, s->t->n_endpoints * sizeof *s->number);
    for (size_t i = 0; i < s->t->n_ends; i++) {
        const struct topo_connection *c = &s->t->connections[i];
        if (rib_session(c) != RIB_SESSION) {
            continue;
        }
        const struct topo_gateway *end[] = {c->from, c->to};
        for (int k = 0; k < 2; k++) {
            uint32_t *number = &s->number[end[k] - s->t->gateways];
            if (*number == UINT32_MAX) {
                *number = (uint32_t)s->n_routers;
                s->router[s->n_routers++] = end[k];
            }
        }
        s->session[s->n_sessions++] = (struct session){.connection = c,
                                                       .to = s->number[c->from - s->t->gateways],
                                                       .from = s->number[c->to - s->t->gateways]};
    }
}

struct part { /* of what a gateway tells as its own, or all of one prefix of it */
    struct ip4_prefix p;
    bool is_inside, is_all;
};

static void compare_part(void *arg, struct ip4_prefix p)
{
    struct part *part = arg;
    part->is_inside = part->is_inside || ip4_prefix_contains(p, part->p);
    part->is_all = part->is_all || ip4_prefix_equal(p, part->p);
}

/* Does a rule rename a part of what is behind a gateway, which it does not tell as it is? */
static bool is_part(const struct topo_gateway *g, const struct effective_view *view,
                    struct ip4_prefix p)
{
    struct part part = {.p = p};
    rib_each_behind(g, view, compare_part, &part);
    return part.is_inside && !part.is_all;
}

/* The parts that a connection's rules rename, if BGP tells of them. */
static void each_part(const struct topo_connection *c, const struct effective_view *view,
                      rib_prefix_fn *fn, void *arg)
{
    for (size_t k = 0; c->from->translates_bgp && c->enable_bgp && k < c->n_egress; k++) {
        if (is_part(c->from, view, c->egress[k]->internal.v[0])) {
            fn(arg, c->egress[k]->internal.v[0]);
        }
    }
}

void rib_bgp_each_own(const struct topo *t, const struct topo_gateway *g,
                      const struct effective_view *view, rib_prefix_fn *fn, void *arg)
{
    if (g->device != NULL) {
        rib_each_prefix(g->device->bgp.advertised.n > 0 ? &g->device->bgp.advertised
                                                        : &g->vnet->prefixes,
                        fn, arg);
        return;
    }
    rib_each_behind(g, view, fn, arg);
    for (size_t i = 0; i < t->n_connections; i++) {
        const struct topo_connection *c = &t->connections[i];
        for (size_t k = 0; c->from == g && c->to_lng != NULL && k < c->to_lng->prefixes.n; k++) {
            nat_each_told_here(c, c->to_lng->prefixes.v[k], fn, arg);
        }
        if (c->from == g) {
            each_part(c, view, fn, arg);
        }
    }
}

static void note_prefix(void *arg, struct ip4_prefix p)
{
    struct speaking *s = arg;
    if (s->n_prefixes == s->cap_prefixes) {
        s->cap_prefixes = s->cap_prefixes == 0 ? 64 : s->cap_prefixes * 2;
        struct ip4_prefix *more = ARENA_ARRAY(s->arena, struct ip4_prefix, s->cap_prefixes);
        if (s->n_prefixes > 0) {
            memcpy(more, s->prefix, s->n_prefixes * sizeof *more);
        }
        s->prefix = more;
    }
    s->prefix[s->n_prefixes++] = p;
}

static int by_address(const void *x, const void *y)
{
    const struct ip4_prefix *a = x, *b = y;
    return a->addr != b->addr ? (a->addr < b->addr ? -1 : 1) : a->len - b->len;
}

static void sort_prefixes(struct speaking *s)
{
    size_t kept = 0;
    if (s->n_prefixes > 1) {
        qsort(s->prefix, s->n_prefixes, sizeof *s->prefix, by_address);
    }
    for (size_t i = 0; i < s->n_prefixes; i++) {
        if (kept == 0 || !ip4_prefix_equal(s->prefix[kept - 1], s->prefix[i])) {
            s->prefix[kept++] = s->prefix[i];
        }
    }
    s->n_prefixes = kept;
}

static uint32_t number_of(const struct speaking *s, struct ip4_prefix p)
{
    const struct ip4_prefix *at = bsearch(&p, s->prefix, s->n_prefixes, sizeof p, by_address);
    return (uint32_t)(at - s->prefix);
}

/* Each session's new names, until none is new: what a gateway has learned under a new name it may
 * tell under another. */
static void find_prefixes(struct speaking *s)
{
    for (size_t i = 0; i < s->n_routers; i++) {
        rib_bgp_each_own(s->t, s->router[i], NULL, note_prefix, s);
    }
    sort_prefixes(s);
    for (size_t before = 0, round = 0; before != s->n_prefixes && round < 8; round++) {
        before = s->n_prefixes;
        for (size_t i = 0; i < s->n_sessions && nat_is_used(s->t); i++) {
            for (size_t p = 0; p < before; p++) {
                nat_each_told(s->session[i].connection, s->prefix[p], note_prefix, s);
            }
        }
        sort_prefixes(s);
    }
}

struct naming {
    const struct speaking *s;
    uint32_t as[2];
    size_t n;
    bool renamed;
    struct ip4_prefix p;
};

static void note_name(void *arg, struct ip4_prefix as)
{
    struct naming *n = arg;
    const uint32_t number = number_of(n->s, as);
    const bool again = (n->n > 0 && n->as[0] == number) || (n->n > 1 && n->as[1] == number);
    n->renamed = n->renamed || !ip4_prefix_equal(as, n->p);
    if (!again && n->n < 2) {
        n->as[n->n++] = number;
    }
}

static bool is_told_as_part(const struct topo *t, const struct topo_gateway *g, struct ip4_prefix p)
{
    struct part part = {.p = p};
    for (size_t i = 0; i < t->n_connections; i++) {
        if (t->connections[i].from == g) {
            each_part(&t->connections[i], NULL, compare_part, &part);
        }
    }
    return part.is_all;
}

/* Of the sessions that rename: what each prefix is called at the learning end. */
static void find_names(struct speaking *s)
{
    for (size_t i = 0; i < s->n_sessions && nat_is_used(s->t); i++) {
        struct session *session = &s->session[i];
        const struct topo_gateway *from = s->router[session->from];
        struct rib_bgp_names *names = ARENA_NEW(s->arena, struct rib_bgp_names);
        uint32_t *as[] = {ARENA_ARRAY(s->arena, uint32_t, s->n_prefixes),
                          ARENA_ARRAY(s->arena, uint32_t, s->n_prefixes)};
        for (size_t p = 0; p < s->n_prefixes; p++) {
            struct naming n = {.s = s, .as = {RIB_BGP_UNTOLD, RIB_BGP_UNTOLD}, .p = s->prefix[p]};
            nat_each_told(session->connection, n.p, note_name, &n);
            const bool untold =
                !n.renamed && from->device == NULL && is_told_as_part(s->t, from, n.p);
            as[0][p] = untold ? RIB_BGP_UNTOLD : n.as[0];
            as[1][p] = n.as[1];
        }
        *names = (struct rib_bgp_names){{as[0], as[1]}};
        session->names = names;
    }
}

struct owning {
    struct speaking *s;
    struct entry *row;
};

static void mark_own(void *arg, struct ip4_prefix p)
{
    const struct owning *o = arg;
    o->row[number_of(o->s, p)] = (struct entry){.own = true, .has = true};
}

static void start(struct speaking *s)
{
    for (size_t r = 0; r < s->n_routers; r++) {
        struct owning o = {s, &s->now[r * s->n_prefixes]};
        memset(o.row, 0, s->n_prefixes * sizeof *o.row);
        rib_bgp_each_own(s->t, s->router[r], NULL, mark_own, &o);
    }
}

/* --- telling --- */

bool rib_bgp_is_in_path(const struct rib_path *p, int64_t asn)
{
    for (; p != NULL; p = p->next) {
        if (p->asn == asn) {
            return true;
        }
    }
    return false;
}

static bool overlaps_network(const struct topo_gateway *g, struct ip4_prefix p)
{
    for (size_t i = 0; i < g->vnet->prefixes.n; i++) {
        if (ip4_prefix_overlaps(g->vnet->prefixes.v[i], p)) {
            return true;
        }
    }
    return false;
}

static bool is_inside_network(const struct topo_gateway *g, struct ip4_prefix p)
{
    for (size_t i = 0; i < g->vnet->prefixes.n; i++) {
        if (ip4_prefix_contains(g->vnet->prefixes.v[i], p)) {
            return true;
        }
    }
    return false;
}

bool rib_bgp_tells(const struct topo_gateway *from, const struct topo_gateway *to,
                   struct ip4_prefix p, struct ip4_prefix as, bool own, const struct rib_path *path)
{
    if ((p.len == 0 && from->device == NULL) || (!own && overlaps_network(from, p))) {
        return false;
    }
    return !rib_bgp_is_in_path(path, rib_asn(to)) && !is_inside_network(to, as);
}

/* How many names prefixes may have over it. */
static size_t n_names(const struct session *session)
{
    return session->names != NULL ? 2 : 1;
}

/* Has the teller something that it could tell, by its name number `name`? *as: the prefix's number
 * at the learning end; *len: of the path, as that would have it. */
static bool offers(const struct speaking *s, const struct session *session, size_t prefix,
                   size_t name, uint32_t *as, uint32_t *len)
{
    const struct topo_gateway *from = s->router[session->from];
    const struct entry *e = &s->now[session->from * s->n_prefixes + prefix];
    *as = session->names != NULL ? session->names->as[name][prefix] : (uint32_t)prefix;
    *len = rib_bgp_path_len(e->path) + 1 +
           (uint32_t)(from->device != NULL ? from->device->bgp.prepend : 0);
    return !session->dropped && e->has && *as != RIB_BGP_UNTOLD;
}

/* May it tell that, and will the learner take it? */
static bool tells(const struct speaking *s, const struct session *session, size_t prefix,
                  uint32_t as)
{
    const struct entry *e = &s->now[session->from * s->n_prefixes + prefix];
    return rib_bgp_tells(s->router[session->from], s->router[session->to], s->prefix[prefix],
                         s->prefix[as], e->own, e->path);
}

static bool brings(const struct speaking *s, const struct session *session, size_t prefix,
                   size_t name, uint32_t *as, uint32_t *len)
{
    return offers(s, session, prefix, name, as, len) && tells(s, session, prefix, *as);
}

const struct rib_path *rib_bgp_extend(const struct topo_gateway *from, const struct rib_path *path,
                                      struct arena *arena)
{
    for (int64_t k = from->device != NULL ? from->device->bgp.prepend : 0; k >= 0; k--) {
        struct rib_path *p = ARENA_NEW(arena, struct rib_path);
        *p = (struct rib_path){
            .asn = (uint32_t)rib_asn(from), .len = rib_bgp_path_len(path) + 1, .next = path};
        path = p;
    }
    return path;
}

static const struct rib_path *extend(struct speaking *s, const struct session *session,
                                     size_t prefix)
{
    return rib_bgp_extend(s->router[session->from],
                          s->now[session->from * s->n_prefixes + prefix].path, s->arena);
}

bool rib_bgp_is_same_path(const struct rib_path *a, const struct rib_path *b)
{
    while (a != NULL && b != NULL && a != b && a->asn == b->asn && a->len == b->len) {
        a = a->next;
        b = b->next;
    }
    return a == b;
}

/* The learner takes a prefix by one of its names when it has nothing better yet. */
static void take(struct speaking *s, const struct session *session, size_t p, size_t name)
{
    uint32_t len, as;
    if (!offers(s, session, p, name, &as, &len)) {
        return;
    }
    struct entry *e = &s->next[session->to * s->n_prefixes + as];
    if (!e->own && (!e->has || len < rib_bgp_path_len(e->path)) &&
        tells(s, session, p, as)) { /* in order of what they cost */
        const struct entry *old = &s->now[session->to * s->n_prefixes + as];
        const struct rib_path *path = extend(s, session, p);
        *e = (struct entry){.has = true,
                            .path = old->has && rib_bgp_is_same_path(old->path, path) ? old->path
                                                                                      : path};
    }
}

/* Everybody takes the best of what the others have now. False: nothing has changed. */
static bool tell(struct speaking *s)
{
    bool changed = false;
    for (size_t k = 0; k < s->n_routers * s->n_prefixes; k++) {
        s->next[k] = s->now[k].own ? s->now[k] : (struct entry){.has = false};
    }
    for (size_t i = 0; i < s->n_sessions; i++) {
        for (size_t k = 0; k < n_names(&s->session[i]); k++) {
            for (size_t p = 0; p < s->n_prefixes; p++) {
                take(s, &s->session[i], p, k);
            }
        }
    }
    for (size_t k = 0; k < s->n_routers * s->n_prefixes; k++) {
        changed = changed || s->next[k].has != s->now[k].has || s->next[k].path != s->now[k].path;
    }
    struct entry *swap = s->now;
    s->now = s->next;
    s->next = swap;
    return changed;
}

static bool drop_sessions(struct speaking *s)
{
    bool dropped = false;
    for (size_t i = 0; i < s->n_sessions; i++) {
        size_t n = 0;
        uint32_t len, as;
        for (size_t p = 0; p < s->n_prefixes; p++) {
            for (size_t k = 0; k < n_names(&s->session[i]); k++) {
                n += brings(s, &s->session[i], p, k, &as, &len);
            }
        }
        if (n > RIB_PREFIXES_MAX && s->router[s->session[i].to]->device == NULL) {
            dropped = true;
            for (size_t k = 0; k < s->n_sessions; k++) { /* both ends of it */
                const struct topo_connection *c = s->session[k].connection;
                s->session[k].dropped = s->session[k].dropped || c == s->session[i].connection ||
                                        c == s->session[i].connection->reverse;
            }
        }
    }
    return dropped;
}

static void collect_name(const struct speaking *s, const struct session *session, size_t p,
                         size_t name, struct rib_bgp *b, size_t *cap)
{
    uint32_t len, as;
    if (!brings(s, session, p, name, &as, &len)) {
        return;
    }
    const struct entry *e = &s->now[session->to * s->n_prefixes + as];
    if (e->own || !e->has || len != rib_bgp_path_len(e->path)) {
        return;
    }
    if (b->n_learned == *cap) {
        *cap = *cap == 0 ? 64 : *cap * 2;
        struct rib_route *more = ARENA_ARRAY(s->arena, struct rib_route, *cap);
        if (b->n_learned > 0) {
            memcpy(more, b->learned, b->n_learned * sizeof *more);
        }
        b->learned = more;
    }
    b->learned[b->n_learned++] = (struct rib_route){.prefix = s->prefix[as],
                                                    .connection = session->connection,
                                                    .learned = true,
                                                    .path = e->path};
}

static void collect(const struct speaking *s, struct rib_bgp *b)
{
    size_t cap = 0;
    for (size_t i = 0; i < s->n_sessions; i++) {
        for (size_t p = 0; p < s->n_prefixes; p++) {
            for (size_t k = 0; k < n_names(&s->session[i]); k++) {
                collect_name(s, &s->session[i], p, k, b, &cap);
            }
        }
    }
}

static void collect_all(struct speaking *s, struct rib_bgp *b)
{
    bool *has_session = ARENA_ARRAY(s->arena, bool, s->t->n_ends);
    b->prefix = s->prefix;
    b->n_prefixes = s->n_prefixes;
    b->told = ARENA_ARRAY(s->arena, const struct rib_path *, s->t->n_ends * s->n_prefixes);
    b->own = ARENA_ARRAY(s->arena, const bool *, s->t->n_endpoints);
    b->has_session = has_session;
    b->names = ARENA_ARRAY(s->arena, const struct rib_bgp_names *, s->t->n_ends);
    for (size_t i = 0; i < s->n_sessions; i++) {
        const size_t c = (size_t)(s->session[i].connection - s->t->connections);
        has_session[c] = !s->session[i].dropped;
        b->names[c] = s->session[i].names;
        for (size_t p = 0; p < s->n_prefixes; p++) {
            uint32_t len, as;
            for (size_t k = 0; k < n_names(&s->session[i]); k++) {
                if (!brings(s, &s->session[i], p, k, &as, &len)) {
                    continue;
                }
                const struct rib_path **told = &b->told[c * s->n_prefixes + as];
                if (*told == NULL || len < (*told)->len) {
                    *told = extend(s, &s->session[i], p);
                }
            }
        }
    }
    for (size_t r = 0; r < s->n_routers; r++) {
        bool *own = ARENA_ARRAY(s->arena, bool, s->n_prefixes);
        for (size_t p = 0; p < s->n_prefixes; p++) {
            own[p] = s->now[r * s->n_prefixes + p].own;
        }
        b->own[s->router[r] - s->t->gateways] = own;
    }
}

void rib_bgp_converge(struct rib_bgp *b, const struct topo *t, bool all, struct arena *arena)
{
    struct arena *own = arena_new();
    struct speaking s = {.t = t, .arena = arena};
    *b = (struct rib_bgp){.n_learned = 0};
    find_sessions(&s);
    find_prefixes(&s);
    find_names(&s);
    s.now = ARENA_ARRAY(own, struct entry, s.n_routers * s.n_prefixes);
    s.next = ARENA_ARRAY(own, struct entry, s.n_routers * s.n_prefixes);
    do {
        start(&s);
        /* shortest paths without a preference of anybody's own settle after as many rounds as the
         * longest path has steps */
        for (size_t round = 0; round <= s.n_routers * 12 && tell(&s); round++) {
        }
    } while (drop_sessions(&s));
    collect(&s, b);
    if (all) {
        collect_all(&s, b);
    }
    arena_free(own);
}
