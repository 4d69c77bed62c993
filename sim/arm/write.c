#include "sim/arm/write.h"

#include <string.h>

#include "sim/arm/origin.h"
#include "sim/arm/plan.h"
#include "sim/arm/yaml.h"
#include "sim/base/utf8.h"

/* --- the head --- */

/* On one line, and text: a message quotes names that may be cut within a character. */
void arm_write_comment(FILE *out, const char *s)
{
    for (size_t left = strlen(s); left > 0;) {
        const size_t n = utf8_length(s, left), step = n > 0 ? n : 1;
        if (n == 0) {
            (void)fputc('?', out);
        } else if (n == 1 && (unsigned char)*s < 0x20) {
            (void)fputc(' ', out);
        } else {
            (void)fwrite(s, 1, n, out);
        }
        s += step;
        left -= step;
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
        arm_write_comment(out, source);
        (void)fprintf(out, ":%u:%u: ", at.line, at.col);
    }
    (void)fprintf(out, "%s[%s]: ", diag_severity_name(code->severity), code->id);
    arm_write_comment(out, message);
    (void)fputc('\n', out);
}

static void head(const struct arm_plan *p, const char *name, const char *const *files, size_t n,
                 FILE *out)
{
    (void)fputs("# Imported by vnetsim import arm from", out);
    for (size_t i = 0; i < n; i++) {
        (void)fputs(i > 0 ? ", " : " ", out);
        arm_write_comment(out, files[i]);
    }
    (void)fputs("\n", out);
    const unsigned all = diag_count(p->w->diag, DIAG_WARNING) + diag_count(p->w->diag, DIAG_NOTE);
    struct comments c = {.out = out};
    if (all > 0) {
        (void)fputs("#\n# What differs from there, was assumed, or is left out (vnetsim explain "
                    "CODE tells more):\n",
                    out);
        diag_each(p->w->diag, comment, &c);
    }
    if (all > c.n) {
        (void)fprintf(out, "#   and %u more\n", all - c.n);
    }
    (void)fputs("vnetsim: 1\nname: ", out);
    yaml_scalar(out, name);
    (void)fputs("\n\nsimulation: {duration: 20s, seed: 1}\n", out);
}

/* --- networks --- */

static void write_subnets(const struct arm_plan *p, const struct arm_network *n, FILE *out)
{
    (void)fputs(n->subnets.n > 0 ? "    subnets:\n" : "", out);
    for (size_t i = 0; i < n->subnets.n; i++) {
        const struct arm_subnet *s = n->subnets.v[i];
        arm_origin_note(p, out, s->json, n->json);
        (void)fprintf(out, "      %s: {address_prefix: ", s->name);
        yaml_scalar(out, s->prefix);
        yaml_pair(out, "route_table", s->table != NULL ? s->table->name : NULL);
        yaml_pair(out, "network_security_group", s->filter != NULL ? s->filter->name : NULL);
        yaml_pair(out, "nat_gateway", s->nat);
        yaml_flag(out, "default_outbound_access", s->outbound);
        (void)fputs("}\n", out);
    }
}

static void write_peerings(const struct arm_plan *p, const struct arm_network *n, FILE *out)
{
    (void)fputs(n->peerings.n > 0 ? "    peerings:\n" : "", out);
    for (size_t i = 0; i < n->peerings.n; i++) {
        const struct arm_peering *g = n->peerings.v[i];
        arm_origin_note(p, out, g->json, n->json);
        (void)fprintf(out, "      %s: {remote_virtual_network: ", g->name);
        yaml_scalar(out, g->remote->name);
        (void)fputs(g->access ? "" : ", allow_virtual_network_access: false", out);
        yaml_flag(out, "allow_forwarded_traffic", g->forwarded);
        yaml_flag(out, "allow_gateway_transit", g->transit);
        yaml_flag(out, "use_remote_gateways", g->remote_gateways);
        yaml_flag(out, "do_not_verify_remote_gateways", g->remote_gateways && g->not_verified);
        yaml_pair(out, "peering_state", g->state);
        if (g->known.n > 0) {
            (void)fputs(", remote_address_prefixes: ", out);
            yaml_list(out, &g->known);
        }
        (void)fputs("}\n", out);
    }
}

static void write_networks(const struct arm_plan *p, FILE *out)
{
    yaml_title(out, "regions", p->regions.n);
    for (size_t i = 0; i < p->regions.n; i++) {
        (void)fprintf(out, "  %s: {}\n", p->regions.v[i]);
    }
    yaml_title(out, "virtual_networks", p->networks.n);
    for (size_t i = 0; i < p->networks.n; i++) {
        const struct arm_network *n = p->networks.v[i];
        arm_origin_note(p, out, n->json, NULL);
        (void)fprintf(out, "  %s:\n    region: ", n->name);
        yaml_scalar(out, n->region);
        if (n->subscription != NULL) {
            (void)fputs("\n    subscription: ", out);
            yaml_quoted(out, n->subscription);
        }
        (void)fputs("\n    address_prefixes: ", out);
        yaml_list(out, &n->prefixes);
        if (n->dns.n > 0) {
            (void)fputs("\n    dns_servers: ", out);
            yaml_list(out, &n->dns);
        }
        (void)fputc('\n', out);
        write_subnets(p, n, out);
        write_peerings(p, n, out);
    }
}

