#include "sim/app/where.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sim/app/command.h"
#include "sim/base/arena.h"

int where_open(struct where *w, const char *command, const char *path, const char *const *sets, size_t n_sets)
{
    *w = (struct where){.net = NULL};
    const int err = scenario_open(&w->scenario, path, sets, n_sets);
    if (w->scenario.error != NULL) {
        (void)fprintf(stderr, "vnetsim %s: %s\n", command, w->scenario.error);
        return EXIT_FILES;
    }
    diag_print(w->scenario.diag, stderr, command_colour(STDERR_FILENO));
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

bool where_vm(const struct where *w, const char *command, const char *name, uint32_t *vm)
{
    const struct network *n = w->net;
    const char **names = ARENA_ARRAY(w->scenario.arena, const char *, n->n_vms);
    for (uint32_t i = 0; i < n->n_vms; i++) {
        names[i] = n->vm[i].declared->r.name;
        const bool is_first = i == 0 || n->vm[i - 1].declared != n->vm[i].declared;
        if (strcmp(n->vm[i].name, name) == 0 || (is_first && strcmp(n->vm[i].declared->r.name, name) == 0)) {
            *vm = i;
            return true;
        }
    }
    const char *near = diag_closest(name, names, n->n_vms);
    (void)fprintf(stderr, "vnetsim %s: there is no VM `%s`%s%s%s\n", command, name, near != NULL ? "; did you mean `" : "", near != NULL ? near : "",
                  near != NULL ? "`?" : "");
    return false;
}
