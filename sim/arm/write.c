#include "sim/arm/write.h"

#include <string.h>

#include "sim/arm/map.h"

/* --- scalars --- */

static bool is_plain(const char *s)
{
    static const char *const words[] = {"null", "~", "true", "false", "yes", "no", "on", "off"};
    const size_t n = strlen(s);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(s, words[i]) == 0) {
            return false;
        }
    }
    return n > 0 && s[0] != '-' && s[0] != '.' &&
           strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./") == n;
}

static void quoted(FILE *out, const char *s)
{
    (void)fputc('"', out);
    for (; *s != '\0'; s++) {
        const unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\') {
            (void)fprintf(out, "\\%c", c);
        } else if (c < 0x20 || c == 0x7f) {
            (void)fprintf(out, "\\x%02x", c);
        } else {
            (void)fputc(c, out);
        }
    }
    (void)fputc('"', out);
}

static void scalar(FILE *out, const char *s)
{
    if (is_plain(s)) {
        (void)fputs(s, out);
    } else {
        quoted(out, s);
    }
}

static void list(FILE *out, const struct arm_texts *t)
{
    (void)fputc('[', out);
    for (size_t i = 0; i < t->n; i++) {
        (void)fputs(i > 0 ? ", " : "", out);
        scalar(out, t->v[i]);
    }
    (void)fputc(']', out);
}

/* ", key: value" */
static void pair(FILE *out, const char *key, const char *value)
{
    if (value != NULL) {
        (void)fprintf(out, ", %s: ", key);
        scalar(out, value);
    }
}

static void text_pair(FILE *out, const char *key, const char *value)
{
    if (value != NULL) {
        (void)fprintf(out, ", %s: ", key);
        quoted(out, value);
    }
}

static void flag(FILE *out, const char *key, bool value)
{
    if (value) {
        (void)fprintf(out, ", %s: true", key);
    }
}

static void title(FILE *out, const char *key, size_t n)
{
    if (n > 0) {
        (void)fprintf(out, "\n%s:\n", key);
    }
}

/* --- the head --- */

static void comment_text(FILE *out, const char *s)
{
    for (; *s != '\0'; s++) {
        (void)fputc((unsigned char)*s < 0x20 ? ' ' : *s, out);
    }
}

struct comments {
    FILE *out;
    unsigned n;
};

static void comment(void *arg, const struct diag_code *code, const char *source, struct span at,
                    const char *message)
{
    struct comments *c = arg;
    FILE *out = c->out;
    c->n++;
    (void)fputs("#   ", out);
    if (source != NULL) {
        comment_text(out, source);
        (void)fprintf(out, ":%u:%u: ", at.line, at.col);
    }
    (void)fprintf(out, "%s[%s]: ", diag_severity_name(code->severity), code->id);
    comment_text(out, message);
    (void)fputc('\n', out);
}

static void head(const struct arm_plan *p, const char *name, const char *const *files, size_t n,
                 FILE *out)
{
    (void)fputs("# Imported by vnetsim import arm from", out);
    for (size_t i = 0; i < n; i++) {
        (void)fputs(i > 0 ? ", " : " ", out);
        comment_text(out, files[i]);
    }
    (void)fputs("\n", out);
    const unsigned all = diag_count(p->w->diag, DIAG_WARNING) + diag_count(p->w->diag, DIAG_NOTE);
    struct comments c = {.out = out};
    if (all > 0) {
        (void)fputs("#\n# What differs from there, was assumed, or is left out (vnetsim explain CODE tells more):\n",
                    out);
        diag_each(p->w->diag, comment, &c);
    }
    if (all > c.n) {
        (void)fprintf(out, "#   and %u more\n", all - c.n);
    }
    (void)fputs("vnetsim: 1\nname: ", out);
    scalar(out, name);
    (void)fputs("\n\nsimulation: {duration: 20s, seed: 1}\n", out);
}

/* --- networks --- */