/* --- tables and filters --- */

static void write_tables(const struct arm_plan *p, FILE *out)
{
    yaml_title(out, "route_tables", p->tables.n);
    for (size_t i = 0; i < p->tables.n; i++) {
        const struct arm_table *t = p->tables.v[i];
        arm_origin_note(p, out, t->json, NULL);
        (void)fprintf(out, "  %s:%s\n", t->name,
                      t->routes.n == 0 && !t->no_propagation ? " {}" : "");
        (void)fputs(t->no_propagation ? "    disable_bgp_route_propagation: true\n" : "", out);
        (void)fputs(t->routes.n > 0 ? "    routes:\n" : "", out);
        for (size_t k = 0; k < t->routes.n; k++) {
            const struct arm_route *r = t->routes.v[k];
            arm_origin_note(p, out, r->json, t->json);
            (void)fprintf(out, "      %s: {address_prefix: ", r->name);
            yaml_scalar(out, r->prefix);
            yaml_pair(out, "next_hop_type", r->type);
            if (r->hop != NULL && strcmp(r->type, "VirtualAppliance") == 0) {
                yaml_pair(out, "next_hop_ip_address", r->hop);
            }
            (void)fputs("}\n", out);
        }
    }
}

/* The one, or all of them. */
static void write_match(FILE *out, const char *one, const char *many, const struct arm_texts *t)
{
    if (t->n == 1) {
        yaml_pair(out, one, strcmp(t->v[0], "*") != 0 ? t->v[0] : NULL);
    } else {
        yaml_names(out, many, t);
    }
}

static void write_rule(const struct arm_rule *r, FILE *out)
{
    (void)fprintf(out, "      %s: {priority: %lld, direction: %s", r->name, (long long)r->priority,
                  r->direction);
    yaml_pair(out, "access", r->access);
    yaml_pair(out, "protocol", strcmp(r->protocol, "*") != 0 ? r->protocol : NULL);
    write_match(out, "source_address_prefix", "source_address_prefixes", &r->source);
    write_match(out, "source_port_range", "source_port_ranges", &r->source_port);
    write_match(out, "destination_address_prefix", "destination_address_prefixes", &r->destination);
    write_match(out, "destination_port_range", "destination_port_ranges", &r->destination_port);
    (void)fputs("}\n", out);
}

static void write_filters(const struct arm_plan *p, FILE *out)
{
    yaml_title(out, "network_security_groups", p->filters.n);
    for (size_t i = 0; i < p->filters.n; i++) {
        const struct arm_filter *f = p->filters.v[i];
        arm_origin_note(p, out, f->json, NULL);
        (void)fprintf(out, "  %s:%s\n", f->name, f->rules.n == 0 ? " {}" : "\n    security_rules:");
        for (size_t k = 0; k < f->rules.n; k++) {
            const struct arm_rule *r = f->rules.v[k];
            arm_origin_note(p, out, r->json, f->json);
            write_rule(r, out);
        }
    }
}

static void write_links_and_pings(const struct arm_plan *p, FILE *out)
{
    arm_origin_note(p, out, NULL, NULL);
    yaml_title(out, "links", p->links.n);
    for (size_t i = 0; i < p->links.n; i++) {
        (void)fprintf(out, "  %s\n", p->links.v[i]);
    }
    yaml_title(out, "traffic", p->pings.n);
    for (size_t i = 0; i < p->pings.n; i++) {
        const struct arm_ping *g = p->pings.v[i];
        (void)fprintf(out, "  %s: {", g->name);
        (void)fputs("app: ping", out);
        yaml_pair(out, "from", g->from);
        yaml_pair(out, "to", g->to);
        yaml_pair(out, "pairing", g->all ? "all_to_all" : NULL);
        (void)fprintf(out, ", interval: %s}\n", p->pings.n > 100 ? "1s" : "100ms");
    }
}

void arm_write(const struct arm_plan *p, const char *name, const char *const *files, size_t n,
               FILE *out)
{
    p->origins->n = 0;
    arm_origin_note(p, out, NULL, NULL);
    head(p, name, files, n, out);
    write_networks(p, out);
    arm_write_vpn(p, out);
    write_tables(p, out);
    write_filters(p, out);
    arm_write_machines(p, out);
    arm_write_services(p, out);
    write_links_and_pings(p, out);
}
