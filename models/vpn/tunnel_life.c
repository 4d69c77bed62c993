#include "models/net/link.h"
#include "models/network.h"
#include "models/vpn/tunnel.h"
#include "sim/base/assert.h"

static void tell(struct region *r, struct tunnel *t, sim_time_t now)
{
    for (struct tunnel_watch *w = t->watch; w != NULL; w = w->next)
        w->changed(w->arg, r, t, t->up, now);
}

void tunnel_watch_add(struct tunnel *t, struct tunnel_watch *w)
{
    struct tunnel_watch **last = &t->watch;

    while (*last != NULL)
        last = &(*last)->next;
    w->next = NULL;
    *last = w;
}

static sim_time_t later(sim_time_t a, sim_time_t b)
{
    return a > b ? a : b;
}

void tunnel_come_up(struct region *r, struct tunnel *t, sim_time_t now)
{
    tunnel_dpd_start(t, now);
    t->n_sas++;
    if (t->up) {
        tunnel_note(t, now, "replaced", "the other end has begun anew: INITIAL_CONTACT");
        t->up = false;
        tell(r, t, now);
        t->up = true;
        t->up_at = now;
        tell(r, t, now);
        return;
    }
    t->up = true;
    t->up_at = now;
    if (now > r->net->warmup)
        t->down_dur += now - later(t->down_at, r->net->warmup);
    t->is_idle = false;
    tunnel_note(t, now, "up", t->esp->name);
    lp_cancel(&r->lp, &t->ike_ev);
    tell(r, t, now);
}

void tunnel_go_down(struct region *r, struct tunnel *t, sim_time_t now, const char *detail)
{
    const bool was_up = t->up;

    lp_cancel(&r->lp, &t->ike_ev);
    rekey_end(t);
    lp_cancel(&r->lp, &t->dpd_ev);
    t->ike.phase = IKE_IDLE;
    t->is_idle = false;
    if (!was_up)
        return;
    t->up = false;
    t->down_at = now;
    tunnel_note(t, now, "down", detail);
    tell(r, t, now);
}

void tunnel_wake(struct tunnel *t, sim_time_t now)
{
    if (!t->is_idle || t->cut || t->declared->mode == TOPO_RESPONDER_ONLY)
        return;
    tunnel_note(t, now, "wake", "a packet wants to go through");
    tunnel_ike_start(t, now);
}

void tunnel_cut(struct region *r, struct tunnel *t, sim_time_t now, const char *detail)
{
    if (t->cut)
        return;
    t->cut = true;
    tunnel_note(t, now, "cut", detail);
    tunnel_go_down(r, t, now, detail);
}

void tunnel_restore(struct region *r, struct tunnel *t, sim_time_t now, const char *detail)
{
    (void)r;
    if (!t->cut)
        return;
    t->cut = false;
    tunnel_note(t, now, "restore", detail);
    tunnel_ike_start(t, now);
}

void tunnel_restart(struct region *r, struct tunnel *t, sim_time_t now, const char *detail)
{
    tunnel_cut(r, t, now, detail);
    tunnel_restore(r, t, now, detail);
}

void tunnel_hold(struct region *r, struct tunnel *t, sim_time_t now, const char *detail)
{
    if (t->n_holds++ == 0)
        tunnel_cut(r, t, now, detail);
}

void tunnel_release(struct region *r, struct tunnel *t, sim_time_t now, const char *detail)
{
    SIM_ASSERT(t->n_holds > 0);
    if (--t->n_holds == 0)
        tunnel_restore(r, t, now, detail);
}

void tunnel_say_goodbye(struct tunnel *t, sim_time_t now)
{
    rekey_close(t, now);
}

uint32_t tunnel_path(const struct tunnel *t, uint32_t n_moves)
{
    double u =
        t->quantile +
        n_moves *
            0.6180339887498949; /* spread evenly (golden ratio), as further targets of a flow */

    return (uint32_t)((u - (double)(uint64_t)u) * t->link->n_paths);
}

sim_time_t tunnel_down_dur(const struct tunnel *t, sim_time_t from_at, sim_time_t to_at)
{
    return t->down_dur + (t->up ? 0 : to_at - later(t->down_at, from_at));
}