static void write_subnets(const struct arm_network *n, FILE *out)
{
    (void)fputs(n->subnets.n > 0 ? "    subnets:\n" : "", out);
    for (size_t i = 0; i < n->subnets.n; i++) {
        const struct arm_subnet *s = n->subnets.v[i];
        (void)fprintf(out, "      %s: {address_prefix: ", s->name);
        scalar(out, s->prefix);
        pair(out, "route_table", s->table != NULL ? s->table->name : NULL);
        pair(out, "network_security_group", s->filter != NULL ? s->filter->name : NULL);
        (void)fputs("}\n", out);
    }
}

static void write_peerings(const struct arm_network *n, FILE *out)
{
    (void)fputs(n->peerings.n > 0 ? "    peerings:\n" : "", out);
    for (size_t i = 0; i < n->peerings.n; i++) {
        const struct arm_peering *g = n->peerings.v[i];
        (void)fprintf(out, "      %s: {remote_virtual_network: ", g->name);
        scalar(out, g->remote->name);
        (void)fputs(g->access ? "" : ", allow_virtual_network_access: false", out);
        flag(out, "allow_forwarded_traffic", g->forwarded);
        flag(out, "allow_gateway_transit", g->transit);
        flag(out, "use_remote_gateways", g->remote_gateways);
        flag(out, "do_not_verify_remote_gateways", g->remote_gateways && g->not_verified);
        pair(out, "peering_state", g->state);
        if (g->known.n > 0) {
            (void)fputs(", remote_address_prefixes: ", out);
            list(out, &g->known);
        }
        (void)fputs("}\n", out);
    }
}

static void write_networks(const struct arm_plan *p, FILE *out)
{
    title(out, "regions", p->regions.n);
    for (size_t i = 0; i < p->regions.n; i++) {
        (void)fprintf(out, "  %s: {}\n", p->regions.v[i]);
    }
    title(out, "virtual_networks", p->networks.n);
    for (size_t i = 0; i < p->networks.n; i++) {
        const struct arm_network *n = p->networks.v[i];
        (void)fprintf(out, "  %s:\n    region: ", n->name);
        scalar(out, n->region);
        if (n->subscription != NULL) {
            (void)fputs("\n    subscription: ", out);
            quoted(out, n->subscription);
        }
        (void)fputs("\n    address_prefixes: ", out);
        list(out, &n->prefixes);
        if (n->dns.n > 0) {
            (void)fputs("\n    dns_servers: ", out);
            list(out, &n->dns);
        }
        (void)fputc('\n', out);
        write_subnets(n, out);
        write_peerings(n, out);
    }
}

/* --- VPN --- */

static void write_bgp(FILE *out, int64_t asn, const char *peer)
{
    if (asn == 0 && peer == NULL) {
        return;
    }
    (void)fputs(", bgp_settings: {", out);
    if (asn != 0) {
        (void)fprintf(out, "asn: %lld%s", (long long)asn, peer != NULL ? ", " : "");
    }
    if (peer != NULL) {
        (void)fprintf(out, "bgp_peering_address: %s", peer);
    }
    (void)fputc('}', out);
}

static void write_nats(const struct arm_gateway *g, FILE *out)
{
    for (size_t i = 0; i < g->nats.n; i++) {
        const struct arm_nat *n = g->nats.v[i];
        (void)fprintf(out, "%s%s: {%smode: ", i > 0 ? ", " : ",\n    nat_rules: {", n->name, n->dynamic ? "type: Dynamic, " : "");
        scalar(out, n->mode);
        pair(out, "internal_mapping", n->internal);
        pair(out, "external_mapping", n->external);
        pair(out, "external_port_range", n->ports);
        (void)fputs(i + 1 < g->nats.n ? "}" : "}}", out);
    }
}

static void write_names(FILE *out, const char *key, const struct arm_texts *names)
{
    if (names->n > 0) {
        (void)fprintf(out, ", %s: ", key);
        list(out, names);
    }
}

