/*
 * flows.csv and pairs.csv: the same measures of a flow and of all flows between two regions.
 */
#include <math.h>

#include "models/flow/tcp_flow.h"
#include "models/flow/traffic.h"
#include "models/vpn/gateway.h"
#include "sim/base/arena.h"
#include "sim/results/results.h"

#define COUNT_COLUMNS                                                                              \
    {"packets_offered", "sent by the source, counting from the warm-up's end", CSV_INTEGER},       \
        {"packets_received", "of these, arrived by the end of the run", CSV_INTEGER},              \
        {"packets_dropped", "of these, dropped on the way: drops.csv says where and why",          \
         CSV_INTEGER},                                                                             \
        {"packets_in_flight",                                                                      \
         "of these, still on the way when the run ended: offered = received + dropped + in "       \
         "flight",                                                                                 \
         CSV_INTEGER},                                                                             \
        {"bytes_offered", "whole IP packets", CSV_INTEGER},                                        \
        {"bytes_received", "whole IP packets", CSV_INTEGER},                                       \
        {"throughput_mbps",                                                                        \
         "bytes_received x 8 over the counted life of the flow: from its start or the warm-up's "  \
         "end to its stop or the run's end; of TCP without the part of what is sent after its "    \
         "stop",                                                                                   \
         CSV_NUMBER},                                                                              \
        {"goodput_mbps",                                                                           \
         "application bytes x 8 over the same life (IP and UDP or ICMP headers, 28 bytes, left "   \
         "out; "                                                                                   \
         "of TCP what arrived in order after the warm-up's end, whenever it was sent, but "        \
         "nothing "                                                                                \
         "that is sent after its stop)",                                                           \
         CSV_NUMBER},                                                                              \
        {"loss_frac", "packets_dropped / packets_offered", CSV_NUMBER},                            \
        {"retransmits",                                                                            \
         "segments that TCP sent again, SYN and FIN too, of both ways; empty for UDP and ping",    \
         CSV_INTEGER},                                                                             \
        {"owd_min_ms", "one-way delay, source to destination: smallest", CSV_NUMBER},              \
        {"owd_mean_ms", "mean", CSV_NUMBER},                                                       \
        {"owd_p50_ms", "median; percentiles are known to 0.02 %", CSV_NUMBER},                     \
        {"owd_p95_ms", "95th percentile", CSV_NUMBER},                                             \
        {"owd_p99_ms", "99th percentile", CSV_NUMBER},                                             \
        {"owd_p999_ms", "99.9th percentile", CSV_NUMBER}, {"owd_max_ms", "largest", CSV_NUMBER},   \
        {"jitter_ms", "mean absolute difference of consecutive one-way delays (RFC 3393)",         \
         CSV_NUMBER},                                                                              \
        {"rtt_min_ms",                                                                             \
         "round trip, request sent to response complete (ping, request_response), TCP's own "      \
         "samples (other traffic over TCP); empty for one-way traffic: smallest",                  \
         CSV_NUMBER},                                                                              \
        {"rtt_mean_ms", "mean", CSV_NUMBER}, {"rtt_p50_ms", "median", CSV_NUMBER},                 \
        {"rtt_p95_ms", "95th percentile", CSV_NUMBER},                                             \
        {"rtt_p99_ms", "99th percentile", CSV_NUMBER}, {"rtt_max_ms", "largest", CSV_NUMBER},      \
        {"propagation_ms",                                                                         \
         "where one packet's way went, on average: fabric, links' propagation, stalls of a path",  \
         CSV_NUMBER},                                                                              \
        {"transmission_ms", "on the wire of NICs and links", CSV_NUMBER},                          \
        {"queueing_ms", "waiting for NICs and links", CSV_NUMBER},                                 \
    {                                                                                              \
        "gateway_ms", "a gateway's limits, processing and stalls. The four add up to owd_mean_ms", \
            CSV_NUMBER                                                                             \
    }

#define REVERSE_COLUMNS                                                                            \
    {"rev_packets_offered", "the way back (responses, echo replies): sent", CSV_INTEGER},          \
        {"rev_packets_received", "arrived in time", CSV_INTEGER},                                  \
        {"rev_packets_dropped", "dropped, or too late", CSV_INTEGER},                              \
        {"rev_packets_in_flight", "still on the way", CSV_INTEGER},                                \
        {"rev_bytes_offered", "whole IP packets", CSV_INTEGER},                                    \
    {                                                                                              \
        "rev_bytes_received", "whole IP packets", CSV_INTEGER                                      \
    }

#define TCP_COLUMNS                                                                                \
    {"connections", "of TCP; these columns are empty for others", CSV_INTEGER},                    \
        {"aborted",                                                                                \
         "connections that ended since nothing answered any more; request_response opens another " \
         "one then",                                                                               \
         CSV_INTEGER},                                                                             \
        {"completion_s",                                                                           \
         "a bulk transfer's time from its start to the arrival of its last byte; empty: not done", \
         CSV_NUMBER},                                                                              \
        {"timeouts",                                                                               \
         "retransmission time-outs of data, of both ways; SYN and FIN sent again are in "          \
         "retransmits alone",                                                                      \
         CSV_INTEGER},                                                                             \
        {"recoveries", "times that TCP found losses without a time-out", CSV_INTEGER},             \
        {"mss_bytes", "payload of a full segment of the first connection", CSV_INTEGER},           \
    {                                                                                              \
        "cwnd_max_bytes", "its largest congestion window", CSV_INTEGER                             \
    }

