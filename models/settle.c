#include "models/settle.h"

#include "models/appliance.h"
#include "models/control/control.h"
#include "models/control/session.h"
#include "models/front.h"
#include "models/net/link.h"
#include "models/network.h"
#include "models/vpn/gateway.h"
#include "models/watch.h"
#include "sim/base/arena.h"
#include "sim/engine/kernel.h"

#define LOOK (1 * SIM_S) /* between two looks */

struct settle { /* what was up before the first fault, [tunnel] */
    bool *tunnel, *session;
};

static bool is_established(const struct network *n, size_t tunnel)
{
    const struct session *s = n->control->session[tunnel];

    return s != NULL && s->state == SESSION_ESTABLISHED;
}

/* What it says is heard: else its hold timer may be running still. */
static bool is_heard(const struct network *n, size_t tunnel)
{
    return n->control->session[tunnel]->stream.n_timeouts == 0;
}

static void note_before(struct settle *s, const struct network *n)
{
    s->tunnel = ARENA_ARRAY(n->arena, bool, n->n_tunnels);
    s->session = ARENA_ARRAY(n->arena, bool, n->n_tunnels);
    for (size_t i = 0; i < n->n_tunnels; i++) {
        s->tunnel[i] = n->tunnel[i].up;
        s->session[i] = is_established(n, i);
    }
}

static bool is_mended(const struct network *n, const struct settle *s)
{
    for (size_t i = 0; i < n->n_tunnels; i++)
        if ((s->tunnel[i] && !n->tunnel[i].up && !n->tunnel[i].is_idle) ||
            (s->session[i] && !(is_established(n, i) && is_heard(n, i))))
            return false;
    for (size_t i = 0; i < n->n_vms; i++)
        if (n->vm[i].front != NULL && n->vm[i].front->n_serving < n->vm[i].front->n)
            return false;
    return speaker_is_heard(n);
}

static bool is_calm(const struct network *n, const struct settle *s, sim_time_t now)
{
    if (!fault_is_over(n) || !is_mended(n, s))
        return false;
    for (size_t i = 0; i < n->n_flows + n->n_probes; i++)
        if (!watch_goes_on(n, i, now))
            return false;
    return true;
}

/* Who counts what is done up to the end of the run counts up to this. */
static void set_end(struct network *n, sim_time_t at)
{
    n->end_at = at;
    for (size_t i = 0; i < n->n_links; i++)
        n->link[i]->end_at = at;
    for (size_t i = 0; i < n->n_gateways; i++)
        for (int k = 0; k < GATEWAY_INSTANCES; k++)
            for (int way = 0; way < GATEWAY_WAYS; way++)
                n->gateway[i].instance[k].aggregate[way].count_to_at = at;
    for (size_t i = 0; i < n->n_tunnels; i++)
        n->tunnel[i].out.own.count_to_at = n->tunnel[i].in.own.count_to_at = at;
    for (size_t i = 0; i < n->n_vms; i++)
        if (n->vm[i].appliance != NULL)
            n->vm[i].appliance->server.count_to_at = at;
}

static int run_to(struct kernel *k, sim_time_t at)
{
    k->duration = at;
    return kernel_run(k);
}

int settle_run(struct network *n, struct kernel *k)
{
    const sim_time_t calm_dur = n->topo->simulation.settled_for;
    struct settle s;
    bool calm = false;

    if (calm_dur == 0 || n->watch == NULL || !n->watch->has_fault)
        return kernel_run(k);
    sim_time_t now = n->watch->fault_at;
    int err = run_to(k, now);
    note_before(&s, n);
    while (err == 0 && now < n->end_at) {
        now = now + LOOK < n->end_at ? now + LOOK : n->end_at;
        err = run_to(k, now);
        const bool was_calm = calm;
        calm = now < n->end_at && is_calm(n, &s, now);
        if (now < n->end_at && calm != was_calm)
            set_end(n, calm && now + calm_dur < n->duration ? now + calm_dur : n->duration);
    }
    n->duration = n->end_at;
    return err;
}
