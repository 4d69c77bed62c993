/* Gateways, what they connect to, and their connections. */
#include <string.h>

#include "sim/arm/origin.h"
#include "sim/arm/plan.h"
#include "sim/arm/write.h"
#include "sim/arm/yaml.h"

/* several: what a kind has beside the one address, under its name there. */
static void write_bgp(FILE *out, int64_t asn, const char *peer, const char *name,
                      const struct arm_texts *several)
{
    const char *comma = "";
    if (asn == 0 && peer == NULL && several->n == 0) {
        return;
    }
    (void)fputs(", bgp_settings: {", out);
    if (asn != 0) {
        (void)fprintf(out, "asn: %lld", (long long)asn);
        comma = ", ";
    }
    if (peer != NULL) {
        (void)fprintf(out, "%sbgp_peering_address: %s", comma, peer);
        comma = ", ";
    }
    if (several->n > 0) {
        (void)fprintf(out, "%s%s: ", comma, name);
        yaml_list(out, several);
    }
    (void)fputc('}', out);
}

static void write_nats(const struct arm_plan *p, const struct arm_gateway *g, FILE *out)
{
    for (size_t i = 0; i < g->nats.n; i++) {
        const struct arm_nat *n = g->nats.v[i];
        arm_origin_note(p, out, n->json, g->json);
        (void)fprintf(out, "%s%s: {%smode: ", i > 0 ? ", " : ",\n    nat_rules: {", n->name,
                      n->dynamic ? "type: Dynamic, " : "");
        yaml_scalar(out, n->mode);
        yaml_pair(out, "internal_mapping", n->internal);
        yaml_pair(out, "external_mapping", n->external);
        yaml_pair(out, "internal_port_range", n->internal_ports);
        yaml_pair(out, "external_port_range", n->external_ports);
        if (n->instance >= 0) {
            (void)fprintf(out, ", instance: %lld", (long long)n->instance);
        }
        (void)fputs(i + 1 < g->nats.n ? "}" : "}}", out);
    }
}

static void write_gateways(const struct arm_plan *p, FILE *out)
{
    yaml_title(out, "virtual_network_gateways", p->gateways.n);
    for (size_t i = 0; i < p->gateways.n; i++) {
        const struct arm_gateway *g = p->gateways.v[i];
        arm_origin_note(p, out, g->json, NULL);
        (void)fprintf(out, "  %s: {virtual_network: ", g->name);
        yaml_scalar(out, g->network->name);
        yaml_pair(out, "region", g->region);
        yaml_pair(out, "sku", g->sku);
        if (g->generation != 0) {
            (void)fprintf(out, ", generation: %lld", (long long)g->generation);
        }
        yaml_pair(out, "vpn_type",
                  g->vpn_type != NULL && strcmp(g->vpn_type, "RouteBased") != 0 ? g->vpn_type
                                                                                : NULL);
        yaml_flag(out, "active_active", g->active_active);
        yaml_flag(out, "enable_bgp", g->bgp);
        yaml_flag(out, "enable_bgp_route_translation_for_nat", g->translates_bgp);
        yaml_flag(out, "disable_ipsec_replay_protection", g->no_replay);
        write_bgp(out, g->asn, g->peer, "custom_bgp_ip_addresses", &g->custom_peers);
        if (g->publics.n > 0) {
            (void)fputs(", public_ip_addresses: [", out);
            for (size_t k = 0; k < g->publics.n; k++) {
                (void)fprintf(out, "%s%s", k > 0 ? ", " : "",
                              ((const struct arm_public *)g->publics.v[k])->name);
            }
            (void)fputc(']', out);
        } else if (g->active_active ? g->address[0] != NULL && g->address[1] != NULL
                                    : g->address[0] != NULL) {
            yaml_pair(out, "public_ip_address", g->address[0]);
            yaml_pair(out, "second_public_ip_address", g->active_active ? g->address[1] : NULL);
        }
        yaml_names(out, "vpn_client_address_pool", &g->clients);
        if (g->aggregate != NULL) {
            (void)fprintf(out, ", limits: {aggregate: %s}", g->aggregate);
        }
        write_nats(p, g, out);
        (void)fputs("}\n", out);
    }
}

/* Of the gateways and machines that are written with them. */
static void write_publics(const struct arm_plan *p, FILE *out)
{
    bool any = false;
    for (size_t i = 0; i < p->publics.n; i++) {
        const struct arm_public *a = p->publics.v[i];
        if (!a->taken) {
            continue;
        }
        yaml_title(out, "public_ip_addresses", !any);
        any = true;
        arm_origin_note(p, out, a->json, NULL);
        (void)fprintf(out, "  %s: {sku: Standard", a->name);
        yaml_pair(out, "allocation_method", a->dynamic ? "Dynamic" : NULL);
        yaml_names(out, "zones", &a->zones);
        yaml_pair(out, "ip_address", a->address);
        (void)fputs("}\n", out);
    }
}

