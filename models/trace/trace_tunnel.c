/*
 * Trace, through gateways: is the tunnel up, do its selectors hold the packet, what becomes of its
 * size and addresses.
 */
#include <string.h>

#include "models/net/link.h"
#include "models/routing/handshake.h"
#include "models/routing/nat.h"
#include "models/trace/trace_parts.h"
#include "models/vpn/esp.h"
#include "models/vpn/gateway.h"
#include "models/vpn/napt.h"

/* What an outcome of the handshake is called, which field of the two ends decides, and what helps.
 */
struct outcome {
    const char *code, *field, *mend;
};

static const struct outcome outcomes[] = {
    [HANDSHAKE_NOBODY] =
        {"VN0801", NULL,
         "the public address of a gateway or device as that declares it, or endpoint"},
    [HANDSHAKE_ONE_SIDED] = {"VN0401", NULL, "declare the connection at the other end too"},
    [HANDSHAKE_CUT_OFF] = {"VN0312", NULL,
                           "routes of the GatewaySubnet that hold neither the GatewaySubnet itself "
                           "nor the gateway's public address"},
    [HANDSHAKE_INTO_ITSELF] = {"VN0802", NULL,
                               "address_prefixes without the other side's public address"},
    [HANDSHAKE_INSIDE] = {"VN0811", NULL, "gateway_ip_address: the other side's public address"},
    [HANDSHAKE_NO_INITIATOR] = {"VN0418", "connection_mode", "connection_mode: Default at one end"},
    [HANDSHAKE_NO_RESPONDER] = {"VN0418", "connection_mode", "connection_mode: Default at one end"},
    [HANDSHAKE_BEHIND_NAT] =
        {"VN0812", NULL, "connection_mode: Default or ResponderOnly, so that the device starts"},
    [HANDSHAKE_VERSION] = {"VN0425", "ike_protocol", "say the same at both ends"},
    [HANDSHAKE_IKE_POLICY] = {"VN0406", "ipsec_policy", "say the same at both ends"},
    [HANDSHAKE_KEY] = {"VN0412", "shared_key", "say the same at both ends"},
    [HANDSHAKE_CHILD_POLICY] = {"VN0406", "ipsec_policy", "say the same at both ends"},
    [HANDSHAKE_SELECTORS] = {"VN0417", "traffic_selectors", "say the same at both ends"},
};

/* Of an end of a tunnel; a device's has no entry of its own, and stands for the device. */
static struct span place_at(const struct topo_connection *c, const char *field)
{
    return c->r.table != NULL && field != NULL ? resource_field_at(&c->r, field) : c->r.at;
}

const char *trace_why_down(struct walk *w, const struct topo_connection *c, const char **mend,
                           const char **code)
{
    const char *field = outcomes[c->outcome].field;
    *mend = outcomes[c->outcome].mend;
    *code = outcomes[c->outcome].code;
    w->t->here = place_at(c, field);
    w->t->there = field != NULL ? place_at(c->reverse, field) : c->to->r.at;
    if (c->outcome == HANDSHAKE_NOBODY)
        return arena_printf(w->arena,
                            "no declared gateway or device has the address %s, which `%s` leads to",
                            c->to->r.name, c->r.name);
    if (c->outcome == HANDSHAKE_ONE_SIDED)
        return arena_printf(w->arena, "`%s` has no connection back from `%s`", c->r.name,
                            c->to->r.name);
    if (field == NULL)
        return arena_printf(w->arena, "of `%s` %s", c->r.name,
                            handshake_word((enum handshake)c->outcome));
    return arena_printf(w->arena, "of `%s` and `%s` the %s", c->r.name, c->reverse->r.name,
                        handshake_word((enum handshake)c->outcome));
}

const char *trace_gateway(struct walk *w, const struct gateway *g)
{
    if (w->is_silent)
        return NULL;
    return g->declared->sku != NULL
               ? arena_printf(w->arena, "gateway %s (%s)", g->name, g->declared->sku_name)
               : arena_printf(w->arena, "device %s", g->name);
}

static bool gateway_lets(struct walk *w, const struct gateway *g)
{
    const struct trace_keeper k = {.gate = g,
                                   .is_stateful =
                                       g->declared->device != NULL && g->declared->device->stateful,
                                   .code = "VN0805",
                                   .name = g->name,
                                   .place = w->n->place[g->place].text,
                                   .at = g->declared->r.at};
    return trace_keeps_state(w, &k);
}

