/*
 * links.csv, gateways.csv, tunnels.csv, drops.csv: what happened at a place. Links, gateways and
 * tunnels cover the time from the warm-up's end to the end of the run.
 */
#include <math.h>

#include "models/cloud/catalog.h"
#include "models/net/link.h"
#include "models/vpn/instance.h"
#include "models/vpn/tunnel.h"
#include "sim/base/units.h"
#include "sim/results/results.h"

/* --- links.csv --- */

static const struct csv_column link_columns[] = {
    {"link", "VM/out and VM/in: the access links of a VM; A->B: from region A to region B",
     CSV_STRING},
    {"from", "VM or region at the sending end", CSV_STRING},
    {"to", "VM or region at the receiving end", CSV_STRING},
    {"bandwidth_mbps", "empty: unlimited", CSV_NUMBER},
    {"packets", "transmitted", CSV_INTEGER},
    {"bytes",
     "transmitted: IP packets with the headers of their fragments, a tunnel's with ESP and outer "
     "IP header, without the link's framing",
     CSV_INTEGER},
    {"utilisation_frac", "share of the time that it transmitted; empty: unlimited", CSV_NUMBER},
    {"queue_mean_bytes", "waiting, the packet being transmitted not counted: mean over time",
     CSV_NUMBER},
    {"queue_max_bytes", "largest", CSV_INTEGER},
    {"wait_mean_ms", "from a packet's arrival to the begin of its transmission", CSV_NUMBER},
    {"drops", "packets dropped here, queue and random loss together", CSV_INTEGER},
    {"marks", "packets that the queue marked in place of dropping them (ECN)", CSV_INTEGER},
};

static void write_links(const struct results *r, struct csv_out *o)
{
    const struct network *n = r->net;
    const double dur_ps = (double)(n->duration - n->warmup);
    for (size_t i = 0; i < n->n_links; i++) {
        const struct link *l = n->link[i];
        const bool unlimited = l->rate_bps == UNITS_UNLIMITED;
        csv_out_text(o, l->name);
        csv_out_text(o, l->from);
        csv_out_text(o, l->to);
        csv_out_number(o, unlimited ? NAN : (double)l->rate_bps / 1e6);
        csv_out_int(o, l->count.packets);
        csv_out_int(o, l->count.bytes);
        csv_out_number(o, unlimited ? NAN : (double)l->count.busy_dur / dur_ps);
        csv_out_number(o, (double)l->count.waiting_byte_ps / dur_ps);
        csv_out_int(o, (uint64_t)l->count.waiting_bytes_max);
        csv_out_number(o, l->count.packets > 0
                              ? sim_time_ms(l->count.wait_dur) / (double)l->count.packets
                              : NAN);
        csv_out_int(o, l->count.drops);
        csv_out_int(o, link_marks(l));
    }
}

static const struct csv_table link_table = {
    .file = "links.csv",
    .row = "a link direction",
    .help = "A packet over one link is a packet-hop: their number is the sum of `packets`. "
            "Gateways are not links.",
    .column = link_columns,
    .n = sizeof link_columns / sizeof *link_columns,
    .n_key = 1,
};
const struct results_file results_links = {&link_table, write_links};

/* --- gateways.csv --- */

static const struct csv_column gateway_columns[] = {
    {"gateway", "its name", CSV_STRING},
    {"instance",
     "0 or 1; active-standby: instance 0 carries everything until a fault makes instance 1 take "
     "over, which else has a row of zeros",
     CSV_INTEGER},
    {"sku", "as declared", CSV_STRING},
    {"packets", "that passed, both ways together", CSV_INTEGER},
    {"bytes_inner", "IP packets inside the tunnels", CSV_INTEGER},
    {"bytes_outer", "the ESP packets that carry them, with the outer IP header", CSV_INTEGER},
    {"overhead_frac", "(bytes_outer - bytes_inner) / bytes_outer", CSV_NUMBER},
    {"peak_pps", "most packets in a second, both ways", CSV_INTEGER},
    {"peak_mbps", "most bits of inner packets in a second, both ways", CSV_NUMBER},
    {"busy_frac",
     "share of the time that its busiest limit was at work: the aggregate or a tunnel's, the "
     "busier way; 0 when unlimited",
     CSV_NUMBER},
    {"drops", "packets dropped by it, tunnels that are down included", CSV_INTEGER},
    {"up_frac", "share of the time that the instance carried traffic", CSV_NUMBER},
};