static void write_fars(const struct arm_plan *p, FILE *out)
{
    yaml_title(out, "local_network_gateways", p->fars.n);
    for (size_t i = 0; i < p->fars.n; i++) {
        const struct arm_far *f = p->fars.v[i];
        arm_origin_note(p, out, f->json, NULL);
        (void)fprintf(out, "  %s: {", f->name);
        if (f->gateway != NULL) {
            (void)fprintf(out, "endpoint: %s", f->gateway->name);
        } else if (f->address != NULL) {
            (void)fputs("gateway_ip_address: ", out);
            yaml_scalar(out, f->address);
        } else if (f->fqdn != NULL) {
            (void)fputs("fqdn: ", out);
            yaml_quoted(out, f->fqdn);
        } else {
            (void)fprintf(out, "endpoint: %s", f->site->name);
        }
        if (f->prefixes.n > 0) {
            (void)fputs(", address_prefixes: ", out);
            yaml_list(out, &f->prefixes);
        }
        if (f->has_bgp) {
            write_bgp(out, f->asn, f->peer, "bgp_peering_addresses", &f->peers);
        }
        (void)fputs("}\n", out);
    }
}

static void write_site(const struct arm_plan *p, const struct arm_site *s, FILE *out)
{
    arm_origin_note(p, out, s->json, NULL);
    (void)fprintf(out, "  %s:\n    near: ", s->name);
    yaml_scalar(out, s->near);
    (void)fputs("\n    address_prefixes: ", out);
    yaml_list(out, &s->prefixes);
    (void)fputs("\n    devices: {vpn: {", out);
    const char *comma = "";
    if (s->address != NULL) {
        (void)fputs("public_ip: ", out);
        yaml_scalar(out, s->address);
        comma = ", ";
    } else if (s->fqdn != NULL) {
        (void)fputs("fqdn: ", out);
        yaml_quoted(out, s->fqdn);
        comma = ", ";
    }
    if (s->asn != 0) {
        (void)fprintf(out, "%sbgp_settings: {asn: %lld", comma, (long long)s->asn);
        yaml_pair(out, "bgp_peering_address", s->peer);
        (void)fputc('}', out);
    }
    (void)fputs("}}\n", out);
    for (size_t i = 0; i < p->machines.n; i++) {
        const struct arm_machine *m = p->machines.v[i];
        if (m->site == s) {
            (void)fprintf(out, "    hosts: {%s: {address_prefix: ", m->name);
            yaml_scalar(out, m->prefix);
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
        yaml_list(out, &s->local);
        (void)fputs(", remote_address_ranges: ", out);
        yaml_list(out, &s->remote);
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
            yaml_scalar(out, c->policy[i]);
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
    yaml_title(out, "connections", p->connections.n);
    for (size_t i = 0; i < p->connections.n; i++) {
        const struct arm_connection *c = p->connections.v[i];
        arm_origin_note(p, out, c->json, NULL);
        (void)fprintf(out, "  %s: {type: %s", c->name, c->type);
        yaml_pair(out, "from", c->from->name);
        yaml_pair(out, "to", c->to != NULL ? c->to->name : c->far->name);
        yaml_text(out, "shared_key", c->key);
        yaml_flag(out, "enable_bgp", c->bgp);
        yaml_pair(out, "connection_mode",
                  c->mode != NULL && strcmp(c->mode, "Default") != 0 ? c->mode : NULL);
        if (c->from->vpn_type == NULL ||
            strcmp(c->from->vpn_type, "PolicyBased") != 0) { /* whose own follows from itself */
            yaml_pair(out, "ike_protocol",
                      c->protocol != NULL && strcmp(c->protocol, "IKEv2") != 0 ? c->protocol
                                                                               : NULL);
        }
        yaml_flag(out, "use_policy_based_traffic_selectors", c->by_policy);
        if (c->dpd != 0) {
            (void)fprintf(out, ", dpd_timeout: %llds", (long long)c->dpd);
        }
        if (c->weight != 0) {
            (void)fprintf(out, ", routing_weight: %lld", (long long)c->weight);
        }
        yaml_names(out, "ingress_nat_rules", &c->ingress);
        yaml_names(out, "egress_nat_rules", &c->egress);
        write_policy(c, out);
        write_selectors(c, out);
        (void)fputs("}\n", out);
    }
}

void arm_write_vpn(const struct arm_plan *p, FILE *out)
{
    write_gateways(p, out);
    write_publics(p, out);
    write_fars(p, out);
    yaml_title(out, "on_premises_sites", p->sites.n);
    for (size_t i = 0; i < p->sites.n; i++) {
        write_site(p, p->sites.v[i], out);
    }
    write_connections(p, out);
}
