/*
 * Trace, at VMs: their security groups, load balancers and private endpoints, appliances, and the
 * packet's end.
 */
#include "models/cloud/zone.h"
#include "models/front.h"
#include "models/net/link.h"
#include "models/routing/filter.h"
#include "models/routing/health.h"
#include "models/trace/trace_parts.h"

const char *trace_machine(struct walk *w, const struct net_vm *vm)
{
    if (w->is_silent)
        return NULL;
    return arena_printf(w->arena, "%s %s", topo_is_of_platform(vm->declared) ? "vm" : "host",
                        vm->name);
}

/* --- security groups --- */

/* As the group at VM number vm sees the packet. */
static struct filter_tuple tuple_at(const struct walk *w, uint32_t vm)
{
    const struct network *n = w->n;
    const struct nat_end src = trace_end(w, n->vm[vm].vnet, w->q->from),
                         dst = trace_end(w, n->vm[vm].vnet, w->front != NULL ? vm : w->q->to);
    return (struct filter_tuple){.src = src.addr,
                                 .dst = dst.addr,
                                 .protocol = w->q->protocol,
                                 .src_port = src.port,
                                 .dst_port = dst.port};
}

static bool group_lets(struct walk *w, const struct topo_nsg *nsg, enum topo_direction direction,
                       uint32_t vm, bool has_state, const char *of)
{
    const struct network *n = w->n;
    if (nsg == NULL)
        return true;
    const char *name =
        w->is_silent ? NULL : arena_printf(w->arena, "security group %s (%s)", nsg->r.name, of);
    if (has_state) {
        TRACE_STEP(w, name, "lets the answer to what it has let pass");
        return true;
    }
    const struct filter_tuple tuple = tuple_at(w, vm);
    const struct filter_verdict v =
        filter_judge(nsg, direction, &tuple, &n->subnet[n->vm[vm].subnet].effective);
    TRACE_STEP(w, name, "%s by %s%s%s", v.allowed ? "allowed" : "DENIED",
               v.rule != NULL ? v.rule->r.name : v.by_default,
               v.rule != NULL
                   ? arena_printf(w->arena, ", priority %lld", (long long)v.rule->priority)
                   : ", a default rule",
               w->q->is_answer ? "; it has not seen the request" : "");
    if (!v.allowed) {
        TRACE_DROP(w, DROP_NSG, "VN0614", n->place[n->vm[vm].in->place].text,
                   arena_printf(w->arena, "security group `%s` denies it (%s)%s", nsg->r.name,
                                v.rule != NULL ? v.rule->r.name : v.by_default,
                                w->q->is_answer ? ", an answer to what has gone another way" : ""),
                   w->q->is_answer
                       ? "one way for both: routes that lead the requests past it too"
                       : arena_printf(w->arena,
                                      "a rule of a lower priority number that allows it, in `%s`",
                                      nsg->r.name));
        w->t->here = v.rule != NULL ? v.rule->r.at : nsg->r.at;
    }
    return v.allowed;
}

bool trace_groups_let(struct walk *w, uint32_t vm, enum topo_direction direction)
{
    const struct topo_nsg *subnet = w->n->subnet[w->n->vm[vm].subnet].declared->nsg,
                          *nic = w->n->vm[vm].declared->nsg;
    const bool is_end = (direction == TOPO_OUTBOUND ? w->hops == 0 : vm == w->q->to) ||
                        (w->q->is_answer && vm == trace_answers_from(w, w->q->from));
    const struct net_vm *at = &w->n->vm[vm]; /* one that does not forward has none to remember */
    const bool has_state = w->q->is_answer && (is_end || !at->forwards || w->q->request == NULL ||
                                               trace_has_seen(w->q->request, at));
    if (direction == TOPO_OUTBOUND)
        return group_lets(w, nic, direction, vm, has_state, "NIC") &&
               group_lets(w, subnet, direction, vm, has_state, "subnet");
    return group_lets(w, subnet, direction, vm, has_state, "subnet") &&
           group_lets(w, nic, direction, vm, has_state, "NIC");
}

/* --- load balancers, private endpoints --- */

static const struct topo_nsg *probe_is_denied_by(const struct walk *w, const struct front *f,
                                                 const struct topo_rule **rule)
{
    const struct topo_vm_group *behind = f->declared->behind;
    const uint32_t subnet = w->n->vnet[w->n->vm[f->vm].vnet].first_subnet +
                            (uint32_t)(behind->subnet - behind->subnet->vnet->subnets);
    return health_denied_by(f->declared->balancer, behind, behind->first_addr,
                            &w->n->subnet[subnet].effective, rule);
}

