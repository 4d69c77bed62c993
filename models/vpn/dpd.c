#include <stddef.h>

#include "models/network.h"
#include "models/vpn/tunnel.h"

#define OWNER_OF(member_ptr, type, member)                                                         \
    ((type *)(void *)((char *)(member_ptr)-offsetof(type, member)))

static void check(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct region *r = OWNER_OF(lp, struct region, lp);
    struct tunnel *t = OWNER_OF(ev, struct tunnel, dpd_ev);
    const sim_time_t first_at = t->heard_at + t->dpd_interval, dead_at = first_at + t->dpd_timeout;

    if (now < first_at) { /* something has come since: only now is the clock set on, not with each
                             packet */
        lp_at(lp, ev, first_at);
        return;
    }
    if (now >= dead_at) {
        tunnel_note(t, now, "dpd_timeout", "no answer within dpd_timeout");
        tunnel_go_down(r, t, now, "dpd_timeout");
        tunnel_ike_start(t, now);
        return;
    }
    rekey_check(t, now);
    lp_at(lp, ev, now + t->dpd_interval < dead_at ? now + t->dpd_interval : dead_at);
}

void tunnel_dpd_attach(struct tunnel *t)
{
    lp_add_event(&t->from->region->lp, &t->dpd_ev, check);
}

void tunnel_dpd_start(struct tunnel *t, sim_time_t now)
{
    t->heard_at = now;
    if (t->dpd_interval > 0)
        lp_at(&t->from->region->lp, &t->dpd_ev, now + t->dpd_interval);
}

void tunnel_dpd_receive(struct tunnel *t, const struct packet *p, sim_time_t now)
{
    if (!t->up) /* it has no SA to read the message with */
        return;
    t->heard_at = now;
    tunnel_ike_answer(t, p, IKE_ALIVE_OK, now);
}
