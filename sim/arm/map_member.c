/* The machines behind a load balancer: equal ones become one entry. */
#include <string.h>
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/map_parts.h"
#include "sim/base/arena.h"
#include "sim/base/ip4.h"

static bool same_texts(const struct arm_texts *a, const struct arm_texts *b)
{
    for (size_t i = 0; i < a->n && a->n == b->n; i++) {
        if (strcasecmp(a->v[i], b->v[i]) != 0) {
            return false;
        }
    }
    return a->n == b->n;
}

static bool same_interface(const struct arm_nic *a, const struct arm_nic *b)
{
    return a == b || (a != NULL && b != NULL && a->n_further == b->n_further &&
                      (a->region == NULL) == (b->region == NULL) &&
                      (a->region == NULL || strcmp(a->region, b->region) == 0));
}

/* Could one entry with a count stand for both? */
static bool alike(const struct arm_machine *a, const struct arm_machine *b)
{
    return a->role == ARM_VM && b->role == ARM_VM && a->subnet == b->subnet &&
           a->filter == b->filter && a->size == b->size && a->bandwidth == b->bandwidth &&
           (a->address == NULL) == (b->address == NULL) && a->forwards == b->forwards &&
           a->windows == b->windows && same_texts(&a->pools, &b->pools) &&
           same_texts(&a->groups, &b->groups) && (a->zones.n == 0) == (b->zones.n == 0) &&
           (a->publics.n == 0) == (b->publics.n == 0) && same_interface(a->nic, b->nic);
}

/* Addresses that follow each other in some order stay; others cannot, and are said. */
static void merge_addresses(struct arm_plan *p, struct arm_machine **member, size_t n,
                            struct span at)
{
    uint32_t low = UINT32_MAX, high = 0;
    const char *first = NULL, *list = "";
    struct ip4_prefix host;
    bool clear = true;
    for (size_t i = 0; i < n && member[0]->address != NULL; i++) {
        const char *address = member[i]->address;
        clear = clear && arm_prefix(arena_printf(p->w->arena, "%.40s/32", address), &host);
        if (clear && host.addr < low) {
            low = host.addr;
            first = address;
        }
        high = clear && host.addr > high ? host.addr : high;
        list =
            i < 10 ? arena_printf(p->w->arena, "%s%s%s", list, i > 0 ? ", " : "", address) : list;
    }
    if (first != NULL && (!clear || high - low != n - 1)) {
        diag_add(p->w->diag, &arm_code_stand_in, at, "here",
                 "machines behind it have the addresses %s: in the scenario they follow each other",
                 list);
        diag_platform(p->w->diag, "what names one of them finds it there");
        first = NULL;
    }
    member[0]->address = first;
}

/* What the names have in common, without a sign behind it: "web" of web-1 and web-2. */
static const char *common_name(struct arena *a, const char *x, const char *y)
{
    size_t n = 0;
    while (x[n] != '\0' && x[n] == y[n]) {
        n++;
    }
    while (n > 0 && (strchr("-_0123456789", x[n - 1]) != NULL)) {
        n--;
    }
    return n > 0 ? arena_strndup(a, x, n) : x;
}

/* The machines of a pool become one entry: what stands behind a load balancer is one. */
static void merge(struct arm_plan *p, struct arm_machine **member, size_t n, struct span at)
{
    struct arm_machine *first = member[0];
    const char *list = first->name;
    size_t kept = 0;
    merge_addresses(p, member, n, at);
    for (size_t i = 1; i < n; i++) {
        first->count += member[i]->count;
        for (size_t k = 0; k < member[i]->zones.n; k++) {
            if (!arm_texts_has(&first->zones, member[i]->zones.v[k])) {
                arm_texts_add(p->w->arena, &first->zones, member[i]->zones.v[k]);
            }
        }
        for (size_t k = 0; k < member[i]->publics.n; k++) {
            arm_texts_add(p->w->arena, &first->publics, member[i]->publics.v[k]);
        }
        list = i < 10 ? arena_printf(p->w->arena, "%s, %s", list, member[i]->name) : list;
        member[i]->count = 0;
    }
    for (size_t i = 0; i < p->machines.n; i++) {
        struct arm_machine *m = p->machines.v[i];
        if (m->count > 0) {
            p->machines.v[kept++] = m;
        }
    }
    p->machines.n = kept;
    first->name =
        arm_name(p, &p->machine_names, common_name(p->w->arena, first->name, member[1]->name));
    first->comment = list;
    diag_add(p->w->diag, &arm_code_assumed, at, NULL,
             "%zu equal machines behind a load balancer are one entry, `%s`: %s", n, first->name,
             list);
}

void arm_find_members(struct arm_plan *p, struct arm_balancer *b, const char *pool, bool merging,
                      struct span at)
{
    struct arm_machine **member = ARENA_ARRAY(p->w->arena, struct arm_machine *, p->machines.n + 1);
    size_t n = 0;
    bool equal = true;
    for (size_t i = 0; pool != NULL && i < p->machines.n; i++) {
        struct arm_machine *m = p->machines.v[i];
        if (arm_texts_has(&m->pools, pool)) {
            member[n++] = m;
            equal = equal && alike(member[0], m);
        }
    }
    if (n > 1 && equal && merging) {
        merge(p, member, n, at);
        n = 1;
    }
    b->member = n > 0 ? member[0] : NULL;
    b->backend = n == 1 ? b->member : NULL;
}
