/*
 * A random way with twelve limits (NIC, link, the tunnel's bits and packets and the aggregate of
 * both gateways, receive window, send buffer, the application's rate, packets from one loss on the
 * line to the next); tests/theory/limits_text.h writes it. One of them is drawn to be the tightest,
 * the others wider: apart, 1.25 to 4 times, so that it still is the tightest when it is raised by a
 * quarter; or near, as wide or up to 4 times as wide (losses: 6). Apart, three share the flow's
 * time with what is further: losses on the line with a queue, drawn 2.5 to 6 times apart from it
 * (tests/theory/test_limits_line.c); windows, which wait for what they pass in each round trip: 1.5
 * to 4; and an application over TCP, which sends by a window that a short queue halves, and has
 * three quarters of what the element behind it carries: 1.67 to 4. And a queue takes what a gateway
 * lets go after a stall, where losses on the line are the tightest: what is lost of it reduces the
 * window whatever the rate of the link is.
 * Transport (UDP, NewReno, CUBIC, BBR, which is paced), operating system, queue discipline (all
 * five of the language), budget, parallel flows, round trip, packet sizes, other traffic on the
 * same way and the gateways' processing are drawn too. Not drawn are faults, marks (ECN), and other
 * TCP.
 */
#ifndef TESTS_THEORY_LIMITS_WAY_H
#define TESTS_THEORY_LIMITS_WAY_H

#include "sim/engine/rng.h"
#include "tests/theory/simulate.h"

enum knob {
    NIC,
    LINK,
    OUT_BITS,
    OUT_PACKETS,
    OUT_ALL,
    IN_BITS,
    IN_PACKETS,
    IN_ALL,
    RECEIVE,
    SEND,
    APPLICATION,
    LOSS,
    KNOBS
};
enum { DURATION_S = 50, WARMUP_S = 10 };
/* IPv4 20, SPI and sequence number 8, IV 8, padding up to 3, trailer 2, ICV 16: RFC 4303, 2; RFC
 * 4106. */
enum { ESP_BYTES = 57 };
/* IPv4 20 and TCP 20; Windows sends no time stamps. */
enum { IP_TCP_BYTES = 40, STAMP_BYTES = 12 };
/* Of what an element without a queue carries: a window that is halved when it meets it. */
#define HALVED_CARRIES 0.75
/* Of a gateway, with its stalls (gateway_processing_ms). */
#define PASS_S 0.415e-3
/* Eight of the long stalls of a gateway (gateway_stall_long_mean_ms), which come 0.43 times a
 * second: what it has held back leaves it at once. Of a window's mean they are exceeded 0.0001
 * times a second, of its peaks, twice as large, 0.008 times; losses on the line come 0.2 to 1.5
 * times, of which LIMIT_SHARE_LEAST is 0.003 and more. */
#define STALLS_S 0.095

static const char *const word[KNOBS] = {
    [NIC] = "nic:va-0",
    [LINK] = "link:left->right",
    [OUT_BITS] = "gateway:ga/tunnel_bits",
    [OUT_PACKETS] = "gateway:ga/tunnel_packets",
    [OUT_ALL] = "gateway:ga/aggregate",
    [IN_BITS] = "gateway:gb/tunnel_bits",
    [IN_PACKETS] = "gateway:gb/tunnel_packets",
    [IN_ALL] = "gateway:gb/aggregate",
    [RECEIVE] = "receive_window",
    [SEND] = "send_buffer",
    [APPLICATION] = "application",
    [LOSS] = "loss",
};

struct draw {
    struct rng rng;
    bool apart;         /* the tightest limits alone */
    double knob[KNOBS]; /* bit/s, packets/s, bytes, packets a loss on the line */
    bool loses;         /* on the line */
    bool has_rate;      /* the application */
    const char *cc;     /* NULL: UDP */
    const char *discipline, *os;
    bool processing, shared_budget;
    unsigned seed;
    int n, bytes; /* of flows; of a packet */
    double one_way_ms, queue_bytes, other_bps;
    enum knob tightest;
    double *base; /* [REPLICATIONS]: the goodput by seed; 0: not yet known */
};