void trace_over_line(struct walk *w, const struct link *line)
{
    if (line == NULL)
        return;
    trace_sends(w, line);
    w->t->base_ms += (double)line->path[0].delay / (double)SIM_MS;
    TRACE_STEP(w, "line", "%s -> %s", line->from, line->to);
}

static const char *end_text(struct walk *w, struct nat_end end, bool with_port)
{
    return with_port && !w->is_silent
               ? arena_printf(w->arena, "%s:%u", trace_addr(w, end.addr), end.port)
               : trace_addr(w, end.addr);
}

/* The ends of the packet as a network knows them, or as they are in the tunnel. */
struct ends {
    struct nat_end src, dst;
};

static struct ends ends_at(const struct walk *w, uint32_t vnet)
{
    return (struct ends){trace_end(w, vnet, w->q->from), trace_end(w, vnet, w->q->to)};
}

static struct ends ends_inside(const struct walk *w, const struct tunnel *t)
{
    const struct topo_connection *back = t->reverse->declared;
    return (struct ends){nat_in_tunnel(back, trace_end(w, t->from->vnet, w->q->from)),
                         nat_in_tunnel(t->declared, trace_end(w, t->to->vnet, w->q->to))};
}

/* Says where the NAT rules of a gateway change the addresses. */
static void translated(struct walk *w, struct ends old, struct ends new)
{
    const bool other_ports = old.src.port != new.src.port || old.dst.port != new.dst.port;
    if (old.src.addr != new.src.addr || old.dst.addr != new.dst.addr || other_ports)
        TRACE_STEP(w, "address translation", "%s -> %s becomes %s -> %s",
                   end_text(w, old.src, other_ports), end_text(w, old.dst, other_ports),
                   end_text(w, new.src, other_ports), end_text(w, new.dst, other_ports));
}

/* Is it up, and do its selectors hold the packet? */
static bool takes(struct walk *w, const struct tunnel *t)
{
    const struct topo_connection *c = t->declared;
    const char *place = w->n->place[t->place].text;
    if (c->outcome != HANDSHAKE_UP) {
        const char *mend, *code, *down = trace_why_down(w, c, &mend, &code);
        TRACE_STEP(w, arena_printf(w->arena, "tunnel %s", t->name), "DOWN: %s", down);
        TRACE_DROP(w, DROP_TUNNEL_DOWN, code, place, down, mend);
        return false;
    }
    if (!handshake_selects(c, w->n->vm[w->q->from].addr, w->n->vm[w->q->to].addr)) {
        TRACE_STEP(w, arena_printf(w->arena, "tunnel %s", t->name),
                   "NOT SELECTED by the traffic selectors of its ends");
        TRACE_DROP(w, DROP_SELECTOR, TRACE_CODE_LOST, place,
                   "the traffic selectors of the two ends do not both hold it",
                   "ranges that hold both addresses, at both ends");
        w->t->here = c->r.at;
        w->t->there = c->reverse->r.at;
        return false;
    }
    w->t->here = w->t->there = (struct span){0};
    return true;
}

/* A dynamic NAT rule, at an instance, for an end of the packet: inward, for its destination. */
static bool rule_lets(struct walk *w, const struct gateway_instance *at,
                      const struct topo_connection *c, const struct topo_nat_rule *rule,
                      bool inward)
{
    const struct napt *gate = &at->napt[rule - at->gateway->declared->nat_rules];
    const bool begins = !w->q->is_answer;
    if (begins ? !inward : w->q->request == NULL || trace_has_seen(w->q->request, gate)) {
        trace_pass_gate(w, &(struct trace_keeper){.gate = gate});
        TRACE_STEP(w, arena_printf(w->arena, "NAT rule %s", rule->r.name), "dynamic: %s",
                   begins ? "the flow takes a port of its external address"
                          : "it knows the request");
        return true;
    }
    TRACE_DROP(w, DROP_NO_TRANSLATION, begins ? TRACE_CODE_LOST : "VN0317",
               arena_printf(w->arena, "gateway:%s", at->gateway->name),
               arena_printf(w->arena,
                            begins ? "NAT rule `%s` is dynamic: only its internal side can begin"
                                   : "NAT rule `%s` is dynamic, and the request did not go through "
                                     "it at this instance",
                            rule->r.name),
               begins ? "type: Static, with as many external addresses as internal ones"
                      : "one way for both, through one instance; or type: Static");
    w->t->here = rule->r.at;
    w->t->there = c->r.at;
    return false;
}