static void refuse(struct walk *w, const struct front *f, enum drop_cause cause)
{
    const struct topo_balancer *b = f->declared->balancer;
    const char *name = f->declared->r.name, *place = w->n->place[f->place].text;
    const struct topo_rule *rule = NULL;
    if (cause == DROP_NO_RULE && b == NULL) {
        TRACE_DROP(w, cause, TRACE_CODE_LOST, place,
                   arena_printf(w->arena, "private endpoint `%s` answers no ping", name),
                   "--protocol udp");
    } else if (cause == DROP_NO_RULE) {
        TRACE_DROP(
            w, cause, "VN0716", place,
            arena_printf(w->arena,
                         "load balancer `%s` has a rule for port %u alone, and none for ping", name,
                         f->port),
            arena_printf(w->arena, "--protocol udp --port %u", f->port));
    } else if (cause == DROP_HAIRPIN) {
        TRACE_DROP(w, cause, "VN0717", place,
                   arena_printf(w->arena, "load balancer `%s` leads back to the sender", name),
                   "a sender that does not stand behind it, or another member");
        w->t->there = f->declared->behind->r.at;
    } else {
        const struct topo_nsg *nsg = probe_is_denied_by(w, f, &rule);
        TRACE_DROP(w, cause, "VN0714", place,
                   arena_printf(w->arena,
                                "no member behind `%s` is healthy: a security group keeps its "
                                "probe (AzureLoadBalancer, port %u) out",
                                name, health_probe_port(b)),
                   "an inbound rule of a lower priority number that allows AzureLoadBalancer");
        w->t->there = rule != NULL ? rule->r.at : nsg != NULL ? nsg->r.at : (struct span){0};
    }
    w->t->here = f->declared->r.at;
}

/* The member whose way is shown: the one that is asked for, or the first that is not `other`,
 * unless there is no other. */
static uint32_t shown_member(const struct walk *w, const struct front *f, uint32_t other)
{
    if (w->q->member != 0)
        return f->member[w->q->member - 1];
    return f->declared->balancer != NULL && f->member[0] == other && f->n > 1 ? f->member[1]
                                                                              : f->member[0];
}

uint32_t trace_answers_from(const struct walk *w, uint32_t vm)
{
    const struct front *f = w->n->vm[vm].front;
    return f == NULL || f->declared->balancer == NULL || f->n == 0 ? vm
                                                                   : shown_member(w, f, w->q->to);
}

/* Has come to a front: *vm becomes the member that answers. */
static bool through_front(struct walk *w, uint32_t *vm)
{
    const struct front *f = w->n->vm[*vm].front;
    enum drop_cause cause = front_refuses(f, w->q->protocol == TOPO_ICMP, w->q->port);
    if (cause == DROP_N && f->declared->balancer != NULL &&
        shown_member(w, f, w->q->from) == w->q->from)
        cause = DROP_HAIRPIN;
    if (cause != DROP_N) {
        TRACE_STEP(w, w->n->place[f->place].text, "DROPPED: %s", drop_cause_word(cause));
        refuse(w, f, cause);
        return false;
    }
    *vm = shown_member(w, f, w->q->from);
    w->front = f;
    if (f->declared->behind != NULL)
        TRACE_STEP(w, w->n->place[f->place].text, "to one of %u by the flow's hash: here %s", f->n,
                   w->n->vm[*vm].name);
    return true;
}

/* --- NICs --- */

/* To a VM's NIC, across the zones of its region. */
static void cross_zones(struct walk *w, const struct net_vm *vm)
{
    const sim_time_t apart = zone_step(&w->n->topo->between_zones, w->zone, vm->zone);
    if (apart == 0)
        return;
    w->t->base_ms += (double)apart / (double)SIM_MS;
    TRACE_STEP(w, "link", "%s: zone %u -> zone %u", w->n->region[vm->region]->lp.name, w->zone,
               vm->zone);
}

/* An appliance sends it on. */
static bool pass_on(struct walk *w, const struct net_vm *at, const char *place)
{
    const struct topo_appliance *a = &at->declared->appliance;
    const bool has_limits = at->declared->has_appliance;
    if (!at->forwards) {
        TRACE_DROP(w, DROP_NOT_FORWARDING, "VN0607", place,
                   arena_printf(w->arena, "`%s` is to pass it on, and has ip_forwarding: false",
                                at->declared->r.name),
                   "ip_forwarding: true, where it is an appliance");
        w->t->there = at->declared->r.at;
        return false;
    }
    const struct trace_keeper k = {.gate = at,
                                   .is_stateful = has_limits && a->stateful,
                                   .code = "VN0612",
                                   .name = at->declared->r.name,
                                   .place = place,
                                   .at = at->declared->r.at};
    if (!trace_sent_on(w, at, place) || !trace_keeps_state(w, &k))
        return false;
    w->t->base_ms += has_limits ? (double)a->latency / (double)SIM_MS : 0;
    TRACE_STEP(w, trace_machine(w, at), "an appliance%s, sends it on",
               k.is_stateful ? " that keeps state" : "");
    trace_pass_by(w, at, NULL);
    trace_narrow(w, at->out->mtu_bytes);
    trace_sends(w, at->out);
    return true;
}

bool trace_arrive(struct walk *w, uint32_t vm)
{
    const bool is_appliance = vm != w->q->to;
    if (!is_appliance && w->n->vm[vm].front != NULL && !through_front(w, &vm))
        return false;
    const struct net_vm *at = &w->n->vm[vm];
    const bool over_private_link = w->front != NULL && w->front->declared->endpoint != NULL;
    cross_zones(w, at);
    w->t->base_ms += (double)at->declared->latency / (double)SIM_MS;
    trace_narrow(w, at->in->mtu_bytes);
    trace_sends(w, at->in);
    if (!over_private_link && !trace_groups_let(w, vm, TOPO_INBOUND))
        return false;
    if (is_appliance)
        return pass_on(w, at, w->n->place[at->in->place].text);
    TRACE_STEP(w, trace_machine(w, at), "arrives");
    w->t->arrived = trace_is_seen(w);
    return false;
}