static void write_tcp(struct csv_out *o, const struct network *n, size_t flow)
{
    const struct tcp *c = n->src[flow]->tcp;
    const sim_time_t done_at = tcp_flow_done_at(n, (uint32_t)flow);
    if (c == NULL) {
        for (int i = 0; i < 7; i++) {
            csv_out_missing(o);
        }
        return;
    }
    const struct tcp_flow_sum sum = tcp_flow_sum(n, (uint32_t)flow);
    csv_out_int(o, n->src[flow]->kind->n_tcp);
    csv_out_int(o, sum.aborted);
    csv_out_number(o, done_at >= 0 ? sim_time_s(done_at - n->flow[flow].start_at) : NAN);
    csv_out_int(o, sum.timeouts);
    csv_out_int(o, sum.recoveries);
    csv_out_int(o, c->mss);
    csv_out_int(o, c->cwnd_max);
}

static void write_way(struct csv_out *o, const struct flow_count *c)
{
    csv_out_int(o, c->offered);
    csv_out_int(o, c->received);
    csv_out_int(o, c->dropped);
    csv_out_int(o, c->offered - c->received - c->dropped);
    csv_out_int(o, c->offered_bytes);
    csv_out_int(o, c->received_bytes);
}

static void write_counts(struct csv_out *o, const struct measure *m)
{
    write_way(o, &m->fwd);
    csv_out_number(o, m->throughput_mbps);
    csv_out_number(o, m->goodput_mbps);
    csv_out_number(o, measure_loss_frac(m));
    if (m->has_tcp) {
        csv_out_int(o, m->retransmits);
    } else {
        csv_out_missing(o);
    }
}

static void write_delays(struct csv_out *o, const struct measure *m)
{
    csv_out_number(o, measure_min_ms(&m->owd));
    csv_out_number(o, measure_mean_ms(&m->owd));
    csv_out_number(o, measure_quantile_ms(&m->owd, 0.5));
    csv_out_number(o, measure_quantile_ms(&m->owd, 0.95));
    csv_out_number(o, measure_quantile_ms(&m->owd, 0.99));
    csv_out_number(o, measure_quantile_ms(&m->owd, 0.999));
    csv_out_number(o, measure_max_ms(&m->owd));
    csv_out_number(o, measure_jitter_ms(m));
    csv_out_number(o, measure_min_ms(&m->rtt));
    csv_out_number(o, measure_mean_ms(&m->rtt));
    csv_out_number(o, measure_quantile_ms(&m->rtt, 0.5));
    csv_out_number(o, measure_quantile_ms(&m->rtt, 0.95));
    csv_out_number(o, measure_quantile_ms(&m->rtt, 0.99));
    csv_out_number(o, measure_max_ms(&m->rtt));
    csv_out_number(o, measure_part_ms(m, m->propagation));
    csv_out_number(o, measure_part_ms(m, m->transmission));
    csv_out_number(o, measure_part_ms(m, m->queueing));
    csv_out_number(o, measure_part_ms(m, m->gateway));
}

/* --- flows.csv --- */

static const struct csv_column flow_columns[] = {
    {"flow", "TRAFFIC:SOURCE->DESTINATION, with #k where an entry has several flows a pair",
     CSV_STRING},
    {"traffic", "the traffic entry", CSV_STRING},
    {"src", "VM that sends", CSV_STRING},
    {"dst", "VM that receives; for pairing random the group", CSV_STRING},
    {"src_region", "region of the source", CSV_STRING},
    {"dst_region", "region of the destination", CSV_STRING},
    {"transport", "udp, tcp, or icmp for ping", CSV_STRING},
    {"tunnel_fwd", "tunnel that the way there is routed into, as in tunnels.csv; empty: none",
     CSV_STRING},
    {"tunnel_rev", "the same of the way back", CSV_STRING},
    {"start_s", "when the flow starts", CSV_NUMBER},
    {"end_s",
     "when it stops: its stop, the arrival of a bulk transfer's last byte, or the end of the run; "
     "empty: it has not begun by then",
     CSV_NUMBER},
    COUNT_COLUMNS,
    {"limited_by",
     "what holds the flow's throughput back, the largest share of its time in limits.csv: "
     "application, handshake, send_buffer, receive_window, "
     "slow_start, congestion_window, pacing, tunnel_down, loss (on the line, or time-outs of TCP), "
     "or a place: nic:VM, link:NAME, gateway:GW/tunnel_bits, "
     "gateway:GW/tunnel_packets, gateway:GW/aggregate, gateway:GW/gateway_down, "
     "link:NAME/link_down, link:NAME/mtu, link:NAME/reordering, nic:VM/appliance, vnet:V/no_route, "
     "balancer:LB/no_backend (PLACE/CAUSE of drops.csv, where it is not that the place is too "
     "narrow); and of who asks: service:VM, round_trip. What holds it back together "
     "with that: named in limits.csv",
     CSV_STRING},
    TCP_COLUMNS,
    REVERSE_COLUMNS,
    {"stall_max_s",
     "the longest time without anything new for the application, from the flow's start (or the "
     "warm-up's end) to its end, both included: one way bytes at "
     "the destination, of ping and request_response answers in time, of TCP in the order of its "
     "stream",
     CSV_NUMBER},
    {"requests_lost",
     "of request_response: requests without a response within `timeout`, or whose connection was "
     "aborted; empty for others",
     CSV_INTEGER},
};

