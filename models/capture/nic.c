/*
 * A VM's or host's NIC: the sinks of its two links are replaced. What leaves is known when it has
 * crossed its half of the fabric, a constant time after its last bit; what comes is held until
 * then, so that the file is in the order of time.
 */
#include "models/build.h"
#include "models/capture/capture.h"
#include "models/flow/flow.h"
#include "models/forward.h"
#include "models/net/link.h"
#include "models/net/route.h"
#include "sim/base/arena.h"

static struct capture_file *file_of(const struct region *r, const struct link *l)
{
    return r->net->capture->of_vm[l->vm];
}

/* Does a packet for the Internet, or its answer, pass an appliance that it leaves the cloud by, on
 * the far side of it? (models/outside.h) */
static bool translates(const struct network *n, const struct link *l, const struct packet *p,
                       bool out)
{
    const struct flow *f = &n->flow[p->flow];

    if (l->vm == f->src_vm || n->vm[f->dst_vm].declared->kind != TOPO_INTERNET_HOST ||
        out == packet_is_response(p))
        return false;
    const struct route *route =
        route_lookup(&n->subnet[n->vm[l->vm].subnet].routes, n->vm[f->dst_vm].addr);
    return route != NULL && route->kind == ROUTE_INTERNET;
}

static struct frame frame_of(const struct region *r, const struct link *l, const struct packet *p,
                             bool out, sim_time_t at)
{
    const struct network *n = r->net;
    struct frame f = {.at = at, .mtu = l->mtu_bytes, .interface = CAPTURE_NIC, .out = out};

    frame_inner(&f, r, p,
                (struct frame_viewer){.vnet = n->vm[l->vm].vnet,
                                      .vm = l->vm,
                                      .own = translates(n, l, p, out) ? n->vm[l->vm].addr : 0});
    return f;
}

static void write_left(struct region *r, const struct link *l, const struct packet *p,
                       sim_time_t left_at)
{
    struct capture_file *file = file_of(r, l);
    const struct frame f = frame_of(r, l, p, true, left_at);

    capture_release(file, left_at);
    capture_write(file, &f, f.head);
}

static void leave(struct region *r, struct link *l, struct packet *p, sim_time_t now)
{
    write_left(r, l, p, now - file_of(r, l)->out_delay);
    network_leave_vm(r, l, p, now);
}

static void come(struct region *r, struct link *l, struct packet *p, sim_time_t now)
{
    struct capture_file *file = file_of(r, l);

    capture_release(file, now - file->out_delay - 1);
    if (!r->net->has_nsgs ||
        network_lets_in(r, p, l->vm)) { /* what a security group denies does not come to the NIC */
        const struct frame f = frame_of(r, l, p, false, now);
        capture_hold(file, &f, r->lp.arena);
    }
    network_enter_vm(r, l, p, now);
}

void capture_attach_nic(struct capture *c, struct capture_file *f)
{
    struct net_vm *vm = f->vm;

    c->of_vm[vm - c->net->vm] = f;
    f->out_delay = vm->out->path[0].delay;
    vm->out->sink = leave;
    vm->in->sink = come;
}

void capture_finish_nic(const struct capture *c, struct capture_file *f)
{
    const struct link *l = f->vm->out;
    const struct fifo *wire = &l->wire[0].fifo;
    const struct fifo_chunk *chunk = wire->head;

    for (uint32_t left = wire->n, at = wire->first; left > 0; left--, at++) {
        if (at == FIFO_CHUNK_PACKETS) {
            chunk = chunk->next;
            at = 0;
        }
        const struct packet *p = &chunk->packet[at];
        if (p->due_at - f->out_delay <= c->net->duration)
            write_left(l->near, l, p, p->due_at - f->out_delay);
    }
    capture_release(f, c->net->duration);
}