static double between(struct draw *d, double least, double most)
{
    return least * pow(most / least, gsl_rng_uniform(&d->rng.gsl));
}

static bool one_in(struct draw *d, unsigned n)
{
    return gsl_rng_uniform_int(&d->rng.gsl, n) == 0;
}

/* Of packets, so that a flow's window is w segments (tests/theory/test_tcp_loss.c). */
static double loss_for(const struct draw *d, double w, double rtt_s)
{
    const double reno = 1.5 / w / w;

    return strcmp(d->cc, "cubic") == 0 ? fmax(reno, rtt_s * pow(1.054 / w, 4.0 / 3)) : reno;
}

static bool is_window(enum knob k)
{
    return k == RECEIVE || k == SEND;
}

/* What a packet carries of the application, whose are the rates and windows; the others carry whole
 * packets. */
static double payload_frac(const struct draw *d)
{
    const int headers = IP_TCP_BYTES + (strcmp(d->os, "linux") == 0 ? STAMP_BYTES : 0);

    return d->cc != NULL ? 1 - (double)headers / d->bytes : 1;
}

/* That a packet takes at what is drawn, at one of its knobs. */
static double packet_s(const struct draw *d, enum knob k)
{
    return (k == OUT_PACKETS || k == IN_PACKETS ? 1 : d->bytes * 8) / d->knob[k];
}

/* Without queues; windows are drawn last. */
static double round_trip_s(const struct draw *d)
{
    return d->one_way_ms * 2e-3 + (d->processing ? 4 * PASS_S : 0) + packet_s(d, NIC) +
           packet_s(d, LINK) + fmax(packet_s(d, OUT_BITS), packet_s(d, OUT_PACKETS)) +
           packet_s(d, OUT_ALL) + fmax(packet_s(d, IN_BITS), packet_s(d, IN_PACKETS)) +
           packet_s(d, IN_ALL);
}

static bool is_bucket(const struct draw *d)
{
    return strcmp(d->discipline, "token_bucket") == 0;
}

/* How wide a limit is, of the tightest. */
static double width_of(struct draw *d, enum knob k)
{
    if (k == d->tightest)
        return 1;
    const bool loss = k == LOSS || d->tightest == LOSS;
    const bool given = d->tightest == APPLICATION && d->cc != NULL;
    const double least = loss                     ? 2.5
                         : given                  ? 1.25 / HALVED_CARRIES
                         : is_window(d->tightest) ? 1.5
                                                  : 1.25;
    return between(d, d->apart ? least : 1, loss ? 6 : 4);
}

/* Of a flow's window that is `far` wide. Apart: room for a flow with more than its share, its
 * queue, and what follows a retransmission that is lost too. Near: one of about two round trips'
 * worth holds up what follows a loss, and by how much is a matter of phase: none of 1.5 to 3 times
 * the tightest is drawn. BBR overruns a short queue the more, the larger its window: there it is
 * wide. */
static double window_scale(const struct draw *d, double far, bool is_deep)
{
    if (d->apart)
        return is_window(d->tightest) ? 1 : d->n * (is_deep ? 1 : 4);
    return d->cc != NULL && strcmp(d->cc, "bbr") == 0 ? 4 : far > 1.5 && far < 3 ? 2 : 1;
}

/* Acknowledgments take their part of the packets of a shared budget. */
static double packets_scale(const struct draw *d)
{
    return d->shared_budget && d->cc != NULL ? 3 : 1;
}

