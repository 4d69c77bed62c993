/*
 * Traffic: who sends what to whom.
 */
#include "models/language/schema.h"

#include <string.h>

#include "sim/base/field_code.h"

static const struct field_word apps[] = {
    {"cbr", TOPO_CBR, false, "packets at a constant rate, beginning at a random phase"},
    {"poisson", TOPO_POISSON, false, "packets at exponential distances"},
    {"on_off", TOPO_ON_OFF, false, "constant rate during `on`, silence during `off`"},
    {"ping", TOPO_PING, false, "an ICMP echo request an interval, and its reply"},
    {"request_response", TOPO_REQUEST_RESPONSE, false,
     "a request, its response, a pause, and again"},
    {"bulk", TOPO_BULK, false, "a transfer over TCP as fast as the path allows"},
    {"replay", TOPO_REPLAY, false, "what a file says: when, and how many bytes"},
    {NULL, 0, false, NULL},
};

static const struct field_word pairings[] = {
    {"one_to_one", TOPO_ONE_TO_ONE, false, "member i of `from` sends to member i mod n of `to`"},
    {"all_to_all", TOPO_ALL_TO_ALL, false, "every member of `from` sends to every member of `to`"},
    {"random", TOPO_RANDOM, false,
     "a new member of `to` for each packet (cbr, poisson) or request; over TCP each has a "
     "connection of its own, and a bulk transfer goes to one"},
    {NULL, 0, false, NULL},
};

static const struct field_word transports[] = {
    {"udp", TOPO_TRANSPORT_UDP, false, "UDP over IPv4: 28 bytes of headers"},
    {"tcp", TOPO_TRANSPORT_TCP, false, "TCP over IPv4: 40 bytes of headers, and options"},
    {NULL, 0, false, NULL},
};

static const struct field_word congestion_controls[] = {
    {"newreno", TOPO_CC_NEWRENO, false, "RFC 5681"},
    {"cubic", TOPO_CC_CUBIC, false, "RFC 9438"},
    {"bbr", TOPO_CC_BBR, false, "BBR version 1, as Linux has it, but for its long-term sampling"},
    {NULL, 0, false, NULL},
};

static const struct field_word hystarts[] = {
    {"classic", TOPO_HYSTART_CLASSIC, false,
     "trains of acknowledgments, or a growing delay, as Linux's CUBIC"},
    {"plus_plus", TOPO_HYSTART_PLUS_PLUS, false, "HyStart++ (RFC 9406)"},
    {"off", TOPO_HYSTART_OFF, false, "slow start until something is lost"},
    {NULL, 0, false, NULL},
};

static const struct field_word loss_detections[] = {
    {"rack", TOPO_LOSS_BY_RACK, false, "by time, with tail loss probes (RFC 8985)"},
    {"sack", TOPO_LOSS_BY_SACK, false, "by three segments above it (RFC 6675), without probes"},
    {NULL, 0, false, NULL},
};

enum {
    CBR = 1u << TOPO_CBR,
    POISSON = 1u << TOPO_POISSON,
    ON_OFF = 1u << TOPO_ON_OFF,
    PING = 1u << TOPO_PING,
    RR = 1u << TOPO_REQUEST_RESPONSE,
    BULK = 1u << TOPO_BULK,
    REPLAY = 1u << TOPO_REPLAY,
    STREAM = CBR | POISSON | ON_OFF,
    CARRIED = STREAM | RR | BULK | REPLAY /* by a transport */
};

#define AT(member) .offset = offsetof(struct topo_traffic, member)