static void write_gateways(const struct arm_plan *p, FILE *out)
{
    title(out, "virtual_network_gateways", p->gateways.n);
    for (size_t i = 0; i < p->gateways.n; i++) {
        const struct arm_gateway *g = p->gateways.v[i];
        (void)fprintf(out, "  %s: {virtual_network: ", g->name);
        scalar(out, g->network->name);
        pair(out, "sku", g->sku);
        if (g->generation != 0) {
            (void)fprintf(out, ", generation: %lld", (long long)g->generation);
        }
        pair(out, "vpn_type",
             g->vpn_type != NULL && strcmp(g->vpn_type, "RouteBased") != 0 ? g->vpn_type : NULL);
        flag(out, "active_active", g->active_active);
        flag(out, "enable_bgp", g->bgp);
        flag(out, "enable_bgp_route_translation_for_nat", g->translates_bgp);
        flag(out, "disable_ipsec_replay_protection", g->no_replay);
        write_bgp(out, g->asn, g->peer);
        if (g->publics.n > 0) {
            (void)fputs(", public_ip_addresses: [", out);
            for (size_t k = 0; k < g->publics.n; k++) {
                (void)fprintf(out, "%s%s", k > 0 ? ", " : "",
                              ((const struct arm_public *)g->publics.v[k])->name);
            }
            (void)fputc(']', out);
        } else if (g->active_active ? g->address[0] != NULL && g->address[1] != NULL
                                    : g->address[0] != NULL) {
            pair(out, "public_ip_address", g->address[0]);
            pair(out, "second_public_ip_address", g->active_active ? g->address[1] : NULL);
        }
        write_names(out, "vpn_client_address_pool", &g->clients);
        if (g->aggregate != NULL) {
            (void)fprintf(out, ", limits: {aggregate: %s}", g->aggregate);
        }
        write_nats(g, out);
        (void)fputs("}\n", out);
    }
}

/* Of the gateways that are written with them. */
static void write_publics(const struct arm_plan *p, FILE *out)
{
    bool any = false;
    for (size_t i = 0; i < p->publics.n; i++) {
        const struct arm_public *a = p->publics.v[i];
        if (!a->taken) {
            continue;
        }
        title(out, "public_ip_addresses", !any);
        any = true;
        (void)fprintf(out, "  %s: {sku: Standard", a->name);
        write_names(out, "zones", &a->zones);
        pair(out, "ip_address", a->address);
        (void)fputs("}\n", out);
    }
}

static void write_fars(const struct arm_plan *p, FILE *out)
{
    title(out, "local_network_gateways", p->fars.n);
    for (size_t i = 0; i < p->fars.n; i++) {
        const struct arm_far *f = p->fars.v[i];
        (void)fprintf(out, "  %s: {", f->name);
        if (f->gateway != NULL) {
            (void)fprintf(out, "endpoint: %s", f->gateway->name);
        } else if (f->address != NULL) {
            (void)fprintf(out, "gateway_ip_address: %s", f->address);
        } else if (f->fqdn != NULL) {
            (void)fputs("fqdn: ", out);
            quoted(out, f->fqdn);
        } else {
            (void)fprintf(out, "endpoint: %s", f->site->name);
        }
        if (f->prefixes.n > 0) {
            (void)fputs(", address_prefixes: ", out);
            list(out, &f->prefixes);
        }
        if (f->has_bgp) {
            write_bgp(out, f->asn, f->peer);
        }
        (void)fputs("}\n", out);
    }
}

