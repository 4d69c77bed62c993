#include "models/tcp/tcp_rto.h"

static sim_time_t larger(sim_time_t a, sim_time_t b)
{
    return a > b ? a : b;
}

void tcp_rto_init(struct tcp_rto *r, const struct tcp_rto_limits *limits)
{
    *r = (struct tcp_rto){.rto = limits->initial};
}

sim_time_t tcp_rto_of(sim_time_t srtt, sim_time_t rttvar, const struct tcp_rto_limits *limits)
{
    const sim_time_t rto = limits->min_of_variance ? srtt + larger(limits->min, 4 * rttvar)
                                                   : larger(limits->min, srtt + 4 * rttvar);

    return rto < limits->max ? rto : limits->max;
}

void tcp_rto_sample(struct tcp_rto *r, const struct tcp_rto_limits *limits, sim_time_t rtt)
{
    rtt = larger(rtt, 1);
    if (r->srtt == 0) {
        r->srtt = rtt;
        r->rttvar = rtt / 2;
    } else {
        sim_time_t error = r->srtt > rtt ? r->srtt - rtt : rtt - r->srtt;
        r->rttvar += (error - r->rttvar) / 4;
        r->srtt += (rtt - r->srtt) / 8;
    }
    r->rto = tcp_rto_of(r->srtt, r->rttvar, limits);
}

void tcp_rto_back_off(struct tcp_rto *r, const struct tcp_rto_limits *limits)
{
    r->rto = r->rto < limits->max / 2 ? r->rto * 2 : limits->max;
}
