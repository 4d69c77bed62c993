#include "models/vpn/gateway.h"

uint32_t tunnel_largest_inner(const struct tunnel *t)
{
    uint32_t bytes = t->mtu_bytes;

    while (bytes > 0 && tunnel_outer_bytes(t, bytes) > t->mtu_bytes)
        bytes--;
    return bytes;
}

sim_time_t gateway_port_busy_dur(const struct tunnel_port *port, const struct gateway_instance *g)
{
    const sim_time_t now_dur = port->server->busy_dur - port->past_dur[0] - port->past_dur[1];

    return port->past_dur[g - g->gateway->instance] + (port->stage.instance == g ? now_dur : 0);
}

void gateway_port_move(struct tunnel_port *port, struct gateway_instance *to)
{
    const struct gateway_instance *from = port->stage.instance;

    port->past_dur[from - from->gateway->instance] = gateway_port_busy_dur(port, from);
    port->stage.instance = to;
}

static uint64_t fifo_data(const struct fifo *f)
{
    return f->n;
}

sim_time_t gateway_aggregate_busy_dur(const struct gateway_instance *at, enum gateway_way way)
{
    const struct gateway *g = at->gateway;
    sim_time_t sum = 0;

    for (uint32_t i = 0; i < g->n_built; i++)
        sum +=
            g->n_active == 1 || at == &g->instance[i] ? g->instance[i].aggregate[way].busy_dur : 0;
    return sum;
}

uint64_t gateway_in_flight(const struct gateway *g)
{
    uint64_t n = 0;

    for (uint32_t i = 0; i < g->n_built; i++)
        n += fifo_data(&g->instance[i].stage[GATEWAY_OUT].fifo) +
             fifo_data(&g->instance[i].stage[GATEWAY_IN].fifo) +
             fifo_data(&g->instance[i].router.fifo);
    return n;
}

uint64_t tunnel_in_flight(const struct tunnel *t)
{
    return fifo_data(&t->out.stage.fifo) + fifo_data(&t->in.stage.fifo);
}
