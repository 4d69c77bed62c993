#include "sim/app/where.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sim/app/command.h"
#include "sim/base/arena.h"
#include "sim/base/json.h"
#include "sim/term/colour.h"

int where_open(struct where *w, const char *command, bool json, const char *path,
               const char *const *sets, size_t n_sets)
{
    *w = (struct where){.net = NULL};
    const int err = scenario_open(&w->scenario, path, sets, n_sets);
    if (w->scenario.error != NULL) {
        (void)fprintf(stderr, "vnetsim %s: %s\n", command, w->scenario.error);
        return EXIT_FILES;
    }
    diag_print(w->scenario.diag, stderr, colour_is_wanted(STDERR_FILENO));
    if (err == -EINVAL && json) {
        struct json j;
        json_init(&j, stdout);
        json_array_begin(&j);
        diag_write_json(w->scenario.diag, &j);
        json_array_end(&j);
        json_fini(&j);
    }
    if (err != 0) {
        return err == -EINVAL ? EXIT_INVALID : EXIT_FILES;
    }
    struct topo *topo = ARENA_NEW(w->scenario.arena, struct topo);
    *topo = *w->scenario.topo;
    topo->simulation.warmup = 0; /* nothing runs */
    const char *why = NULL;
    w->net = network_build(topo, w->scenario.catalog, &why);
    if (w->net == NULL) {
        (void)fprintf(stderr, "vnetsim %s: %s\n", command, why);
        return EXIT_RUN;
    }
    return EXIT_DONE;
}

void where_close(struct where *w)
{
    network_free(w->net);
    scenario_close(&w->scenario);
}

const uint32_t *where_groups(const struct where *w, size_t *n)
{
    uint32_t *first = ARENA_ARRAY(w->scenario.arena, uint32_t, w->net->topo->n_vms);
    *n = 0;
    for (uint32_t i = 0; i < w->net->n_vms; i++) {
        if (i == 0 || w->net->vm[i - 1].declared != w->net->vm[i].declared) {
            first[(*n)++] = i;
        }
    }
    return first;
}

#define BEARS(v, n)                                                                                \
    for (size_t i_ = 0; i_ < (n); i_++)                                                            \
        if (strcmp((v)[i_].r.name, name) == 0)                                                     \
    return &(v)[i_].r

/* Something that has no address for traffic to come from. */
static const struct resource *what_bears(const struct topo *t, const char *name)
{
    BEARS(t->sites, t->n_sites);
    BEARS(t->vnets, t->n_vnets);
    BEARS(t->gateways, t->n_gateways);
    for (size_t i = t->n_gateways; i < t->n_endpoints; i++)
        if (t->gateways[i].device != NULL && (strcmp(t->gateways[i].r.name, name) == 0 ||
                                              strcmp(t->gateways[i].device->r.name, name) == 0))
            return &t->gateways[i].device->r;
    BEARS(t->lngs, t->n_lngs);
    BEARS(t->connections, t->n_connections);
    BEARS(t->traffic, t->n_traffic);
    return NULL;
}

bool where_says_other(const struct where *w, const char *command, const char *name)
{
    const struct resource *other = what_bears(w->net->topo, name);
    if (other == NULL) {
        return false;
    }
    (void)fprintf(stderr, "vnetsim %s: `%s` is no VM or host: the name is that of %s %s\n", command,
                  name, strchr("aeiou", other->table->kind[0]) != NULL ? "an" : "a",
                  other->table->kind);
    return true;
}

bool where_vm(const struct where *w, const char *command, const char *name, uint32_t *vm)
{
    const struct network *n = w->net;
    const char **names = ARENA_ARRAY(w->scenario.arena, const char *, n->n_vms);
    size_t entries = 0;
    for (uint32_t i = 0; i < n->n_vms; i++) {
        const bool is_first = i == 0 || n->vm[i - 1].declared != n->vm[i].declared;
        if (is_first) {
            names[entries++] = n->vm[i].declared->r.name;
        }
        if (strcmp(n->vm[i].name, name) == 0 ||
            (is_first && strcmp(n->vm[i].declared->r.name, name) == 0)) {
            *vm = i;
            return true;
        }
    }
    if (!where_says_other(w, command, name)) {
        (void)fprintf(stderr, "vnetsim %s: there is no VM `%s`%s\n", command, name,
                      diag_instead(name, names, entries, w->scenario.arena));
    }
    return false;
}
