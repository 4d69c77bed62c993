/* Of the scenario: what stands in subnets: machines, managed instances, load balancers, endpoints.
 */
#include "sim/arm/origin.h"
#include "sim/arm/plan.h"
#include "sim/arm/write.h"
#include "sim/arm/yaml.h"

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
        yaml_pair(out, "zone", m->zones.v[0]);
    } else if (m->zones.n > 1) {
        yaml_names(out, "zones", &m->zones);
    }
    yaml_pair(out, "vm_size", m->size);
    if (m->bandwidth != NULL) {
        (void)fprintf(out, ", nic: {bandwidth: %s}", m->bandwidth);
    }
    yaml_pair(out, "region", m->nic != NULL ? m->nic->region : NULL);
    if (m->nic != NULL && m->nic->n_further > 0) {
        (void)fprintf(out, ", ip_configurations: %zu", m->nic->n_further + 1);
    }
    yaml_names(out, "public_ip_addresses", &m->publics);
    yaml_pair(out, "outbound_load_balancer", m->outbound != NULL ? m->outbound->name : NULL);
    yaml_flag(out, "ip_forwarding", m->forwards);
    yaml_pair(out, "private_ip_address", m->address);
    yaml_pair(out, "network_security_group", m->filter != NULL ? m->filter->name : NULL);
    yaml_pair(out, "os", m->windows ? "windows" : NULL);
    (void)fputc('}', out);
    if (m->comment != NULL) {
        (void)fputs(" # ", out);
        arm_write_comment(out, m->comment);
    }
    (void)fputc('\n', out);
}

/* A region that is written is its interface's. */
static void note_machine(const struct arm_plan *p, const struct arm_machine *m, FILE *out)
{
    const struct arm_value *nic = m->nic != NULL ? m->nic->json : NULL;
    const bool of_nic = nic != NULL && m->nic->region != NULL;
    arm_origin_note(p, out, of_nic ? nic : m->json, of_nic ? m->json : nic);
}

static void write_machines(const struct arm_plan *p, bool instances, FILE *out)
{
    bool any = false;
    for (size_t i = 0; i < p->machines.n; i++) {
        const struct arm_machine *m = p->machines.v[i];
        if (m->role == ARM_HOST || (m->role == ARM_MANAGED_INSTANCE) != instances) {
            continue;
        }
        yaml_title(out, instances ? "managed_instances" : "virtual_machines", !any);
        any = true;
        note_machine(p, m, out);
        write_machine(m, out);
    }
}

void arm_write_machines(const struct arm_plan *p, FILE *out)
{
    write_machines(p, false, out);
    write_machines(p, true, out);
}

/* What differs from the defaults. */
static void write_probe(const struct arm_balancer *b, FILE *out)
{
    char text[128] = "";
    size_t n = 0;
    if (b->probe_port != 0 && b->probe_port != (b->backend_port > 0 ? b->backend_port : b->port)) {
        n += (size_t)snprintf(text + n, sizeof text - n, ", port: %lld", (long long)b->probe_port);
    }
    if (b->probe_s != 0 && b->probe_s != 5) {
        n +=
            (size_t)snprintf(text + n, sizeof text - n, ", interval: %llds", (long long)b->probe_s);
    }
    if (b->probe_threshold != 0 && b->probe_threshold != 2) {
        n += (size_t)snprintf(text + n, sizeof text - n, ", unhealthy_threshold: %lld",
                              (long long)b->probe_threshold);
    }
    if (n > 0) {
        (void)fprintf(out, ", probe: {%s}", text + 2);
    }
}

void arm_write_services(const struct arm_plan *p, FILE *out)
{
    bool any = false;
    for (size_t i = 0; i < p->balancers.n; i++) {
        const struct arm_balancer *b = p->balancers.v[i];
        if (b->backend == NULL) {
            continue;
        }
        yaml_title(out, "load_balancers", !any);
        any = true;
        arm_origin_note(p, out, b->json, NULL);
        write_subnet_of(out, b->name, b->subnet);
        yaml_pair(out, "frontend_ip_address", b->address);
        yaml_pair(out, "backend", b->backend->name);
        (void)fprintf(out, ", port: %lld", (long long)b->port);
        if (b->backend_port > 0 && b->backend_port != b->port) {
            (void)fprintf(out, ", backend_port: %lld", (long long)b->backend_port);
        }
        yaml_pair(out, "sku", b->sku);
        write_probe(b, out);
        if (b->idle_min != 0 && b->idle_min != 4) {
            (void)fprintf(out, ", idle_timeout: %lldmin", (long long)b->idle_min);
        }
        yaml_pair(out, "distribution", b->by_source ? "source_ip" : NULL);
        (void)fputs("}\n", out);
    }
    yaml_title(out, "private_endpoints", p->endpoints.n);
    for (size_t i = 0; i < p->endpoints.n; i++) {
        const struct arm_endpoint *e = p->endpoints.v[i];
        arm_origin_note(p, out, e->json, NULL);
        write_subnet_of(out, e->name, e->subnet);
        yaml_pair(out, "private_ip_address", e->address);
        yaml_text(out, "service", e->service);
        (void)fputs("}\n", out);
    }
}
