/* What is wrong with a traffic entry although each of its fields is right. */
#include "models/language/schema_traffic_parts.h"
#include "sim/base/field_code.h"

/* What says how TCP is set, where something else is sent; and what TCP leaves without a meaning. */
static void check_transport(struct topo_traffic *t, struct diag *diag)
{
    if (t->app == TOPO_BULK && !resource_field_given(&t->r, "transport")) {
        t->transport = TOPO_TRANSPORT_TCP;
    }
    if (t->app == TOPO_BULK && t->transport == TOPO_TRANSPORT_UDP) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&t->r, "transport"),
                 "not over UDP", "the bulk transfer `%s` needs TCP", t->r.name);
        diag_help(diag, "transport: tcp; or app: cbr, which sends at a rate");
    }
    for (size_t i = 0; i < schema_tcp.n; i++) {
        const char *name = schema_tcp.fields[i].name;
        if (t->transport == TOPO_TRANSPORT_UDP && t->app != TOPO_BULK &&
            resource_field_given(&t->r, name)) {
            diag_add(diag, &field_code_contradiction, resource_field_at(&t->r, name), "of TCP",
                     "`%s` has no meaning without TCP", name);
            diag_help(diag, "add transport: tcp, or leave it out");
        }
    }
    if (!resource_field_given(&t->r, "timeout")) {
        t->timeout = t->transport == TOPO_TRANSPORT_TCP && t->app == TOPO_REQUEST_RESPONSE
                         ? SIM_NEVER
                         : SIM_S;
    }
}

/* RFC 6298, 2.4 and 2.5: the longest time-out bounds the others. Those of the operating systems are
 * below every longest one that may be given. */
static void check_time_outs(const struct topo_traffic *t, struct diag *diag)
{
    const struct {
        const char *name;
        sim_time_t value;
    } below[] = {{"initial_rto", t->tcp.initial_rto}, {"min_rto", t->tcp.min_rto}};

    for (size_t i = 0; t->tcp.max_rto != 0 && i < sizeof below / sizeof below[0]; i++) {
        if (below[i].value <= t->tcp.max_rto) {
            continue;
        }
        diag_add(diag, &field_code_contradiction, resource_field_at(&t->r, below[i].name),
                 "longer than the longest", "%s is above max_rto", below[i].name);
        diag_other(diag, resource_field_at(&t->r, "max_rto"), "the longest");
        diag_help(diag, "raise max_rto, at least 60s by RFC 6298, 2.5; or lower %s", below[i].name);
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

void schema_traffic_finish(void *traffic, struct arena *arena, struct diag *diag)
{
    struct topo_traffic *t = traffic;
    (void)arena;
    check_replay(t, diag);
    check_transport(t, diag);
    check_time_outs(t, diag);
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