static const struct field fields[] = {
    {.name = "from",
     .kind = FIELD_REF,
     .flags = FIELD_REQUIRED,
     AT(from_ref),
     .help = "the senders: an entry of virtual_machines, cloud_services or managed_instances, or "
             "one member of it (web-0)",
     .example = "web"},
    {.name = "to",
     .kind = FIELD_REF,
     .flags = FIELD_REQUIRED,
     AT(to_ref),
     .help = "the receivers, likewise; or an entry of load_balancers or private_endpoints",
     .example = "db"},
    {.name = "app",
     .kind = FIELD_WORD,
     .flags = FIELD_REQUIRED,
     AT(app),
     .words = apps,
     .help = "what is sent"},
    {.name = "transport",
     .kind = FIELD_WORD,
     AT(transport),
     .words = transports,
     .def = "udp",
     .when = CARRIED,
     .help = "the protocol above IP; ping is ICMP, bulk always TCP. The keys from "
             "congestion_control on are for TCP"},
    {.name = "pairing",
     .kind = FIELD_WORD,
     AT(pairing),
     .words = pairings,
     .def = "one_to_one",
     .help = "who sends to whom"},
    {.name = "flows",
     .kind = FIELD_INT,
     AT(flows),
     .min = 1,
     .max = 65536,
     .def = "1",
     .help = "parallel flows a pair"},
    {.name = "port",
     .kind = FIELD_INT,
     AT(port),
     .min = 1,
     .max = 65535,
     .def = "5001",
     .when = CARRIED,
     .help = "of the destination; only rules of security groups and load balancers look at it"},
    {.name = "source_port",
     .kind = FIELD_INT,
     AT(source_port),
     .min = 1024,
     .max = 65535,
     .when = CARRIED,
     .help =
         "of each sender's first connection; its further ones of this entry have the next "
         "ports, from 65535 on to 1024. Not given: from 49152 on, the first that is not "
         "registered (RFC 6335, 6), over all connections that the VM opens. UDP from port 65330 "
         "is dropped: it is the platform's (cause reserved_port)",
     .example = "50000"},
    {.name = "by_name",
     .kind = FIELD_BOOL,
     AT(by_name),
     .def = "false",
     .help = "the sender looks the receiver up by its name (dns_servers of its network); a name "
             "that it does not get: what it would send is dropped, for the cause "
             "no_name"},
    {.name = "dont_fragment",
     .kind = FIELD_BOOL,
     AT(dont_fragment),
     .help = "a link whose mtu is smaller drops its packets, for the cause mtu; TCP then finds the "
             "path's MTU, if it is told. Not given: true over TCP, as Linux and Windows "
             "do; else false"},
    {.name = "start",
     .kind = FIELD_DURATION,
     AT(start),
     .def = "0s",
     .help = "when sending begins"},
    {.name = "stop",
     .kind = FIELD_DURATION,
     .flags = FIELD_UNLIMITED,
     AT(stop),
     .def = "unlimited",
     .help = "when sending ends; unlimited: with the run"},
    {.name = "rate",
     .kind = FIELD_RATE,
     AT(rate_bps),
     .min = 1000,
     .max = 1000 * INT64_C(1000000000),
     .when = STREAM,
     .required_when = STREAM,
     .example = "100Mbps",
     .help = "of each flow, counting whole IP packets; on_off: while on"},
    {.name = "packet_size",
     .kind = FIELD_DIST_BYTES,
     AT(packet_size),
     .min = 28,
     .max = 65535,
     .def = "84B",
     .when = STREAM | PING,
     .required_when = STREAM,
     .table = &schema_dist_bytes,
     .help = "of whole IP packets, headers included; the default is ping's"},
    {.name = "on",
     .kind = FIELD_DIST_TIME,
     AT(on),
     .when = ON_OFF,
     .required_when = ON_OFF,
     .table = &schema_dist_time,
     .help = "how long it sends; what is left of the gap between two packets when it falls silent "
             "goes on in the next burst",
     .example = "{distribution: exponential, mean: 200ms}"},
    {.name = "off",
     .kind = FIELD_DIST_TIME,
     AT(off),
     .when = ON_OFF,
     .required_when = ON_OFF,
     .table = &schema_dist_time,
     .help = "how long it is silent",
     .example = "{distribution: exponential, mean: 800ms}"},
    {.name = "interval",
     .kind = FIELD_DURATION,
     AT(interval),
     .min = SIM_US,
     .max = INT64_MAX,
     .def = "1s",
     .when = PING,
     .help = "from one echo request to the next",
     .example = "100ms"},
    {.name = "request_size",
     .kind = FIELD_DIST_BYTES,
     AT(request_size),
     .min = 1,
     .max = 65507,
     .when = RR,
     .required_when = RR,
     .table = &schema_dist_bytes,
     .help = "application bytes of a request",
     .example = "200B"},
    {.name = "response_size",
     .kind = FIELD_DIST_BYTES,
     AT(response_size),
     .min = 1,
     .max = 65507,
     .when = RR,
     .required_when = RR,
     .table = &schema_dist_bytes,
     .help = "application bytes of a response",
     .example = "8kB"},
    {.name = "think_time",
     .kind = FIELD_DIST_TIME,
     AT(think_time),
     .def = "0s",
     .when = RR,
     .table = &schema_dist_time,
     .help = "from a response to the next request, and before the first one: so loops do not start "
             "in step"},
    {.name = "connections",
     .kind = FIELD_INT,
     AT(connections),
     .min = 1,
     .max = 65536,
     .def = "1",
     .when = RR,
     .help = "request loops at once in one flow"},
    {.name = "timeout",
     .kind = FIELD_DURATION,
     AT(timeout),
     .min = SIM_US,
     .max = INT64_MAX,
     .when = PING | RR,
     .help = "a request without its response by then counts as lost, and the next one goes out; "
             "over TCP on a new connection, since a late response would come "
             "first on the old one. Not given: 1s; over TCP, which repairs what is lost, until the "
             "connection is aborted",
     .example = "1s"},
    {.name = "file",
     .kind = FIELD_REPLAY,
     AT(replay),
     .when = REPLAY,
     .required_when = REPLAY,
     .help = "CSV file of two columns, time_s (or time_ms, time_us, time_ns; from `start` on, in "
             "order) and bytes, relative to the scenario. Over UDP a row is a "
             "whole IP packet, over TCP what the application writes",
     .example = "packets.csv"},
    {.name = "size",
     .kind = FIELD_DIST_BYTES,
     .flags = FIELD_UNLIMITED,
     AT(size),
     .min = 1,
     .max = INT64_C(1) << 50,
     .def = "unlimited",
     .when = BULK,
     .table = &schema_dist_bytes,
     .help =
         "application bytes of each flow's transfer; unlimited: it goes on until `stop` or the end",
     .example = "100MB"},
    {.name = "start_gap",
     .kind = FIELD_DIST_TIME,
     AT(start_gap),
     .def = "0s",
     .when = BULK,
     .table = &schema_dist_time,
     .help = "from the start of one flow of the entry to that of the next, in the order of "
             "flows.csv: fixed, they start one after the other; "
             "exponential, they arrive as a Poisson process",
     .example = "13ms"},
    {.name = "congestion_control",
     .kind = FIELD_WORD,
     AT(tcp.congestion_control),
     .words = congestion_controls,
     .when = CARRIED,
     .help = "of both ends; not given: cubic"},
    {.name = "receive_buffer",
     .kind = FIELD_BYTES,
     AT(tcp.receive_bytes),
     .min = 1460,
     .max = INT64_C(1) << 30,
     .when = CARRIED,
     .help = "window that a receiver advertises, from the beginning on, as with SO_RCVBUF. Not "
             "given: 64 kB that grow as they are used, up to the largest of the "
             "receiver's operating system (Linux's dynamic right-sizing; on Windows assumed alike)",
     .example = "4MiB"},
    {.name = "send_buffer",
     .kind = FIELD_BYTES,
     AT(tcp.send_bytes),
     .min = 1460,
     .max = INT64_C(1) << 30,
     .when = CARRIED,
     .help = "bytes that a sender keeps unacknowledged; not given: that of the sender's operating "
             "system",
     .example = "4MiB"},
    {.name = "min_rto",
     .kind = FIELD_DURATION,
     AT(tcp.min_rto),
     .min = SIM_MS,
     .max = 60 * SIM_S,
     .when = CARRIED,
     .help = "smallest retransmission time-out; on Linux of its part above the mean round trip. "
             "Not given: that of the operating system",
     .example = "200ms"},
    {.name = "max_rto",
     .kind = FIELD_DURATION,
     AT(tcp.max_rto),
     .min = SIM_S,
     .max = 3600 * SIM_S,
     .when = CARRIED,
     .help = "longest retransmission time-out that backing off leads to; not given: 120s",
     .example = "120s"},
    {.name = "initial_rto",
     .kind = FIELD_DURATION,
     AT(tcp.initial_rto),
     .min = SIM_MS,
     .max = 60 * SIM_S,
     .when = CARRIED,
     .help = "time-out before a round trip is known, so of the first SYN; not given: 1s (RFC 6298)",
     .example = "1s"},
    {.name = "retransmissions",
     .kind = FIELD_INT,
     AT(tcp.retransmissions),
     .min = 1,
     .max = 100,
     .when = CARRIED,
     .help = "time-outs in a row that a connection survives; on Linux, as tcp_retries2, the time "
             "that so many would take from 200 ms on, doubled up to max_rto: 15 are "
             "924.6 s. Not given: that of the operating system",
     .example = "15"},
    {.name = "syn_retransmissions",
     .kind = FIELD_INT,
     AT(tcp.syn_retransmissions),
     .min = 0,
     .max = 127,
     .when = CARRIED,
     .help = "SYNs that are sent again before a handshake is given up; not given: that of the "
             "operating system",
     .example = "6"},
    {.name = "hystart",
     .kind = FIELD_WORD,
     AT(tcp.hystart),
     .words = hystarts,
     .when = CARRIED,
     .help = "how CUBIC leaves slow start before losses; not given: that of the operating system, "
             "classic on Linux and plus_plus on Windows"},
    {.name = "loss_detection",
     .kind = FIELD_WORD,
     AT(tcp.loss_detection),
     .words = loss_detections,
     .when = CARRIED,
     .help = "how losses are found beside time-outs; not given: rack"},
    {.name = "delayed_ack",
     .kind = FIELD_DURATION,
     AT(tcp.delayed_ack),
     .min = 0,
     .max = SIM_S / 2,
     .when = CARRIED,
     .help = "longest wait for a second segment to acknowledge; 0s: each is acknowledged. Not "
             "given: that of the operating system",
     .example = "40ms"},
    {.name = "initial_window",
     .kind = FIELD_INT,
     AT(tcp.initial_window),
     .min = 1,
     .max = 1000,
     .when = CARRIED,
     .help = "segments that a connection begins with; not given: 10 (RFC 6928)",
     .example = "10"},
    {.name = "idle_restart",
     .kind = FIELD_BOOL,
     AT(tcp.idle_restart),
     .when = CARRIED,
     .help = "after a silence longer than the time-out the congestion window begins small again "
             "(RFC 2861, Linux's tcp_slow_start_after_idle); not given: true"},
    {.name = "byte_counting",
     .kind = FIELD_BOOL,
     AT(tcp.byte_counting),
     .when = CARRIED,
     .help = "NewReno's window grows by the bytes acknowledged (RFC 3465); false: by "
             "acknowledgments (RFC 5681), half as fast where one answers two segments. "
             "Not given: true, as Linux"},
    {.name = "quick_acks",
     .kind = FIELD_INT,
     AT(tcp.quick_acks),
     .min = 0,
     .max = 1000,
     .when = CARRIED,
     .help = "segments at a connection's beginning that are acknowledged at once; not given: that "
             "of the operating system",
     .example = "16"},
    {.name = "timestamps",
     .kind = FIELD_BOOL,
     AT(tcp.timestamps),
     .when = CARRIED,
     .help = "RFC 7323: 12 bytes a segment; not given: on"},
    {.name = "ecn",
     .kind = FIELD_BOOL,
     AT(tcp.ecn),
     .when = CARRIED,
     .help = "RFC 3168: queues that can mark do so in place of dropping; not given: off"},
    {.name = "nagle",
     .kind = FIELD_BOOL,
     AT(tcp.nagle),
     .when = CARRIED,
     .help = "a small segment waits while another one is unacknowledged (RFC 896, as Linux has it: "
             "Minshall's variant). Not given: off, as applications set TCP_NODELAY "
             "that wait for answers: Go's net package, nginx by default"},
};