/* As pass_from of models/vpn/napt.c. */
static bool lets_from(struct walk *w, const struct gateway_instance *at,
                      const struct topo_connection *c, enum topo_nat_mode mode,
                      struct nat_end internal)
{
    const uint32_t instance = (uint32_t)(at - at->gateway->instance);
    const struct topo_nat_rule *rule = nat_dynamic(c, mode, internal, instance);
    if (rule != NULL && !rule_lets(w, at, c, rule, false))
        return false;
    if (!w->q->is_answer && nat_is_step(c, mode, internal))
        w->t->by = nat_by_append(w->t->by, instance);
    return true;
}

/* As pass_to. */
static bool lets_to(struct walk *w, const struct gateway_instance *at,
                    const struct topo_connection *c, enum topo_nat_mode mode,
                    struct nat_end internal)
{
    const uint32_t instance = (uint32_t)(at - at->gateway->instance),
                   asked = nat_by_first(internal.by);
    const struct topo_nat_rule *rule = nat_dynamic(c, mode, internal, instance);
    const bool is_other = rule != NULL && rule->by != 0 && w->q->is_answer && asked != rule->by;
    if (is_other && (asked == 0 || nat_dynamic(c, mode, internal, asked - 1) == NULL))
        return true; /* what asked was not translated: it is answered at its own address */
    return rule == NULL || rule_lets(w, at, c, rule, true);
}

/* In the order of models/vpn/napt.c. out: it leaves by connection c. */
static bool translation_lets(struct walk *w, const struct gateway_instance *at,
                             const struct topo_connection *c, bool out)
{
    if (at->gateway->declared->device != NULL)
        return true;
    const uint32_t here = at->gateway->vnet, there = (uint32_t)(c->to->vnet - w->n->topo->vnets);
    const struct nat_end to = trace_end(w, out ? there : here, w->q->to),
                         from = trace_end(w, out ? here : there, w->q->from);
    return lets_to(w, at, c, out ? TOPO_NAT_INGRESS : TOPO_NAT_EGRESS,
                   out ? nat_in_tunnel(c, to) : to) &&
           lets_from(w, at, c, out ? TOPO_NAT_EGRESS : TOPO_NAT_INGRESS,
                     out ? from : nat_in_tunnel(c, from));
}

bool trace_tunnel(struct walk *w, uint32_t number, uint32_t *region)
{
    const struct tunnel *t = &w->n->tunnel[number];
    trace_cross(w, *region, t->from->region->index);
    if (!gateway_lets(w, t->from) || !translation_lets(w, t->at, t->declared, true) || !takes(w, t))
        return false;
    w->t->base_ms += (double)t->from->processing_dur / (double)SIM_MS;
    const uint32_t fits = tunnel_largest_inner(t);
    trace_narrow(w, fits);
    translated(w, ends_at(w, t->from->vnet), ends_inside(w, t));
    TRACE_STEP(w, trace_gateway(w, t->from),
               "encrypts into tunnel %s, up, %s: 1400 B become %u B; the largest that fits is %u B",
               t->name, t->esp->name, tunnel_outer_bytes(t, 1400), fits);
    trace_rung(w, (struct trace_rung){.kind = TRACE_ENCRYPTS, .tunnel = t});
    trace_over_line(w, t->from->uplink_out);
    trace_cross(w, t->from->region->index, t->to->region->index);
    trace_over_line(w, t->to->uplink_in);
    trace_rung(w, (struct trace_rung){.kind = TRACE_DECRYPTS, .tunnel = t});
    w->t->base_ms += (double)t->to->processing_dur / (double)SIM_MS;
    TRACE_STEP(w, trace_gateway(w, t->to), "decrypts");
    *region = t->to->region->index;
    const bool in_order = strcmp(t->from->name, t->to->name) < 0;
    trace_pass_by(w, in_order ? t->from : t->to, in_order ? t->to : t->from);
    const struct ends inside = ends_inside(w, t);
    if (!gateway_lets(w, t->to) || !translation_lets(w, t->far, t->reverse->declared, false))
        return false;
    translated(w, inside, ends_at(w, t->to->vnet));
    return true;
}