static void write_site(const struct arm_plan *p, const struct arm_site *s, FILE *out)
{
    (void)fprintf(out, "  %s:\n    near: ", s->name);
    scalar(out, s->near);
    (void)fputs("\n    address_prefixes: ", out);
    list(out, &s->prefixes);
    (void)fputs("\n    devices: {vpn: {", out);
    const char *comma = "";
    if (s->address != NULL) {
        (void)fprintf(out, "public_ip: %s", s->address);
        comma = ", ";
    } else if (s->fqdn != NULL) {
        (void)fputs("fqdn: ", out);
        quoted(out, s->fqdn);
        comma = ", ";
    }
    if (s->asn != 0) {
        (void)fprintf(out, "%sbgp_settings: {asn: %lld", comma, (long long)s->asn);
        pair(out, "bgp_peering_address", s->peer);
        (void)fputc('}', out);
    }
    (void)fputs("}}\n", out);
    for (size_t i = 0; i < p->machines.n; i++) {
        const struct arm_machine *m = p->machines.v[i];
        if (m->site == s) {
            (void)fprintf(out, "    hosts: {%s: {address_prefix: ", m->name);
            scalar(out, m->prefix);
            (void)fputs("}}\n", out);
        }
    }
}

static void write_selectors(const struct arm_connection *c, FILE *out)
{
    if (c->selectors.n == 0) {
        return;
    }
    (void)fputs(",\n    traffic_selectors: {", out);
    for (size_t i = 0; i < c->selectors.n; i++) {
        const struct arm_selector *s = c->selectors.v[i];
        (void)fprintf(out, "%sselector-%zu: {local_address_ranges: ", i > 0 ? ", " : "", i + 1);
        list(out, &s->local);
        (void)fputs(", remote_address_ranges: ", out);
        list(out, &s->remote);
        (void)fputc('}', out);
    }
    (void)fputc('}', out);
}

static void write_policy(const struct arm_connection *c, FILE *out)
{
    static const char *const names[] = {"ike_encryption",   "ike_integrity",   "dh_group",
                                        "ipsec_encryption", "ipsec_integrity", "pfs_group"};
    if (!c->has_policy) {
        return;
    }
    (void)fputs(",\n    ipsec_policy: {", out);
    const char *comma = "";
    for (size_t i = 0; i < 6; i++) {
        if (c->policy[i] != NULL) {
            (void)fprintf(out, "%s%s: ", comma, names[i]);
            scalar(out, c->policy[i]);
            comma = ", ";
        }
    }
    if (c->lifetime != 0) {
        (void)fprintf(out, "%ssa_lifetime: %llds", comma, (long long)c->lifetime);
        comma = ", ";
    }
    if (c->data_size != 0) {
        (void)fprintf(out, "%ssa_data_size: %lldKB", comma, (long long)c->data_size);
    }
    (void)fputc('}', out);
}

static void write_connections(const struct arm_plan *p, FILE *out)
{
    title(out, "connections", p->connections.n);
    for (size_t i = 0; i < p->connections.n; i++) {
        const struct arm_connection *c = p->connections.v[i];
        (void)fprintf(out, "  %s: {type: %s", c->name, c->type);
        pair(out, "from", c->from->name);
        pair(out, "to", c->to != NULL ? c->to->name : c->far->name);
        text_pair(out, "shared_key", c->key);
        flag(out, "enable_bgp", c->bgp);
        pair(out, "connection_mode",
             c->mode != NULL && strcmp(c->mode, "Default") != 0 ? c->mode : NULL);
        if (c->from->vpn_type == NULL || strcmp(c->from->vpn_type, "PolicyBased") != 0) { /* whose own follows from itself */
            pair(out, "ike_protocol", c->protocol != NULL && strcmp(c->protocol, "IKEv1") == 0 ? c->protocol : NULL);
        }
        flag(out, "use_policy_based_traffic_selectors", c->by_policy);
        if (c->dpd != 0) {
            (void)fprintf(out, ", dpd_timeout: %llds", (long long)c->dpd);
        }
        if (c->weight != 0) {
            (void)fprintf(out, ", routing_weight: %lld", (long long)c->weight);
        }
        write_names(out, "ingress_nat_rules", &c->ingress);
        write_names(out, "egress_nat_rules", &c->egress);
        write_policy(c, out);
        write_selectors(c, out);
        (void)fputs("}\n", out);
    }
}

/* --- tables and filters --- */

