#include "models/control/speaker_parts.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "models/build.h"
#include "models/control/control.h"
#include "models/control/session.h"

#define OWNER_OF(member_ptr, type, member)                                                         \
    ((type *)(void *)((char *)(member_ptr)-offsetof(type, member)))

static void changed(struct region *r, struct speaker *s, sim_time_t now)
{
    for (uint32_t p = 0; p < r->net->control->n_prefixes && s->best != NULL; p++)
        s->best[p] = speaker_choose(s, p);
    speaker_publish(r, s, now);
    if (s->best != NULL)
        speaker_tell_changes(r, s, now);
}

void speaker_end_restart(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct speaker *s = OWNER_OF(ev, struct speaker, restart_ev);

    lp_cancel(lp, ev);
    for (size_t i = 0; i < s->n_ends; i++)
        s->end[i].restarts = false;
    changed(s->region, s, now);
}

/* The list from its number `n` on. */
static void skip_to(struct speaker_end *e, uint32_t n)
{
    while (e->n_taken < n) {
        e->taken = e->taken->next;
        e->n_taken++;
    }
}

void speaker_session_up(struct region *r, struct speaker_end *e, uint32_t from, sim_time_t now)
{
    if (e->n_sessions++ == 0)
        skip_to(e, from);
    for (uint32_t p = 0; p < r->net->control->n_prefixes;
         p++) { /* all of it: the peer may know nothing */
        const struct rib_path *path = speaker_to_tell(r, e, p);
        if (path != NULL || e->out[p] != NULL)
            speaker_tell(r, e, p, path);
    }
    speaker_update_peers(r, e, now);
}

void speaker_session_down(struct region *r, struct speaker_end *e, sim_time_t now)
{
    if (--e->n_sessions > 0)
        return;
    if (speaker_is_silent(e->speaker) && e->n_in > 0) {
        e->restarts = true;
        lp_at(&r->lp, &e->speaker->restart_ev, now + rib_hold_time(e->speaker->gateway->declared));
    }
    for (uint32_t p = 0; p < r->net->control->n_prefixes; p++)
        e->in[p] = e->out[p] = NULL;
    e->n_in = 0;
    changed(r, e->speaker, now);
}

bool speaker_take(struct region *r, struct speaker_end *e, uint32_t n, sim_time_t now)
{
    const struct topo_gateway *own = e->speaker->gateway->declared;

    if (n <= e->n_taken)
        return true;
    e->restarts = false;
    while (e->n_taken < n) {
        e->taken = e->taken->next;
        e->n_taken++;
        e->n_in += (e->taken->path != NULL) - (e->in[e->taken->prefix] != NULL);
        e->in[e->taken->prefix] = e->taken->path;
    }
    if (e->n_in > RIB_PREFIXES_MAX && own->device == NULL) {
        e->refused = true;
        return false;
    }
    changed(r, e->speaker, now);
    return true;
}

void speaker_set_gone(struct region *r, struct speaker *s, bool is_gone, sim_time_t now)
{
    s->is_gone = is_gone;
    changed(r, s, now);
}

struct owning {
    const struct control *control;
    bool *own;
};

static int by_address(const void *x, const void *y)
{
    const struct ip4_prefix *a = x, *b = y;

    return a->addr != b->addr ? (a->addr < b->addr ? -1 : 1) : a->len - b->len;
}

static void mark_own(void *arg, struct ip4_prefix p)
{
    const struct owning *o = arg;
    const struct ip4_prefix *at =
        bsearch(&p, o->control->prefix, o->control->n_prefixes, sizeof p, by_address);

    o->own[at - o->control->prefix] = true;
}

void speaker_look(struct region *r, struct speaker *s, sim_time_t now)
{
    const struct control *c = r->net->control;
    struct owning o = {c, s->own};

    if (s->own == NULL)
        return;
    memset(s->own, 0, c->n_prefixes * sizeof *s->own);
    rib_bgp_each_own(r->net->topo, s->gateway->declared, &c->view[r->index]->known, mark_own, &o);
    changed(r, s, now);
}

void speaker_tunnel_changed(void *arg, struct region *r, struct tunnel *t, bool up, sim_time_t now)
{
    struct speaker *s = arg;
    struct session *session = r->net->control->session[t->number];

    if (t->on_demand) /* idle it waits for a packet: routes lead to it still */
        return;
    for (size_t i = 0; i < s->n_ends; i++) {
        struct speaker_end *e = &s->end[i];
        if (e->connection != t->declared)
            continue;
        e->n_up = up ? e->n_up + 1 : e->n_up - 1;
        const bool first = up && !e->was_up;
        e->was_up = e->was_up || up;
        if (session != NULL)
            session_tunnel(r, session, up, now);
        if (s->gateway->declared->device != NULL && !first && e->n_up == (up ? 1 : 0))
            changed(r, s, now);
    }
}