static sim_time_t later(sim_time_t a, sim_time_t b)
{
    return a > b ? a : b;
}

static double busy_frac(const struct network *n, const struct gateway_instance *g)
{
    sim_time_t most = later(g->aggregate[GATEWAY_OUT].busy_dur, g->aggregate[GATEWAY_IN].busy_dur);
    for (size_t i = 0; i < n->n_tunnels; i++) {
        const struct tunnel *t = &n->tunnel[i];
        if (t->from == g->gateway) {
            most = later(most, gateway_port_busy_dur(&t->out, g));
        }
        if (t->to == g->gateway) {
            most = later(most, gateway_port_busy_dur(&t->in, g));
        }
    }
    return (double)most / (double)(n->duration - n->warmup);
}

static void write_standby(struct csv_out *o, const struct gateway *g)
{
    csv_out_text(o, g->name);
    csv_out_int(o, 1);
    csv_out_text(o, g->declared->sku_name);
    for (size_t i = 3; i < sizeof gateway_columns / sizeof *gateway_columns; i++) {
        csv_out_int(o, 0);
    }
}

static void write_instance(const struct network *n, struct csv_out *o, const struct gateway *g,
                           uint32_t number)
{
    const struct gateway_instance *at = &g->instance[number];
    const struct gateway_counters *a = &at->count[GATEWAY_OUT], *b = &at->count[GATEWAY_IN];
    const uint64_t inner = a->bytes_inner + b->bytes_inner, outer = a->bytes_outer + b->bytes_outer;
    csv_out_text(o, g->name);
    csv_out_int(o, number);
    csv_out_text(o, g->declared->sku_name);
    csv_out_int(o, a->packets + b->packets);
    csv_out_int(o, inner);
    csv_out_int(o, outer);
    csv_out_number(o, outer > 0 ? (double)(outer - inner) / (double)outer : NAN);
    csv_out_int(o, at->peak.peak_packets);
    csv_out_number(o, (double)at->peak.peak_bytes * 8 / 1e6);
    csv_out_number(o, busy_frac(n, at));
    csv_out_int(o, a->drops + b->drops);
    csv_out_number(o, (double)instance_carried_dur(at, n->warmup, n->duration) /
                          (double)(n->duration - n->warmup));
}

/* A device has one instance; an address that nobody has is none. */
static void write_gateways(const struct results *r, struct csv_out *o)
{
    const struct network *n = r->net;
    for (size_t i = 0; i < n->n_gateways; i++) {
        const struct gateway *g = &n->gateway[i];
        for (uint32_t k = 0; k < g->n_built && !g->declared->is_nobody; k++) {
            write_instance(n, o, g, k);
        }
        if (g->n_built < GATEWAY_INSTANCES && g->declared->sku != NULL) {
            write_standby(o, g);
        }
    }
}

static const struct csv_table gateway_table = {
    .file = "gateways.csv",
    .row = "a gateway instance",
    .column = gateway_columns,
    .n = sizeof gateway_columns / sizeof *gateway_columns,
    .n_key = 2,
};
const struct results_file results_gateways = {&gateway_table, write_gateways};

/* --- tunnels.csv --- */

static const struct csv_column tunnel_columns[] = {
    {"tunnel",
     "the connection that declares this direction; where it has several, CONNECTION/i-j by the "
     "instances of from and to; of a device DEVICE/CONNECTION",
     CSV_STRING},
    {"from", "gateway that encrypts", CSV_STRING},
    {"to", "gateway that decrypts", CSV_STRING},
    {"state", "at the end of the run, as the encrypting gateway knows it: up or down", CSV_STRING},
    {"packets", "sent into the tunnel", CSV_INTEGER},
    {"bytes_inner", "IP packets inside", CSV_INTEGER},
    {"bytes_outer", "ESP packets with the outer IP header", CSV_INTEGER},
    {"up_at_s", "when it last came up: after two round trips of IKE; empty: never", CSV_NUMBER},
    {"down_s", "time that it was down", CSV_NUMBER},
    {"rekeys",
     "how often its child SA has been replaced in place, by time or volume, whichever end began",
     CSV_INTEGER},
    {"fragments", "IP fragments sent because the ESP packet was larger than the link's MTU",
     CSV_INTEGER},
    {"drops", "packets of this direction dropped at its two gateways, tunnel down included",
     CSV_INTEGER},
};

