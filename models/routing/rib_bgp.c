#include "models/routing/rib_bgp_parts.h"

#include "sim/base/arena.h"

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
static size_t n_names(const struct rib_bgp_session *session)
{
    return session->names != NULL ? 2 : 1;
}

/* Has the teller something that it could tell, by its name number `name`? *as: the prefix's number
 * at the learning end; *len: of the path, as that would have it. */
static bool offers(const struct rib_bgp_speaking *s, const struct rib_bgp_session *session,
                   size_t prefix, size_t name, uint32_t *as, uint32_t *len)
{
    const struct topo_gateway *from = s->router[session->from];
    const struct rib_bgp_entry *e = &s->now[session->from * s->n_prefixes + prefix];
    *as = session->names != NULL ? session->names->as[name][prefix] : (uint32_t)prefix;
    *len = rib_bgp_path_len(e->path) + 1 +
           (uint32_t)(from->device != NULL ? from->device->bgp.prepend : 0);
    return !session->dropped && e->has && *as != RIB_BGP_UNTOLD;
}

/* May it tell that, and will the learner take it? */
static bool tells(const struct rib_bgp_speaking *s, const struct rib_bgp_session *session,
                  size_t prefix, uint32_t as)
{
    const struct rib_bgp_entry *e = &s->now[session->from * s->n_prefixes + prefix];
    return rib_bgp_tells(s->router[session->from], s->router[session->to], s->prefix[prefix],
                         s->prefix[as], e->own, e->path);
}

static bool brings(const struct rib_bgp_speaking *s, const struct rib_bgp_session *session,
                   size_t prefix, size_t name, uint32_t *as, uint32_t *len)
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

static const struct rib_path *extend(struct rib_bgp_speaking *s,
                                     const struct rib_bgp_session *session, size_t prefix)
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
static void take(struct rib_bgp_speaking *s, const struct rib_bgp_session *session, size_t p,
                 size_t name)
{
    uint32_t len, as;
    if (!offers(s, session, p, name, &as, &len)) {
        return;
    }
    struct rib_bgp_entry *e = &s->next[session->to * s->n_prefixes + as];
    if (!e->own && (!e->has || len < rib_bgp_path_len(e->path)) &&
        tells(s, session, p, as)) { /* in order of what they cost */
        const struct rib_bgp_entry *old = &s->now[session->to * s->n_prefixes + as];
        const struct rib_path *path = extend(s, session, p);
        *e = (struct rib_bgp_entry){
            .has = true,
            .path = old->has && rib_bgp_is_same_path(old->path, path) ? old->path : path};
    }
}

/* Everybody takes the best of what the others have now. False: nothing has changed. */
static bool tell(struct rib_bgp_speaking *s)
{
    bool changed = false;
    for (size_t k = 0; k < s->n_routers * s->n_prefixes; k++) {
        s->next[k] = s->now[k].own ? s->now[k] : (struct rib_bgp_entry){.has = false};
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
    struct rib_bgp_entry *swap = s->now;
    s->now = s->next;
    s->next = swap;
    return changed;
}

static bool drop_sessions(struct rib_bgp_speaking *s)
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

static void collect_name(const struct rib_bgp_speaking *s, const struct rib_bgp_session *session,
                         size_t p, size_t name, struct rib_bgp *b, size_t *cap)
{
    uint32_t len, as;
    if (!brings(s, session, p, name, &as, &len)) {
        return;
    }
    const struct rib_bgp_entry *e = &s->now[session->to * s->n_prefixes + as];
    if (e->own || !e->has || len != rib_bgp_path_len(e->path)) {
        return;
    }
    ARENA_ROOM(s->arena, b->learned, b->n_learned, *cap, 64);
    b->learned[b->n_learned++] = (struct rib_route){.prefix = s->prefix[as],
                                                    .connection = session->connection,
                                                    .learned = true,
                                                    .path = e->path};
}

static void collect(const struct rib_bgp_speaking *s, struct rib_bgp *b)
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

static void collect_all(struct rib_bgp_speaking *s, struct rib_bgp *b)
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
    struct rib_bgp_speaking s = {.t = t, .arena = arena};
    *b = (struct rib_bgp){.n_learned = 0};
    rib_bgp_find(&s);
    s.now = ARENA_ARRAY(own, struct rib_bgp_entry, s.n_routers * s.n_prefixes);
    s.next = ARENA_ARRAY(own, struct rib_bgp_entry, s.n_routers * s.n_prefixes);
    do {
        rib_bgp_start(&s);
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