static void draw(struct draw *d, uint64_t seed, unsigned number, enum knob tightest, bool apart)
{
    static const char *const cc[] = {"newreno", "cubic", "bbr"};
    static const char *const discipline[] = {"codel", "fq_codel", "red", "token_bucket"};
    char name[32];

    snprintf(name, sizeof name, "scenario %u", number);
    memset(d, 0, sizeof *d);
    rng_stream(&d->rng, seed, name, "limits");
    d->tightest = tightest;
    d->apart = apart;
    const bool window = is_window(tightest);
    d->cc = !window && one_in(d, 4) ? NULL : cc[gsl_rng_uniform_int(&d->rng.gsl, 3)];
    if (window && strcmp(d->cc, "bbr") == 0)
        d->cc = "cubic";
    d->loses = tightest == LOSS ||
               (d->cc != NULL && !(apart && (window || tightest == APPLICATION)) && one_in(d, 3));
    if (d->loses) /* BBR does not slow down for them */
        d->cc = d->cc == NULL || strcmp(d->cc, "bbr") == 0 ? "newreno" : d->cc;
    if (tightest == LOSS && d->cc == NULL)
        d->cc = "cubic";
    d->has_rate = d->cc == NULL || tightest == APPLICATION || (!apart && one_in(d, 4));
    d->n = one_in(d, 2) ? 1 : 2 + (int)gsl_rng_uniform_int(&d->rng.gsl, 3);
    d->bytes = d->cc != NULL ? 1390 : (int)between(d, 200, 1400);
    d->shared_budget = one_in(d, 4);
    /* BBR overruns a short queue for good, and each loss means another acknowledgment: where those
     * take their part of the same packets per second, more of them does not mean more data. */
    if (d->shared_budget && (tightest == OUT_PACKETS || tightest == IN_PACKETS) && d->cc != NULL &&
        strcmp(d->cc, "bbr") == 0)
        d->cc = "newreno";
    /* Where data and acknowledgments meet at one server without any jitter, who is dropped is a
     * matter of phase: Floyd and Jacobson, "On traffic phase effects in packet-switched gateways"
     * (1992). */
    d->processing = d->shared_budget || one_in(d, 2);
    d->discipline = one_in(d, 2) ? "drop_tail" : discipline[gsl_rng_uniform_int(&d->rng.gsl, 4)];
    d->os = one_in(d, 4) ? "windows" : "linux";
    const double bps = between(d, 8e6, 40e6), segment_s = d->n * 1390 * 8 / bps;
    const double rtt_s = tightest == LOSS ? between(d, 20, 40) * segment_s * (apart ? 2 : 1)
                                          : fmax(between(d, 6e-3, 60e-3),
                                                 40 * segment_s); /* losses enough to count */
    d->one_way_ms = rtt_s * 1e3 / 2;
    const bool is_deep =
        tightest == LINK && one_in(d, 2); /* the window stands in its queue, and nothing is lost */
    if (is_deep)
        d->discipline = "drop_tail";
    const double least_s = apart && tightest == LOSS ? STALLS_S : 0;
    d->queue_bytes = fmax(bps * fmax(rtt_s, least_s) / 8, 60e3) * (is_deep ? 20 : 1);
    d->other_bps = one_in(d, 3) && tightest != NIC && d->cc != NULL
                       ? 0.2 * bps
                       : 0; /* UDP would win from it by sending more */
    for (int i = 0; i < KNOBS; i++) {
        const double far = width_of(d, (enum knob)i), wide = far * bps;
        const bool shared = i == LINK || (i >= OUT_BITS && i <= IN_ALL);
        const double room = wide + (shared ? d->other_bps : 0);
        if (i == OUT_PACKETS || i == IN_PACKETS)
            d->knob[i] = (wide / 8 / d->bytes + d->other_bps / 8 / 1000) *
                         (i != (int)tightest ? packets_scale(d) : 1);
        else if (is_window((enum knob)i))
            d->knob[i] =
                payload_frac(d) * wide * round_trip_s(d) / 8 / d->n * window_scale(d, far, is_deep);
        else if (i == LOSS)
            d->knob[i] =
                d->loses ? 1 / loss_for(d, wide * rtt_s / 8 / 1390 / d->n, rtt_s) : HUGE_VAL;
        else if (i == APPLICATION)
            d->knob[i] = payload_frac(d) * wide / d->n;
        else
            d->knob[i] = room * (i == LINK ? 1 + (double)ESP_BYTES / d->bytes : 1);
    }
}

#endif