static void write_tunnels(const struct results *r, struct csv_out *o)
{
    const struct network *n = r->net;
    for (size_t i = 0; i < n->n_tunnels; i++) {
        const struct tunnel *t = &n->tunnel[i];
        csv_out_text(o, t->name);
        csv_out_text(o, t->from->name);
        csv_out_text(o, t->to->name);
        csv_out_text(o, t->up ? "up" : "down");
        csv_out_int(o, t->sent.packets);
        csv_out_int(o, t->sent.bytes_inner);
        csv_out_int(o, t->sent.bytes_outer);
        csv_out_number(o, t->up ? sim_time_s(t->up_at) : NAN);
        csv_out_number(o, sim_time_s(tunnel_down_dur(t, n->warmup, n->duration)));
        csv_out_int(o, t->rekeys);
        csv_out_int(o, t->sent.fragments);
        csv_out_int(o, t->drops_out + t->drops_in);
    }
}

static const struct csv_table tunnel_table = {
    .file = "tunnels.csv",
    .row = "a tunnel direction",
    .column = tunnel_columns,
    .n = sizeof tunnel_columns / sizeof *tunnel_columns,
    .n_key = 1,
};
const struct results_file results_tunnels = {&tunnel_table, write_tunnels};

/* --- drops.csv --- */

static const struct csv_column drop_columns[] = {
    {"place",
     "nic:VM, link:NAME, gateway:GW, tunnel:TUNNEL, vnet:VNET, site:SITE, balancer:LOAD BALANCER, "
     "endpoint:PRIVATE ENDPOINT",
     CSV_STRING},
    {"cause",
     "no_route: no route of the VNet holds the destination, or nobody there has the address; "
     "tunnel_down: routed into a tunnel "
     "that is not up; queue_full: no room in a queue; aqm: its discipline (CoDel, RED), though "
     "there was room; tunnel_bits, tunnel_packets, aggregate: a gateway's limits, "
     "after their buffer; random_loss: a link's loss model; route_none: a user-defined route with "
     "next hop None; nsg: a network security group denies it; not_forwarding: a VM without "
     "ip_forwarding, or a peering without allow_forwarded_traffic, was to pass it on; selector: "
     "the traffic selectors of a tunnel do not hold it; replay: its ESP number was behind the "
     "replay window of the gateway that it came to; "
     "no_state: an answer at a stateful device or appliance that has not seen the request, or of "
     "TCP what follows a SYN whose answer it has not seen; "
     "no_translation: it begins where a dynamic NAT rule lets nobody begin, or its translation has "
     "been forgotten, when idle or with the instance; "
     "no_ports: a dynamic NAT rule has given out all ports of the external address; appliance: an "
     "appliance's limits, after its buffer; ttl: sent on more than 63 times, a loop; mtu: not to "
     "be fragmented and larger than the MTU, or larger than IPv4's 65,535 bytes with what a tunnel "
     "adds; "
     "fragment: its fragments came out of order; "
     "no_name: never sent, since the sender does not find the receiver's name; reserved_port: UDP "
     "from "
     "source port 65330, which is the platform's; flow_limit: a NIC at one of its ends has no room "
     "for another flow; no_rule: a load "
     "balancer has no rule for its protocol and port, or it is a ping to a private endpoint; "
     "no_backend: no member behind a load balancer is healthy; "
     "hairpin: its hash leads back to the sender; basic_balancer: from another region over a "
     "peering to one of SKU Basic; timeout_late: an answer that came after its time-out",
     CSV_STRING},
    {"packets", "of those sent at or after the warm-up's end", CSV_INTEGER},
    {"bytes", "whole IP packets as their sender made them", CSV_INTEGER},
    {"first_s", "the first of them", CSV_NUMBER},
    {"last_s", "the last", CSV_NUMBER},
};

static void write_drops(const struct results *r, struct csv_out *o)
{
    for (size_t i = 0; i < r->n_drops; i++) {
        const struct drop_record *d = &r->drop[i];
        csv_out_text(o, r->net->place[d->place].text);
        csv_out_text(o, drop_cause_word((enum drop_cause)d->cause));
        csv_out_int(o, d->packets);
        csv_out_int(o, d->bytes);
        csv_out_number(o, sim_time_s(d->first_at));
        csv_out_number(o, sim_time_s(d->last_at));
    }
}

static const struct csv_table drop_table = {
    .file = "drops.csv",
    .row = "a place and a cause",
    .column = drop_columns,
    .n = sizeof drop_columns / sizeof *drop_columns,
    .n_key = 2,
};
const struct results_file results_drops = {&drop_table, write_drops};
