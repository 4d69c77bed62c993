#include "models/probe.h"

#include <stddef.h>

#include "models/build.h"
#include "models/front.h"
#include "models/routing/health.h"
#include "sim/base/arena.h"
#include "sim/engine/rng.h"

struct probe {       /* of a load balancer */
    struct event ev; /* first: what a handler is given */
    struct region *region;
    struct front *front;
    sim_time_t interval, first_at;
    uint32_t threshold;
    uint32_t *missed; /* [member]: in a row */
    struct probe *next;
};

static void set_serving(struct front *f, const struct probe *p)
{
    f->n_serving = 0;
    for (uint32_t i = 0; i < f->n; i++)
        if (p->missed[i] < p->threshold)
            f->serving[f->n_serving++] = f->member[i];
    f->epoch++;
}

static void ask(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct probe *p = (struct probe *)(void *)ev;
    struct front *f = p->front;
    struct network *n = p->region->net;
    bool changed = false;

    for (uint32_t i = 0; i < f->n; i++) {
        const bool answers = n->vm[f->member[i]].in->n_down == 0,
                   was_out = p->missed[i] >= p->threshold;
        p->missed[i] = answers ? 0 : p->missed[i] + (p->missed[i] < p->threshold);
        const bool is_out = p->missed[i] >= p->threshold;
        if (is_out == was_out)
            continue;
        changed = true;
        network_log(n, p->region, now, "load_balancer", f->declared->r.name,
                    is_out ? "member_out" : "member_in", n->vm[f->member[i]].name);
    }
    if (changed)
        set_serving(f, p);
    lp_at(lp, ev, now + p->interval);
}

void probe_build(struct build *b)
{
    struct network *n = b->net;

    for (uint32_t i = 0; i < n->n_vms; i++) {
        struct front *f = n->vm[i].front;
        struct rng rng;
        if (f == NULL || f->declared->balancer == NULL || f->n == 0 ||
            !health_may_change(b->topo, f->declared->behind))
            continue;
        struct probe *p = ARENA_NEW(b->arena, struct probe);
        p->region = n->region[n->vm[i].region];
        p->front = f;
        p->interval = f->declared->balancer->probe.interval;
        p->threshold = (uint32_t)f->declared->balancer->probe.threshold;
        p->missed = ARENA_ARRAY(b->arena, uint32_t, f->n);
        rng_stream(&rng, n->seed, f->declared->r.name, "probe");
        p->first_at = (sim_time_t)(gsl_rng_uniform(&rng.gsl) * (double)p->interval);
        f->serving = ARENA_ARRAY(b->arena, uint32_t, f->n);
        set_serving(f, p);
        p->next = n->probe;
        n->probe = p;
        lp_add_event(&p->region->lp, &p->ev, ask);
    }
}

void probe_start(struct network *n)
{
    for (struct probe *p = n->probe; p != NULL; p = p->next)
        lp_at(&p->region->lp, &p->ev, p->first_at);
}