/* What says how TCP is set, where something else is sent; and what TCP leaves without a meaning. */
static void check_transport(struct topo_traffic *t, struct diag *diag)
{
    bool of_tcp = false;

    if (t->app == TOPO_BULK && !resource_field_given(&t->r, "transport")) {
        t->transport = TOPO_TRANSPORT_TCP;
    }
    if (t->app == TOPO_BULK && t->transport == TOPO_TRANSPORT_UDP) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&t->r, "transport"),
                 "not over UDP", "the bulk transfer `%s` needs TCP", t->r.name);
        diag_help(diag, "transport: tcp; or app: cbr, which sends at a rate");
    }
    for (size_t i = 0; i < SCHEMA_N(fields); i++) {
        of_tcp = of_tcp || strcmp(fields[i].name, "congestion_control") == 0;
        if (of_tcp && t->transport == TOPO_TRANSPORT_UDP && t->app != TOPO_BULK &&
            resource_field_given(&t->r, fields[i].name)) {
            diag_add(diag, &field_code_contradiction, resource_field_at(&t->r, fields[i].name),
                     "of TCP", "`%s` has no meaning without TCP", fields[i].name);
            diag_help(diag, "add transport: tcp, or leave it out");
        }
    }
    if (!resource_field_given(&t->r, "timeout")) {
        t->timeout = t->transport == TOPO_TRANSPORT_TCP && t->app == TOPO_REQUEST_RESPONSE
                         ? SIM_NEVER
                         : SIM_S;
    }
}

