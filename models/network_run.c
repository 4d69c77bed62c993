/*
 * Runs a network: starts what acts, lets the kernel go to the end, and closes the accounts.
 */
#include "models/network.h"

#include "models/appliance.h"
#include "models/control/control.h"
#include "models/flow/service.h"
#include "models/net/link.h"
#include "models/probe.h"
#include "models/reserve.h"
#include "models/series.h"
#include "models/settle.h"
#include "models/steady.h"
#include "models/trace/lives.h"
#include "models/trace/stays.h"
#include "models/vpn/tunnel.h"
#include "models/watch.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/engine/kernel.h"

/* Sent = received + dropped + in flight, where what is in flight is counted where it stands. */
static void assert_conservation(const struct network *n)
{
    uint64_t injected = 0, delivered = 0, dropped = 0, in_flight = 0;

    for (size_t i = 0; i < n->n_regions; i++) {
        injected += n->region[i]->n_injected;
        delivered += n->region[i]->n_delivered;
        dropped += n->region[i]->n_dropped;
    }
    for (size_t i = 0; i < n->n_links; i++)
        in_flight += link_in_flight(n->link[i]);
    for (size_t i = 0; i < n->n_gateways; i++)
        in_flight += gateway_in_flight(&n->gateway[i]);
    for (size_t i = 0; i < n->n_vms; i++)
        in_flight += n->vm[i].appliance != NULL ? n->vm[i].appliance->fifo.n : 0;
    for (size_t i = 0; i < n->n_tunnels; i++)
        in_flight += tunnel_in_flight(&n->tunnel[i]);
    SIM_ASSERT(injected == delivered + dropped + in_flight);
    for (size_t i = 0; i < n->n_flows + n->n_probes; i++) {
        struct flow_count fwd = network_flow_fwd(n, i), rev = network_flow_rev(n, i);
        SIM_ASSERT(fwd.received + fwd.dropped <= fwd.offered);
        SIM_ASSERT(rev.received + rev.dropped <= rev.offered);
    }
}

struct looking { /* between windows */
    const struct network_run *run;
    struct network *net;
    bool is_warm;
};

static void look(void *arg, sim_time_t now)
{
    struct looking *l = arg;

    if (!l->is_warm && now >= l->net->warmup) {
        l->is_warm = true;
        reserve_memory(l->net);
    }
    lives_look(l->net, now);
    stays_look(l->net, now);
    if (l->run->progress != NULL)
        l->run->progress(l->run->progress_arg, now);
}

int network_run(struct network *n, const struct network_run *run)
{
    struct looking looking = {.run = run, .net = n, .is_warm = n->warmup == 0};
    struct lp **lps = ARENA_ARRAY(n->arena, struct lp *, n->n_regions);

    for (size_t i = 0; i < n->n_regions; i++)
        lps[i] = &n->region[i]->lp;
    for (size_t i = 0; i < n->n_tunnels; i++)
        tunnel_ike_start(&n->tunnel[i], 0);
    control_start(n);
    probe_start(n);
    series_start(n);
    steady_start(n);
    watch_start(n);
    stays_start(n);
    lives_start(n);
    struct kernel k = {.lps = lps,
                       .n_lps = (uint32_t)n->n_regions,
                       .threads = run->threads,
                       .duration = n->duration,
                       .stop = run->stop,
                       .progress = look,
                       .progress_arg = &looking};
    int err = settle_run(n, &k);
    if (err != 0)
        return err;
    for (size_t i = 0; i < n->n_links; i++)
        link_close(n->link[i]);
    series_finish(n);
    steady_finish(n);
    watch_finish(n);
    lives_finish(n);
    stays_finish(n);
    for (size_t i = 0; i < n->n_vms; i++)
        if (n->vm[i].service != NULL)
            service_close(n, n->vm[i].service);
    assert_conservation(n);
    return 0;
}