static const char *tunnel_of(const struct network *n, const struct flow *f, bool is_answer)
{
    const struct route *r = network_route(n, f, is_answer);
    return r != NULL && r->kind == ROUTE_TUNNEL
               ? n->tunnel[network_choose(r, network_hash(f, 0, is_answer))].name
               : NULL;
}

static void write_flows(const struct results *r, struct csv_out *o)
{
    const struct network *n = r->net;
    struct arena *scratch = arena_new();

    for (size_t i = 0; i < n->n_flows; i++) {
        const struct flow *f = &n->flow[i];
        csv_out_text(o, network_flow_name(n, f, scratch));
        csv_out_text(o, f->spec->r.name);
        csv_out_text(o, network_src_name(n, f));
        csv_out_text(o, network_dst_name(n, f));
        csv_out_text(o, f->src_region->lp.name);
        csv_out_text(o, f->dst_region->lp.name);
        csv_out_text(o, f->spec->app == TOPO_PING                  ? "icmp"
                        : f->spec->transport == TOPO_TRANSPORT_TCP ? "tcp"
                                                                   : "udp");
        csv_out_text(o, tunnel_of(n, f, false));
        csv_out_text(o, tunnel_of(n, f, true));
        csv_out_number(o, sim_time_s(f->start_at));
        csv_out_number(o, f->start_at < n->duration ? sim_time_s(flow_end_at(n, i)) : NAN);
        write_counts(o, &r->flow[i]);
        write_delays(o, &r->flow[i]);
        csv_out_text(o, results_limited_by(r, i));
        write_tcp(o, n, i);
        write_way(o, &r->flow[i].rev);
        csv_out_number(o, sim_time_s(flow_stall_dur(n, i, flow_end_at(n, i))));
        if (f->spec->app == TOPO_REQUEST_RESPONSE) {
            csv_out_int(o, flow_requests_lost(n->src[i]));
        } else {
            csv_out_missing(o);
        }
        arena_clear(scratch);
    }
    arena_free(scratch);
}

static const struct csv_table flow_table = {
    .file = "flows.csv",
    .row = "a flow",
    .help = "packets_*, bytes_*, owd_* and the time split speak of the way from source to "
            "destination only; the way back stands behind\n"
            "them, in rev_*. Counted are the packets sent at or after the warm-up's end. One-way "
            "delays between regions whose\n"
            "latency is `measured` are half of a round trip: one-way delays are not published.",
    .column = flow_columns,
    .n = sizeof flow_columns / sizeof *flow_columns,
    .n_key = 1,
};
const struct results_file results_flows = {&flow_table, write_flows};

/* --- pairs.csv --- */

static const struct csv_column pair_columns[] = {
    {"src_region", "region of the sources", CSV_STRING},
    {"dst_region", "region of the destinations", CSV_STRING},
    COUNT_COLUMNS,
    {"flows", "how many flows the row sums up", CSV_INTEGER},
    REVERSE_COLUMNS,
    {"transfer_usd_month",
     "share of the scenario's monthly_volume, at the prices of models/data; empty: not asked for, "
     "or a price is not known",
     CSV_NUMBER},
};

static uint64_t count_flows(const struct network *n, const struct results_pair *p)
{
    uint64_t count = 0;
    for (size_t i = 0; i < n->n_flows; i++) {
        count += n->flow[i].src_region->lp.name == p->src_region &&
                 n->flow[i].dst_region->lp.name == p->dst_region;
    }
    return count;
}

static void write_pairs(const struct results *r, struct csv_out *o)
{
    for (size_t i = 0; i < r->n_pairs; i++) {
        const struct results_pair *p = &r->pair[i];
        csv_out_text(o, p->src_region);
        csv_out_text(o, p->dst_region);
        write_counts(o, &p->sum);
        write_delays(o, &p->sum);
        csv_out_int(o, count_flows(r->net, p));
        write_way(o, &p->sum.rev);
        csv_out_number(o, p->sum.transfer_usd_month);
    }
}

static const struct csv_table pair_table = {
    .file = "pairs.csv",
    .row = "an ordered pair of regions",
    .help =
        "Sums over all its flows; delays are those of all its packets together, percentiles too.",
    .column = pair_columns,
    .n = sizeof pair_columns / sizeof *pair_columns,
    .n_key = 2,
};
const struct results_file results_pairs = {&pair_table, write_pairs};
