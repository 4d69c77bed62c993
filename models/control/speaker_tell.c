/*
 * What a speaker chooses of what it hears, and what it tells its peers.
 */
#include "models/control/speaker_parts.h"

#include "models/build.h"
#include "models/control/control.h"
#include "models/control/session.h"
#include "models/net/region.h"
#include "sim/base/arena.h"

static bool owns(const struct speaker *s, uint32_t prefix)
{
    return s->own != NULL && s->own[prefix] && !s->is_gone;
}

const struct rib_path *speaker_choose(const struct speaker *s, uint32_t prefix)
{
    const struct rib_path *best = NULL;

    for (size_t i = 0; i < s->n_ends && !owns(s, prefix) && !s->is_gone; i++) {
        const struct rib_path *p = s->end[i].in != NULL ? s->end[i].in[prefix] : NULL;
        if (p != NULL && (best == NULL || p->len < best->len))
            best = p;
    }
    return best;
}

/* --- telling --- */

static void tunnels_of(const struct network *n, const struct speaker_end *e, uint32_t *first,
                       uint32_t *end)
{
    const size_t c = BUILD_INDEX(n->topo->connections, e->connection);

    *first = n->first_tunnel[c];
    *end = c + 1 < n->topo->n_ends ? n->first_tunnel[c + 1] : (uint32_t)n->n_tunnels;
}

/* Up to which number nobody reads the end's list any more: the peer has gone on, and so have the
 * sessions that tell it. A capture reads it again. */
static uint32_t read_until(const struct region *r, const struct speaker_end *e)
{
    const struct network *n = r->net;
    uint32_t until = n->capture != NULL ? 0 : e->peer->n_taken, first, end;

    tunnels_of(n, e, &first, &end);
    for (uint32_t t = first; t < end; t++) {
        const struct session *s = n->control->session[t];
        if (s != NULL && s->state >= SESSION_OPENING && s->n_sent < until)
            until = s->n_sent;
    }
    return until;
}

/* An entry for the list's end: one of its beginning, or a new one. */
static struct speaker_news *news_take(struct region *r, struct speaker_end *e)
{
    struct speaker_news *news = e->oldest;

    if (e->n_old >= read_until(r, e))
        return ARENA_NEW(r->lp.arena, struct speaker_news);
    e->oldest = news->next;
    e->n_old++;
    return news;
}

void speaker_tell(struct region *r, struct speaker_end *e, uint32_t name,
                  const struct rib_path *path)
{
    struct speaker_news *news = news_take(r, e);

    *news = (struct speaker_news){.prefix = name, .path = path};
    e->last->next = news;
    e->last = news;
    e->n_told++;
    e->out[name] = path;
}

/* The path as peers have it: one for all prefixes that come by it. */
static const struct rib_path *extend(struct region *r, struct speaker *s,
                                     const struct rib_path *path)
{
    struct speaker_path *p = s->path;

    while (p != NULL && !rib_bgp_is_same_path(p->of, path))
        p = p->next;
    if (p == NULL) {
        p = ARENA_NEW(r->lp.arena, struct speaker_path);
        *p = (struct speaker_path){.of = path,
                                   .as = rib_bgp_extend(s->gateway->declared, path, r->lp.arena),
                                   .next = s->path};
        s->path = p;
    }
    return p->as;
}

/* What the peer is to know of a prefix now, by that name, whatever else it has under it. */
static const struct rib_path *of_prefix(struct region *r, const struct speaker_end *e,
                                        uint32_t prefix, uint32_t name)
{
    struct speaker *s = e->speaker;
    const struct rib_path *path = s->best[prefix];
    const bool own = owns(s, prefix);
    const struct ip4_prefix *all = r->net->control->prefix;

    if ((!own && path == NULL) ||
        !rib_bgp_tells(s->gateway->declared, e->peer->speaker->gateway->declared, all[prefix],
                       all[name], own, path))
        return NULL;
    return extend(r, s, path);
}

const struct rib_path *speaker_to_tell(struct region *r, const struct speaker_end *e, uint32_t name)
{
    const struct rib_path *best = NULL;

    if (e->names == NULL)
        return of_prefix(r, e, name, name);
    for (uint32_t p = 0; p < r->net->control->n_prefixes; p++) {
        if (e->names->as[0][p] != name && e->names->as[1][p] != name)
            continue;
        const struct rib_path *path = of_prefix(r, e, p, name);
        if (path != NULL && (best == NULL || path->len < best->len))
            best = path;
    }
    return best;
}

void speaker_update_peers(struct region *r, struct speaker_end *e, sim_time_t now)
{
    const struct network *n = r->net;
    uint32_t first, end;

    tunnels_of(n, e, &first, &end);
    for (uint32_t t = first; t < end; t++)
        if (n->control->session[t] != NULL)
            session_update(n->control->session[t], now);
}

void speaker_tell_changes(struct region *r, struct speaker *s, sim_time_t now)
{
    for (size_t i = 0; i < s->n_ends; i++) {
        struct speaker_end *e = &s->end[i];
        if (e->n_sessions == 0)
            continue;
        for (uint32_t p = 0; p < r->net->control->n_prefixes; p++) {
            const struct rib_path *path = speaker_to_tell(r, e, p);
            if (!rib_bgp_is_same_path(path, e->out[p]))
                speaker_tell(r, e, p, path);
        }
        speaker_update_peers(r, e, now);
    }
}
