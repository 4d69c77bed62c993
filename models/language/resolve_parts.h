/*
 * What the files of resolve share: the work in hand, the look-up by name with its diagnostic, and
 * the codes.
 */
#ifndef MODELS_LANGUAGE_RESOLVE_PARTS_H
#define MODELS_LANGUAGE_RESOLVE_PARTS_H

#include "models/cloud/topo.h"

struct catalog;

struct resolve {
    struct topo *t;
    const struct catalog *c;
    struct arena *a;
    struct diag *d;
};

/* A collection of declared things: structs of `size` bytes that begin with struct resource, sorted
 * by name. */
struct resolve_set {
    const char *kind; /* "virtual network" */
    void *v;
    size_t n, size;
};

#define RESOLVE_SET(kind, v, n) ((struct resolve_set){kind, v, n, sizeof *(v)})

/* --- models/language/resolve_find.c --- */

/* NULL when there is none of that name; find says nothing, want reports it with what may have been
 * meant. */
void *resolve_find(const struct resolve_set *set, const char *name);
void *resolve_want(const struct resolve *r, const struct resolve_set *set, struct topo_ref ref);
/* Help to the item last added: "did you mean", else the list of what there is. */
void resolve_suggest(const struct resolve *r, const char *word, const char *const *names, size_t n);
/* Names of a set, in the arena. */
const char *const *resolve_names(const struct resolve *r, const struct resolve_set *set);

/* Does a stand before b in what the user wrote? Diagnostics about two equal things call the later
 * one the second. */
bool resolve_is_before(const struct resource *a, const struct resource *b);

/* --- models/language/resolve_region.c --- */

void resolve_regions(const struct resolve *r);
/* Its number; 0 where it is unknown, and reported. */
uint32_t resolve_region_number(const struct topo *t, const char *name);
/* A region of the data or of the file. */
bool resolve_region_is_known(const struct resolve *r, const char *name);
/* Says so, where it is given and not known; false then. */
bool resolve_region(const struct resolve *r, struct topo_ref ref);
void resolve_suggest_region(const struct resolve *r, const char *word);

/* --- models/language/resolve_vnet.c --- */

void resolve_vnets(const struct resolve *r);
/* NULL when the reference is not given, or (reported) unknown. */
const struct topo_nsg *resolve_nsg(const struct resolve *r, struct topo_ref ref);

/* --- models/language/resolve_gateway.c --- */

void resolve_gateways(const struct resolve *r);
/* Public addresses that VMs have. */
void resolve_public_of_machine(const struct resolve *r, struct topo_vm_group *g);
bool resolve_is_express_route(const struct topo_gateway *g);
/* A word of the language that is simulated later. */
void resolve_refuse_word(const struct resolve *r, const struct resource *of, const char *name,
                         int64_t value);

/* --- models/language/resolve_connection.c --- */

/* Where each starts; resolve_connections needs it of all of them. */
void resolve_from(const struct resolve *r);
void resolve_connections(const struct resolve *r);

/* models/language/resolve_site.c and resolve_lng.c, in this order: room for what stands for sites,
 * sites and hosts, who answers at local network gateways' addresses, the devices' ends. */
void resolve_make_room(const struct resolve *r);
void resolve_sites(const struct resolve *r);
void resolve_lngs(const struct resolve *r);
void resolve_device_ends(const struct resolve *r);

/* models/language/resolve_internet.c: networks for the hosts of the Internet, and puts them behind
 * topo.vms. */
void resolve_add_internet_hosts(const struct resolve *r);

void resolve_vms(const struct resolve *r);

/* models/language/resolve_service.c: how many groups there are beside virtual machines and hosts;
 * puts them behind topo.vms. */
size_t resolve_count_services(const struct resolve *r);
void resolve_add_services(const struct resolve *r);
/* Whose members answer for load balancers and private endpoints. */
void resolve_behind(const struct resolve *r);
/* Of a group with an address of its own choice: takes it. False: it cannot be given. */
bool resolve_fixed_address(const struct resolve *r, struct topo_vm_group *g);
/* The first address from addr on where count of them follow each other that nobody has chosen. */
uint32_t resolve_next_free(const struct resolve *r, const struct topo_subnet *s, uint32_t addr,
                           int64_t count);
void resolve_traffic(const struct resolve *r);
void resolve_links(const struct resolve *r);
void resolve_faults(const struct resolve *r);
/* Says so, where the region is published to have no availability zones. */
void resolve_zone(const struct resolve *r, uint32_t region, struct span at);
/* "a--b" or "a->b" (directed); false: neither. */
bool resolve_split_link(const struct resolve *r, const char *name, const char **a, const char **b,
                        bool *directed);

extern const struct diag_code resolve_code_reference, resolve_code_region, resolve_code_sku,
    resolve_code_vm_size, resolve_code_bandwidth, resolve_code_two_gateways,
    resolve_code_beside_asn, resolve_code_beside_subnet, resolve_code_two_connections,
    resolve_code_other_kind, resolve_code_link_name, resolve_code_link_twice,
    resolve_code_gateway_subnet, resolve_code_addresses, resolve_code_to_itself,
    resolve_code_generation, resolve_code_member, resolve_code_name_twice,
    resolve_code_which_device, resolve_code_fixed_address, resolve_code_sends_nothing,
    resolve_code_backend, resolve_code_far_service, resolve_code_two_services,
    resolve_code_service_text, resolve_code_fault_target, resolve_code_fault_standby,
    resolve_code_no_zones, resolve_code_internet_address;

#endif
