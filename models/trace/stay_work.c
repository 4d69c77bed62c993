#include "models/trace/stay_work.h"

#include "models/appliance.h"
#include "models/net/link.h"
#include "models/vpn/gateway.h"

struct stay_work stay_work_of_link(const struct link *l)
{
    return (struct stay_work){.of = l, .busy_dur = l->count.busy_dur, .bytes = l->count.bytes};
}

struct stay_work stay_work_of_server(const struct server *s, sim_time_t busy_dur)
{
    return (struct stay_work){.of = s, .busy_dur = busy_dur};
}

size_t stay_work_of_way(struct stay_work *v, const struct network *n, const struct trace *t)
{
    size_t k = 0;

    for (size_t i = 0; i < t->n_rungs; i++) {
        const struct trace_rung *r = &t->rung[i];
        if (r->kind == TRACE_SENDS) {
            const struct net_vm *vm = &n->vm[r->link->vm];
            if (i > 0 && r->link == vm->out && vm->appliance != NULL)
                v[k++] =
                    stay_work_of_server(&vm->appliance->server, vm->appliance->server.busy_dur);
            v[k++] = stay_work_of_link(r->link);
            continue;
        }
        const bool out = r->kind == TRACE_ENCRYPTS;
        const struct gateway_instance *at = out ? r->tunnel->at : r->tunnel->far;
        const struct server *port = out ? r->tunnel->out.server : r->tunnel->in.server;
        const enum gateway_way way = out || at->gateway->shared_budget ? GATEWAY_OUT : GATEWAY_IN;
        v[k++] = stay_work_of_server(port, port->busy_dur);
        v[k++] = stay_work_of_server(&at->aggregate[way], gateway_aggregate_busy_dur(at, way));
    }
    return k;
}
