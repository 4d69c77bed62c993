/*
 * Traffic: who sends what to whom.
 */
#include "models/cloud/schema.h"

#include "sim/base/field_code.h"

enum { APP_BULK = 16, APP_REPLAY };

static const struct field_word apps[] = {
    {"cbr", TOPO_CBR, false, "packets at a constant rate, beginning at a random phase"},
    {"poisson", TOPO_POISSON, false, "packets at exponential distances"},
    {"on_off", TOPO_ON_OFF, false, "constant rate during `on`, silence during `off`"},
    {"ping", TOPO_PING, false, "an ICMP echo request an interval, and its reply"},
    {"request_response", TOPO_REQUEST_RESPONSE, false, "a request, its response, a pause, and again"},
    {"bulk", APP_BULK, true, "a transfer as fast as the path allows"},
    {"replay", APP_REPLAY, true, "packets from a file"},
    {NULL, 0, false, NULL},
};

static const struct field_word pairings[] = {
    {"one_to_one", TOPO_ONE_TO_ONE, false, "member i of `from` sends to member i mod n of `to`"},
    {"all_to_all", TOPO_ALL_TO_ALL, false, "every member of `from` sends to every member of `to`"},
    {"random", TOPO_RANDOM, false, "a new member of `to` for each packet (cbr, poisson) or request"},
    {NULL, 0, false, NULL},
};

static const struct field_word transports[] = {
    {"udp", 0, false, "UDP over IPv4: 28 bytes of headers"},
    {"tcp", 1, true, "TCP"},
    {NULL, 0, false, NULL},
};

enum {
    CBR = 1u << TOPO_CBR,
    POISSON = 1u << TOPO_POISSON,
    ON_OFF = 1u << TOPO_ON_OFF,
    PING = 1u << TOPO_PING,
    RR = 1u << TOPO_REQUEST_RESPONSE,
    STREAM = CBR | POISSON | ON_OFF
};

#define AT(member) .offset = offsetof(struct topo_traffic, member)

static const struct field fields[] = {
    {.name = "from", .kind = FIELD_REF, .flags = FIELD_REQUIRED, AT(from_ref),
     .help = "the senders: an entry of virtual_machines, cloud_services or managed_instances, or one member of it (web-0)", .example = "web"},
    {.name = "to", .kind = FIELD_REF, .flags = FIELD_REQUIRED, AT(to_ref), .help = "the receivers, likewise; or an entry of load_balancers or private_endpoints", .example = "db"},
    {.name = "app", .kind = FIELD_WORD, .flags = FIELD_REQUIRED, AT(app), .words = apps, .help = "what is sent"},
    {.name = "transport", .kind = FIELD_WORD, .flags = FIELD_ONLY_DEFAULT, .words = transports, .def = "udp",
     .when = STREAM | RR, .help = "the protocol above IP; ping is ICMP"},
    {.name = "pairing", .kind = FIELD_WORD, AT(pairing), .words = pairings, .def = "one_to_one", .help = "who sends to whom"},
    {.name = "flows", .kind = FIELD_INT, AT(flows), .min = 1, .max = 65536, .def = "1", .help = "parallel flows a pair"},
    {.name = "port", .kind = FIELD_INT, AT(port), .min = 1, .max = 65535, .def = "5001", .when = STREAM | RR,
     .help = "of the destination (UDP); only rules of security groups and load balancers look at it. The source's is 49152, the first that is not registered, in "
             "rules of security groups; to a load balancer each flow has one of its own"},
    {.name = "start", .kind = FIELD_DURATION, AT(start), .def = "0s", .help = "when sending begins"},
    {.name = "stop", .kind = FIELD_DURATION, .flags = FIELD_UNLIMITED, AT(stop), .def = "unlimited",
     .help = "when sending ends; unlimited: with the run"},
    {.name = "rate", .kind = FIELD_RATE, AT(rate_bps), .min = 1000, .max = 1000 * INT64_C(1000000000), .when = STREAM,
     .required_when = STREAM, .example = "100Mbps",
     .help = "of each flow, counting whole IP packets; on_off: while on"},
    {.name = "packet_size", .kind = FIELD_DIST_BYTES, AT(packet_size), .min = 28, .max = 65535, .def = "84B",
     .when = STREAM | PING, .required_when = STREAM, .table = &schema_dist_bytes,
     .help = "of whole IP packets, headers included; the default is ping's"},
    {.name = "on", .kind = FIELD_DIST_TIME, AT(on), .when = ON_OFF, .required_when = ON_OFF, .table = &schema_dist_time,
     .help = "how long it sends; what is left of the gap between two packets when it falls silent goes on in the next burst", .example = "{distribution: exponential, mean: 200ms}"},
    {.name = "off", .kind = FIELD_DIST_TIME, AT(off), .when = ON_OFF, .required_when = ON_OFF, .table = &schema_dist_time,
     .help = "how long it is silent", .example = "{distribution: exponential, mean: 800ms}"},
    {.name = "interval", .kind = FIELD_DURATION, AT(interval), .min = SIM_US, .max = INT64_MAX, .def = "1s", .when = PING,
     .help = "from one echo request to the next", .example = "100ms"},
    {.name = "request_size", .kind = FIELD_DIST_BYTES, AT(request_size), .min = 1, .max = 65507, .when = RR,
     .required_when = RR, .table = &schema_dist_bytes, .help = "application bytes of a request", .example = "200B"},
    {.name = "response_size", .kind = FIELD_DIST_BYTES, AT(response_size), .min = 1, .max = 65507, .when = RR,
     .required_when = RR, .table = &schema_dist_bytes, .help = "application bytes of a response", .example = "8kB"},
    {.name = "think_time", .kind = FIELD_DIST_TIME, AT(think_time), .def = "0s", .when = RR, .table = &schema_dist_time,
     .help = "from a response to the next request, and before the first one: so loops do not start in step"},
    {.name = "connections", .kind = FIELD_INT, AT(connections), .min = 1, .max = 65536, .def = "1", .when = RR,
     .help = "request loops at once in one flow"},
    {.name = "timeout", .kind = FIELD_DURATION, AT(timeout), .min = SIM_US, .max = INT64_MAX, .def = "1s", .when = PING | RR,
     .help = "a request without its response by then counts as lost, and the next one goes out"},
    {.name = "congestion_control", .kind = FIELD_LATER, .help = "of TCP"},
    {.name = "size", .kind = FIELD_LATER, .help = "of a bulk transfer"},
    {.name = "receive_buffer", .kind = FIELD_LATER, .help = "of TCP"},
    {.name = "send_buffer", .kind = FIELD_LATER, .help = "of TCP"},
    {.name = "file", .kind = FIELD_LATER, .help = "of replay"},
};

static void finish(void *object, struct arena *arena, struct diag *diag)
{
    const struct topo_traffic *t = object;
    (void)arena;
    if (t->app == TOPO_ON_OFF && dist_quantile(&t->on, 0.5) < (double)SIM_US) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&t->r, "on"), "next to nothing",
                 "traffic `%s` is never on long enough to send", t->r.name);
        diag_help(diag, "at least half of the bursts must last 1us or longer");
    }
    if (t->stop <= t->start) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&t->r, "stop"), "not after the start",
                 "traffic `%s` stops before it starts", t->r.name);
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
