#include "models/tcp/tcp_profile.h"

#include <math.h>

#include "models/cloud/catalog.h"
#include "models/cloud/topo.h"
#include "models/tcp/tcp_cc.h"

enum {
    INITIAL_WINDOW = 10 /* RFC 6928 */,
    LINUX_SCALE = 7,
    WINDOWS_SCALE = 8,
    UNSCALED_MOST = 65535,
    SCALE_MOST = 14 /* RFC 7323, 2.3 */
};

/* Initial and longest time-out: RFC 6298, 2.1 and 2.5; Linux's TCP_TIMEOUT_INIT and TCP_RTO_MAX. */
#define RTO_INITIAL   (1 * SIM_S)
#define RTO_MAX       (120 * SIM_S)
#define LINUX_RTO_MIN (200 * SIM_MS) /* TCP_RTO_MIN */

/* tcp_rmem, tcp_wmem, tcp_retries2, tcp_syn_retries, tcp_synack_retries: ip-sysctl.rst;
 * TCP_RTO_MIN, TCP_DELACK_MIN, TCP_MAX_QUICKACKS: include/net/tcp.h; push_ack: __tcp_cleanup_rbuf,
 * net/ipv4/tcp.c. */
static void set_linux(struct tcp_profile *p, const struct catalog *c)
{
    p->receive_bytes = (uint64_t)catalog_assumption(c, "tcp_linux_receive_bytes");
    p->send_bytes = (uint64_t)catalog_assumption(c, "tcp_linux_send_bytes");
    p->scale = LINUX_SCALE;
    p->rto = (struct tcp_rto_limits){
        .initial = RTO_INITIAL, .min = LINUX_RTO_MIN, .max = RTO_MAX, .min_of_variance = true};
    p->ack_delay = 40 * SIM_MS;
    p->retries = 15;
    p->syn_retries = 6;
    p->synack_retries = 5;
    p->quick_acks = 16;
    p->push_ack = true;
    p->hystart = TCP_HYSTART_CLASSIC;
}

/* netsh's and Get-NetTCPSetting's names stand in models/data/assumptions.csv with the reasons. */
static void set_windows(struct tcp_profile *p, const struct catalog *c)
{
    p->receive_bytes = (uint64_t)catalog_assumption(c, "tcp_windows_receive_bytes");
    p->send_bytes = (uint64_t)catalog_assumption(c, "tcp_windows_send_bytes");
    p->scale = WINDOWS_SCALE;
    p->rto = (struct tcp_rto_limits){
        .initial = RTO_INITIAL,
        .min = (sim_time_t)(catalog_assumption(c, "tcp_windows_min_rto_ms") * 1e9),
        .max = RTO_MAX};
    p->ack_delay = (sim_time_t)(catalog_assumption(c, "tcp_windows_delayed_ack_ms") * 1e9);
    p->retries = (uint32_t)catalog_assumption(c, "tcp_windows_retransmissions");
    p->syn_retries = (uint32_t)catalog_assumption(c, "tcp_windows_syn_retransmissions");
    p->synack_retries = (uint32_t)catalog_assumption(c, "tcp_windows_synack_retransmissions");
    p->quick_acks = 0;
    p->push_ack = false;
    p->hystart = TCP_HYSTART_PLUS_PLUS;
}

/*
 * How long Linux sends again before it gives up: what `retries` doublings of the least time-out
 * would take, the longest included (tcp_model_timeout, net/ipv4/tcp_timer.c of kernel 6.1;
 * ip-sysctl.rst, tcp_retries2: 15 of them are 924.6 s). By the clock, not by a count: a connection
 * with a long time-out gives up after fewer.
 */
static sim_time_t give_up_dur(uint32_t retries, sim_time_t most)
{
    sim_time_t dur = 0, rto = LINUX_RTO_MIN;

    for (uint32_t i = 0; i <= retries; i++) {
        dur += rto < most ? rto : most;
        rto = rto < most ? rto * 2 : most;
    }
    return dur;
}

static void set_receive(struct tcp_profile *p, uint64_t bytes)
{
    p->receive_bytes = bytes;
    for (p->scale = 0; bytes >> p->scale > UNSCALED_MOST && p->scale < SCALE_MOST;)
        p->scale++;
}

static void override(struct tcp_profile *p, const struct topo_traffic *t)
{
    const struct topo_tcp *o = &t->tcp;

    if (o->receive_bytes != 0)
        set_receive(p, (uint64_t)o->receive_bytes);
    if (o->send_bytes != 0)
        p->send_bytes = (uint64_t)o->send_bytes;
    if (o->min_rto != 0)
        p->rto.min = o->min_rto;
    if (o->max_rto != 0)
        p->rto.max = o->max_rto;
    if (o->initial_rto != 0)
        p->rto.initial = o->initial_rto;
    if (resource_field_given(&t->r, "syn_retransmissions"))
        p->syn_retries = (uint32_t)o->syn_retransmissions;
    if (resource_field_given(&t->r, "synack_retransmissions"))
        p->synack_retries = (uint32_t)o->synack_retransmissions;
    if (o->retransmissions != 0)
        p->retries = (uint32_t)o->retransmissions;
    if (resource_field_given(&t->r, "delayed_ack"))
        p->ack_delay = o->delayed_ack;
    if (resource_field_given(&t->r, "quick_acks"))
        p->quick_acks = (uint16_t)o->quick_acks;
    if (resource_field_given(&t->r, "push_ack"))
        p->push_ack = o->push_ack;
    if (resource_field_given(&t->r, "hystart"))
        p->hystart = (enum tcp_hystart)o->hystart;
}

void tcp_profile_of(struct tcp_profile *p, const struct topo_traffic *t,
                    const struct topo_vm_group *at, const struct catalog *c)
{
    static const struct tcp_cc_ops *const cc[] = {
        [TOPO_CC_NEWRENO] = &tcp_cc_newreno,
        [TOPO_CC_CUBIC] = &tcp_cc_cubic,
        [TOPO_CC_BBR] = &tcp_cc_bbr,
    };

    *p = (struct tcp_profile){
        .cc = cc[t->tcp.congestion_control],
        .initial_window =
            t->tcp.initial_window != 0 ? (uint32_t)t->tcp.initial_window : INITIAL_WINDOW,
        .stamps = !resource_field_given(&t->r, "timestamps") || t->tcp.timestamps,
        .ecn = t->tcp.ecn,
        .nagle = t->tcp.nagle,
        .counts_bytes = !resource_field_given(&t->r, "byte_counting") || t->tcp.byte_counting,
        .restarts = !resource_field_given(&t->r, "idle_restart") || t->tcp.idle_restart,
        .grows = t->tcp.receive_bytes == 0, /* a buffer that is set stays (SO_RCVBUF) */
        .rack = t->tcp.loss_detection == TOPO_LOSS_BY_RACK,
    };
    if (at->os == TOPO_WINDOWS)
        set_windows(p, c);
    else
        set_linux(p, c);
    override(p, t);
    p->give_up_dur = at->os == TOPO_WINDOWS ? 0 : give_up_dur(p->retries, p->rto.max);
}

void tcp_profile_widen(struct tcp_profile *p, double receive, double send)
{
    if (receive > 1)
        set_receive(p, (uint64_t)llround((double)p->receive_bytes * receive));
    p->send_bytes = (uint64_t)llround((double)p->send_bytes * send);
}
