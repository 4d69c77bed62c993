/* Traffic: who pings whom. */
#include <stdlib.h>
#include <string.h>

#include "sim/arm/code.h"
#include "sim/arm/map_parts.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"

enum { PINGS_MAX = 2000, FLOWS_MAX = 64, GROUP_MAX = 8 };

bool arm_takes_part(const struct arm_machine *m)
{
    return m->role == ARM_VM || m->role == ARM_PROBE || m->role == ARM_HOST ||
           m->role == ARM_MANAGED_INSTANCE;
}

/* An entry `web-0` beside one called `web` that has a member 0: traffic could mean either. */
static void settle_names(struct arm_plan *p)
{
    struct arm_names *names = NULL;
    for (size_t i = 0; i < p->machines.n; i++) {
        (void)arm_name(p, &names, ((struct arm_machine *)p->machines.v[i])->name);
    }
    for (size_t i = 0; i < p->machines.n; i++) {
        struct arm_machine *m = p->machines.v[i];
        const char *dash = strrchr(m->name, '-');
        if (dash != NULL && dash != m->name && dash[1] != '\0' &&
            strspn(dash + 1, "0123456789") == strlen(dash + 1) &&
            arm_names_has(names, arena_strndup(p->w->arena, m->name, (size_t)(dash - m->name)))) {
            m->name = arm_name(p, &p->machine_names, arena_printf(p->w->arena, "%s_vm", m->name));
        }
    }
    arm_names_fini(names);
}

static void add_ping(struct arm_plan *p, const char *from, const char *to, bool all)
{
    struct arm_ping *ping =
        arm_things_add(p->w->arena, &p->pings, ARENA_NEW(p->w->arena, struct arm_ping));
    *ping = (struct arm_ping){.from = from, .to = to, .all = all};
    ping->name = arm_name(p, &p->ping_names, arena_printf(p->w->arena, "%.34s--%.34s", from, to));
}

/* Within one entry: every member to every other, or of many the first two. */
static void ping_inside(struct arm_plan *p, const struct arm_machine *m)
{
    if (m->count > 1 && m->count <= GROUP_MAX) {
        add_ping(p, m->name, m->name, true);
    } else if (m->count > 1) {
        add_ping(p, arena_printf(p->w->arena, "%s-0", m->name),
                 arena_printf(p->w->arena, "%s-1", m->name), false);
    }
}

/* From the cloud to its sites: behind address translation the way in has other addresses. A managed
 * instance only answers, and two hosts are nothing of this network's. */
static void ping_pair(struct arm_plan *p, const struct arm_machine *a, const struct arm_machine *b,
                      bool groups)
{
    const bool turn =
        a->role == ARM_MANAGED_INSTANCE || (a->role == ARM_HOST && b->role != ARM_MANAGED_INSTANCE);
    const struct arm_machine *from = turn ? b : a, *to = turn ? a : b;
    if (a != b && from->role != ARM_MANAGED_INSTANCE &&
        (from->role != ARM_HOST || to->role != ARM_HOST)) {
        add_ping(p, from->name, to->name,
                 groups && from->count * to->count > 1 && from->count * to->count <= FLOWS_MAX);
    }
}

static void mesh(struct arm_plan *p, struct arm_machine *const *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (v[i]->role != ARM_MANAGED_INSTANCE) {
            ping_inside(p, v[i]);
        }
        for (size_t k = i + 1; k < n; k++) {
            ping_pair(p, v[i], v[k], true);
        }
    }
}

static bool fits(size_t n)
{
    return n * n / 2 <= PINGS_MAX;
}

/* The first machine of each place: a subnet or site, or a network or site. */
static size_t representatives(struct arm_plan *p, struct arm_machine **v, size_t n, bool by_network)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool seen = false;
        for (size_t k = 0; k < kept && !seen; k++) {
            seen = v[i]->site != NULL || v[k]->site != NULL ? v[i]->site == v[k]->site
                   : by_network ? v[i]->subnet->network == v[k]->subnet->network
                                : v[i]->subnet == v[k]->subnet;
        }
        if (!seen && arm_may_work(p->w, (struct span){0}, kept / 16 + 1)) {
            v[kept++] = v[i];
        }
    }
    return kept;
}

void arm_map_pings(struct arm_plan *p)
{
    struct arm_machine **v = ARENA_ARRAY(p->w->arena, struct arm_machine *, p->machines.n + 1);
    size_t n = 0;
    settle_names(p);
    for (size_t i = 0; i < p->machines.n; i++) {
        if (arm_takes_part(p->machines.v[i])) {
            v[n++] = p->machines.v[i];
        }
    }
    if (fits(n)) {
        mesh(p, v, n);
        return;
    }
    for (size_t i = 0; i < n && i < PINGS_MAX; i++) { /* a ring */
        ping_pair(p, v[i], v[(i + 1) % n], false);
    }
    size_t few = representatives(p, v, n, false);
    const bool by_network = !fits(few);
    few = by_network ? representatives(p, v, few, true) : few;
    if (fits(few)) {
        mesh(p, v, few);
    }
    diag_add(p->w->diag, &arm_code_assumed, (struct span){0}, NULL,
             "%zu machines are too many for a mesh: %s pings the next%s", n,
             n <= PINGS_MAX ? "each" : arena_printf(p->w->arena, "each of the first %d", PINGS_MAX),
             !fits(few) || few < 2 ? ""
             : by_network          ? ", the first of each network every other such"
                                   : ", the first of each subnet every other such");
}