static void write_tables(const struct arm_plan *p, FILE *out)
{
    title(out, "route_tables", p->tables.n);
    for (size_t i = 0; i < p->tables.n; i++) {
        const struct arm_table *t = p->tables.v[i];
        (void)fprintf(out, "  %s:%s\n", t->name,
                      t->routes.n == 0 && !t->no_propagation ? " {}" : "");
        (void)fputs(t->no_propagation ? "    disable_bgp_route_propagation: true\n" : "", out);
        (void)fputs(t->routes.n > 0 ? "    routes:\n" : "", out);
        for (size_t k = 0; k < t->routes.n; k++) {
            const struct arm_route *r = t->routes.v[k];
            (void)fprintf(out, "      %s: {address_prefix: ", r->name);
            scalar(out, r->prefix);
            pair(out, "next_hop_type", r->type);
            if (r->hop != NULL && strcmp(r->type, "VirtualAppliance") == 0) {
                pair(out, "next_hop_ip_address", r->hop);
            }
            (void)fputs("}\n", out);
        }
    }
}

static void write_filters(const struct arm_plan *p, FILE *out)
{
    title(out, "network_security_groups", p->filters.n);
    for (size_t i = 0; i < p->filters.n; i++) {
        const struct arm_filter *f = p->filters.v[i];
        (void)fprintf(out, "  %s:%s\n", f->name, f->flat.n == 0 ? " {}" : "\n    security_rules:");
        for (size_t k = 0; k < f->flat.n; k++) {
            const struct arm_flat *r = f->flat.v[k];
            (void)fprintf(out, "      %s: {priority: %lld, direction: %s", r->name,
                          (long long)r->priority, r->inbound ? "Inbound" : "Outbound");
            pair(out, "access", r->access);
            pair(out, "protocol", strcmp(r->protocol, "*") != 0 ? r->protocol : NULL);
            pair(out, "source_address_prefix", strcmp(r->source, "*") != 0 ? r->source : NULL);
            text_pair(out, "source_port_range",
                      strcmp(r->source_port, "*") != 0 ? r->source_port : NULL);
            pair(out, "destination_address_prefix",
                 strcmp(r->destination, "*") != 0 ? r->destination : NULL);
            text_pair(out, "destination_port_range",
                      strcmp(r->destination_port, "*") != 0 ? r->destination_port : NULL);
            (void)fputs("}\n", out);
        }
    }
}

/* --- machines and services --- */

static void write_subnet_of(FILE *out, const char *name, const struct arm_subnet *s)
{
    (void)fprintf(out, "  %s: {subnet: %s/%s", name, s->network->name, s->name);
}

static void write_machine(const struct arm_machine *m, FILE *out)
{
    write_subnet_of(out, m->name, m->subnet);
    if (m->count != 1) {
        (void)fprintf(out, ", %s: %lld", m->role == ARM_MANAGED_INSTANCE ? "instances" : "count",
                      (long long)m->count);
    }
    if (m->zones.n == 1) {
        pair(out, "zone", m->zones.v[0]);
    } else if (m->zones.n > 1) {
        write_names(out, "zones", &m->zones);
    }
    pair(out, "vm_size", m->size);
    if (m->bandwidth != NULL) {
        (void)fprintf(out, ", nic: {bandwidth: %s}", m->bandwidth);
    }
    flag(out, "ip_forwarding", m->forwards);
    pair(out, "private_ip_address", m->address);
    pair(out, "network_security_group", m->filter != NULL ? m->filter->name : NULL);
    pair(out, "os", m->windows ? "windows" : NULL);
    (void)fputc('}', out);
    if (m->comment != NULL) {
        (void)fputs(" # ", out);
        comment_text(out, m->comment);
    }
    (void)fputc('\n', out);
}

static void write_machines(const struct arm_plan *p, bool instances, FILE *out)
{
    bool any = false;
    for (size_t i = 0; i < p->machines.n; i++) {
        const struct arm_machine *m = p->machines.v[i];
        if (m->role == ARM_HOST || (m->role == ARM_MANAGED_INSTANCE) != instances) {
            continue;
        }
        title(out, instances ? "managed_instances" : "virtual_machines", !any);
        any = true;
        write_machine(m, out);
    }
}

