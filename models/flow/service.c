#include "models/flow/service.h"

#include "models/cloud/catalog.h"
#include "models/cloud/raise.h"
#include "models/flow/tcp_flow.h"
#include "models/network.h"
#include "sim/base/arena.h"

/* How much of [from, to] is measured. */
static sim_time_t measured(const struct network *n, sim_time_t from, sim_time_t to)
{
    from = from > n->warmup ? from : n->warmup;
    to = to < n->end_at ? to : n->end_at;
    return to > from ? to - from : 0;
}

static void queue_changes(const struct network *n, struct service *s, sim_time_t now)
{
    s->waiting_ps += (flow_sum_t)s->waiting.n * (flow_sum_t)measured(n, s->last_at, now);
    s->last_at = now;
}

static void begin(struct region *r, struct service_server *at, const struct packet *p,
                  sim_time_t came_at, sim_time_t now)
{
    const struct network *n = r->net;
    struct service *s = at->service;
    const sim_time_t dur = dist_whole(dist_draw(s->time, &s->rng.gsl) / s->faster);

    at->busy = true;
    at->request = *p;
    lp_at(&r->lp, &at->ev, now + dur);
    s->busy_dur += (flow_sum_t)measured(n, now, now + dur);
    if (now < n->warmup)
        return;
    s->requests++;
    s->service_dur += (flow_sum_t)dur;
    s->wait_dur += (flow_sum_t)(now - came_at);
    s->wait_max_dur = now - came_at > s->wait_max_dur ? now - came_at : s->wait_max_dur;
}

void service_take(struct region *r, struct service *s, const struct packet *p, sim_time_t now)
{
    for (uint32_t i = 0; i < s->n_servers; i++)
        if (!s->server[i].busy) {
            begin(r, &s->server[i], p, now, now);
            return;
        }
    queue_changes(r->net, s, now);
    struct packet *waits = fifo_push(&s->waiting, &r->pool);
    *waits = *p;
    waits->due_at = now;
    if (now >= r->net->warmup && s->waiting.n > s->waiting_max)
        s->waiting_max = s->waiting.n;
}

static void end(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct region *r = (struct region *)(void *)lp;
    struct service_server *at = (struct service_server *)(void *)ev;
    struct service *s = at->service;

    lp_cancel(lp, ev);
    if (at->request.tcp)
        tcp_flow_respond(r, &at->request, now);
    else
        flow_answer(r, &at->request, s->vm, now);
    at->busy = false;
    if (s->waiting.n > 0) {
        queue_changes(r->net, s, now);
        const struct packet next = *fifo_first(&s->waiting);
        fifo_pop(&s->waiting, &r->pool);
        begin(r, at, &next, next.due_at, now);
    }
}

void service_close(const struct network *n, struct service *s)
{
    queue_changes(n, s, n->duration);
}

struct service *service_new(struct network *n, uint32_t vm)
{
    const struct topo_vm_group *group = n->vm[vm].declared;
    struct region *r = n->region[n->vm[vm].region];
    struct service *s = ARENA_NEW(r->lp.arena, struct service);

    s->vm = vm;
    s->n_servers = group->servers > 0 ? (uint32_t)group->servers
                                      : (uint32_t)catalog_assumption(n->catalog, "service_servers");
    s->time = &group->service_time;
    s->faster = raise_factor_of_member(n->topo, "service", n->vm[vm].name, group->r.name, "");
    rng_stream(&s->rng, n->seed, n->vm[vm].name, "service");
    s->server = ARENA_ARRAY(r->lp.arena, struct service_server, s->n_servers);
    for (uint32_t i = 0; i < s->n_servers; i++) {
        s->server[i].service = s;
        lp_add_event(&r->lp, &s->server[i].ev, end);
    }
    return s;
}
