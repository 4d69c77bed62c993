/* Names of the scenario, and what ids name. */
#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <uthash.h>

#include "sim/arm/code.h"
#include "sim/arm/map_parts.h"
#include "sim/base/arena.h"

enum { NAME_LONGEST = 80, SAID_MAX = 8 };

struct arm_names {
    const char *name;
    unsigned next; /* number to try next behind it */
    UT_hash_handle hh;
};

static struct arm_names *find(struct arm_names *taken, const char *name)
{
    struct arm_names *found;
    HASH_FIND_STR(taken, name, found);
    return found;
}

const char *arm_name(struct arm_plan *p, struct arm_names **taken, const char *text)
{
    char name[NAME_LONGEST + 1];
    size_t n = 0;
    for (const char *c = text; *c != '\0' && n < NAME_LONGEST; c++) {
        const bool ok = isalnum((unsigned char)*c) || *c == '-' || *c == '_';
        if ((unsigned char)*c < 0x80 || n == 0 || name[n - 1] != '-') {
            name[n++] = ok && (unsigned char)*c < 0x80 ? *c : '-';
        }
    }
    name[n] = '\0';
    const char *base = n > 0 ? arena_strdup(p->w->arena, name) : "unnamed", *unique = base;
    struct arm_names *first = find(*taken, base);
    while (find(*taken, unique) != NULL) {
        unique = arena_printf(p->w->arena, "%.69s_%u", base, ++first->next + 1);
    }
    struct arm_names *new = ARENA_NEW(p->w->arena, struct arm_names);
    new->name = unique;
    HASH_ADD_KEYPTR(hh, *taken, new->name, strlen(new->name), new);
    return unique;
}

const char *arm_given_name(struct arm_plan *p, struct arm_names **taken, const char *text)
{
    const char *name = arm_name(p, taken, text);
    if (strcmp(name, text) != 0) {
        arm_texts_add(p->w->arena, &p->renamed,
                      arena_printf(p->w->arena, "`%.100s` is `%s`", text, name));
    }
    return name;
}

void arm_report_names(struct arm_plan *p)
{
    const char *list = "";
    for (size_t i = 0; i < p->renamed.n && i < SAID_MAX; i++) {
        list = arena_printf(p->w->arena, "%s%s%s", list, i > 0 ? ", " : "", p->renamed.v[i]);
    }
    if (p->renamed.n > SAID_MAX) {
        list = arena_printf(p->w->arena, "%s and %zu more", list, p->renamed.n - SAID_MAX);
    }
    if (p->renamed.n > 0) {
        diag_add(p->w->diag, &arm_code_assumed, (struct span){0}, NULL,
                 "a scenario's names have letters, digits, - and _ alone, each once: %s", list);
    }
}

bool arm_names_has(struct arm_names *taken, const char *name)
{
    return find(taken, name) != NULL;
}

void arm_names_fini(struct arm_names *taken)
{
    HASH_CLEAR(hh, taken);
}

const char *arm_last_name(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash != NULL ? slash + 1 : name;
}

const char *arm_pool(struct arm_plan *p, const char *id)
{
    const struct arm_resource *owner = arm_resource_by_id(p->w, arm_id_parent(p->w->arena, id));
    return owner != NULL ? arena_printf(p->w->arena, "%s/backendAddressPools/%s", owner->id,
                                        arm_last_name(id))
                         : id;
}

void *arm_find(struct arm_plan *p, const char *id, const char *type, struct span at,
               const char *what)
{
    const struct arm_resource *r = id[0] == '/' ? arm_resource_by_id(p->w, id) : NULL;
    if (r != NULL && r->mapped != NULL && strcasecmp(r->type, type) == 0) {
        return r->mapped;
    }
    if (what != NULL && r != NULL && r->looked_at && r->mapped == NULL && !r->existing) {
        diag_add(p->w->diag, &arm_code_unknown, at, "left out", "%s: `%s` is left out itself", what,
                 arm_last_name(id));
    } else if (what != NULL) {
        diag_add(p->w->diag, &arm_code_unknown, at, "not in the files",
                 "%s: `%s` is in none of the files", what, arm_last_name(id));
        diag_help(p->w->diag, "give the file that declares it as a further FILE");
    }
    return NULL;
}

struct arm_subnet *arm_subnet_of(const struct arm_network *n, const char *name)
{
    for (size_t i = 0; i < n->subnets.n; i++) {
        struct arm_subnet *s = n->subnets.v[i];
        if (strcasecmp(s->given, name) == 0) {
            return s;
        }
    }
    return NULL;
}

struct arm_subnet *arm_find_subnet(struct arm_plan *p, const char *id, struct span at,
                                   const char *what)
{
    struct arm_network *n =
        arm_find(p, arm_id_parent(p->w->arena, id), "Microsoft.Network/virtualNetworks", at, what);
    struct arm_subnet *s = n != NULL ? arm_subnet_of(n, arm_last_name(id)) : NULL;
    if (n != NULL && s == NULL && what != NULL) {
        diag_add(p->w->diag, &arm_code_unknown, at, "not in the files",
                 "%s: network `%s` has no subnet `%s`", what, n->name, arm_last_name(id));
    }
    return s;
}