/* What differs from the defaults. */
static void write_probe(const struct arm_balancer *b, FILE *out)
{
    char text[128] = "";
    size_t n = 0;
    if (b->probe_port > 0 && b->probe_port <= 65535 && b->probe_port != (b->backend_port > 0 ? b->backend_port : b->port)) {
        n += (size_t)snprintf(text + n, sizeof text - n, ", port: %lld", (long long)b->probe_port);
    }
    if (b->probe_s >= 1 && b->probe_s <= 86400 && b->probe_s != 5) {
        n += (size_t)snprintf(text + n, sizeof text - n, ", interval: %llds", (long long)b->probe_s);
    }
    if (b->probe_threshold >= 1 && b->probe_threshold <= 100 && b->probe_threshold != 2) {
        n += (size_t)snprintf(text + n, sizeof text - n, ", unhealthy_threshold: %lld", (long long)b->probe_threshold);
    }
    if (n > 0) {
        (void)fprintf(out, ", probe: {%s}", text + 2);
    }
}

static void write_services(const struct arm_plan *p, FILE *out)
{
    bool any = false;
    for (size_t i = 0; i < p->balancers.n; i++) {
        const struct arm_balancer *b = p->balancers.v[i];
        if (b->backend == NULL) {
            continue;
        }
        title(out, "load_balancers", !any);
        any = true;
        write_subnet_of(out, b->name, b->subnet);
        pair(out, "frontend_ip_address", b->address);
        pair(out, "backend", b->backend->name);
        (void)fprintf(out, ", port: %lld", (long long)b->port);
        if (b->backend_port > 0 && b->backend_port != b->port) {
            (void)fprintf(out, ", backend_port: %lld", (long long)b->backend_port);
        }
        pair(out, "sku", b->sku);
        write_probe(b, out);
        if (b->idle_min > 4 && b->idle_min <= 100) {
            (void)fprintf(out, ", idle_timeout: %lldmin", (long long)b->idle_min);
        }
        pair(out, "distribution", b->by_source ? "source_ip" : NULL);
        (void)fputs("}\n", out);
    }
    title(out, "private_endpoints", p->endpoints.n);
    for (size_t i = 0; i < p->endpoints.n; i++) {
        const struct arm_endpoint *e = p->endpoints.v[i];
        write_subnet_of(out, e->name, e->subnet);
        pair(out, "private_ip_address", e->address);
        text_pair(out, "service", e->service);
        (void)fputs("}\n", out);
    }
}

static void write_links_and_pings(const struct arm_plan *p, FILE *out)
{
    title(out, "links", p->links.n);
    for (size_t i = 0; i < p->links.n; i++) {
        (void)fprintf(out, "  %s\n", p->links.v[i]);
    }
    title(out, "traffic", p->pings.n);
    for (size_t i = 0; i < p->pings.n; i++) {
        const struct arm_ping *g = p->pings.v[i];
        (void)fprintf(out, "  %s: {", g->name);
        (void)fputs("app: ping", out);
        pair(out, "from", g->from);
        pair(out, "to", g->to);
        pair(out, "pairing", g->all ? "all_to_all" : NULL);
        (void)fprintf(out, ", interval: %s}\n", p->pings.n > 100 ? "1s" : "100ms");
    }
}

void arm_write(const struct arm_plan *p, const char *name, const char *const *files, size_t n,
               FILE *out)
{
    head(p, name, files, n, out);
    write_networks(p, out);
    write_gateways(p, out);
    write_publics(p, out);
    write_fars(p, out);
    title(out, "on_premises_sites", p->sites.n);
    for (size_t i = 0; i < p->sites.n; i++) {
        write_site(p, p->sites.v[i], out);
    }
    write_connections(p, out);
    write_tables(p, out);
    write_filters(p, out);
    write_machines(p, false, out);
    write_machines(p, true, out);
    write_services(p, out);
    write_links_and_pings(p, out);
}