/* IPv4's total length (RFC 791), with the headers of IP and UDP in it. */
static void check_replay(const struct topo_traffic *t, struct diag *diag)
{
    for (size_t i = 0; t->replay != NULL && t->transport == TOPO_TRANSPORT_UDP && i < t->replay->n;
         i++) {
        if (t->replay->row[i].bytes >= 28 && t->replay->row[i].bytes <= 65535) {
            continue;
        }
        diag_add(
            diag, &field_code_sample, resource_field_at(&t->r, "file"), "this file",
            "it cannot be replayed over UDP: row %zu has %lldB, and a packet has 28B to 65535B",
            i + 1, (long long)t->replay->row[i].bytes);
        diag_help(diag, "count whole IP packets, as a capture's ip.len; or write transport: tcp, "
                        "which makes packets of any number of bytes");
        return;
    }
}

static void finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_traffic *t = object;
    (void)arena;
    check_replay(t, diag);
    check_transport(t, diag);
    if (!resource_field_given(&t->r, "dont_fragment")) {
        t->dont_fragment = t->transport == TOPO_TRANSPORT_TCP && t->app != TOPO_PING;
    }
    if (t->app == TOPO_ON_OFF && dist_quantile(&t->on, 0.5) < (double)SIM_US) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&t->r, "on"), "next to nothing",
                 "traffic `%s` is never on long enough to send", t->r.name);
        diag_help(diag, "at least half of the bursts must last 1us or longer");
    }
    if (t->stop <= t->start) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&t->r, "stop"),
                 "not after the start", "traffic `%s` stops before it starts", t->r.name);
        if (resource_field_given(&t->r, "start")) {
            diag_other(diag, resource_field_at(&t->r, "start"), "it starts here");
        }
        diag_help(diag, "let it stop later than it starts, or leave out stop");
    }
}

const struct field_table schema_traffic = {
    .kind = "traffic entry",
    .help = "Who sends what to whom. `app` decides which further keys apply.",
    .size = sizeof(struct topo_traffic),
    .resource = offsetof(struct topo_traffic, r),
    .fields = fields,
    .n = SCHEMA_N(fields),
    .switch_name = "app",
    .finish = finish,
};
