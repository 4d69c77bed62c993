#include <stdio.h>
#include <string.h>

#include "sim/app/command.h"
#include "sim/app/options.h"
#include "sim/app/route_text.h"
#include "sim/app/trace_json.h"
#include "sim/app/where.h"
#include "sim/base/arena.h"

static const char *state_text(const struct effective *e, const struct effective_route *r,
                              struct arena *arena)
{
    if (r->active) {
        return "Active";
    }
    const struct effective_route *by = &e->v[r->by];
    return arena_printf(arena, "Invalid: %s -> %s goes before it (%s)",
                        route_text_prefix(by, arena), route_text_hop(by, arena),
                        route_text_reason(by, r));
}

static void show_json(const struct net_subnet *s, struct arena *arena)
{
    struct json j;
    json_init(&j, stdout);
    trace_json_routes(&j, s, arena);
    json_fini(&j);
}

static int wider(int width, const char *text)
{
    const int len = (int)strlen(text);
    return len > width ? len : width;
}

static void show(const struct net_subnet *s, struct arena *arena)
{
    const size_t n = s->effective.n + s->effective.n_tags;
    int prefix = 18, source = 10, hop = 10;
    for (size_t i = 0; i < n; i++) {
        prefix = wider(prefix, route_text_prefix(&s->effective.v[i], arena));
        source = wider(source, route_text_source(&s->effective.v[i], s->declared, arena));
        hop = wider(hop, route_text_hop(&s->effective.v[i], arena));
    }
    printf("%s/%s\n\n  %-*s  %-*s  %-*s  %s\n", s->declared->vnet->r.name, s->declared->r.name,
           prefix, "prefix", source, "source", hop, "next hop", "state");
    for (size_t i = 0; i < n; i++) {
        const struct effective_route *r = &s->effective.v[i];
        printf("  %-*s  %-*s  %-*s  %s\n", prefix, route_text_prefix(r, arena), source,
               route_text_source(r, s->declared, arena), hop, route_text_hop(r, arena),
               state_text(&s->effective, r, arena));
    }
}

/* VNET/SUBNET, or a VM's. NULL: there is none, and that is said. */
static const struct net_subnet *find(const struct where *w, const char *name)
{
    const char *slash = strchr(name, '/');
    uint32_t vm;
    if (slash == NULL) {
        if (!where_vm(w, "routes", name, &vm)) {
            return NULL;
        }
        if (w->net->vm[vm].declared->kind == TOPO_INTERNET_HOST) {
            (void)fprintf(stderr, "vnetsim routes: `%s` is a %s: its routes are nobody's here\n",
                          name, w->net->vm[vm].declared->r.table->kind);
            return NULL;
        }
        return &w->net->subnet[w->net->vm[vm].subnet];
    }
    const char **names = ARENA_ARRAY(w->scenario.arena, const char *, w->net->n_subnets);
    size_t n_names = 0;
    for (size_t i = 0; i < w->net->n_subnets; i++) {
        const struct topo_subnet *s = w->net->subnet[i].declared;
        if (s->vnet->outside != NULL) {
            continue;
        }
        names[n_names++] = arena_printf(w->scenario.arena, "%s/%s", s->vnet->r.name, s->r.name);
        const size_t n = strlen(s->vnet->r.name);
        if (n == (size_t)(slash - name) && strncmp(name, s->vnet->r.name, n) == 0 &&
            strcmp(slash + 1, s->r.name) == 0) {
            return &w->net->subnet[i];
        }
    }
    if (where_says_other(w, "routes", name)) {
        return NULL;
    }
    (void)fprintf(stderr, "vnetsim routes: there is no subnet `%s`%s\n", name,
                  diag_instead(name, names, n_names, w->scenario.arena));
    return NULL;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct options_list sets = {.n = 0};
    struct where w;
    bool json = false;
    const struct options_row options[] = {{"set", OPTIONS_LIST(&sets)},
                                          {"json", OPTIONS_FLAG(&json)}};
    int code = command_options(self, options, sizeof options / sizeof *options, argc, argv);
    if (code == EXIT_DONE && argc - optind != 2) {
        code = command_usage(self, "a scenario and a VM or subnet are needed");
    }
    if (code == EXIT_DONE) {
        code = where_open(&w, self->name, json, argv[optind], sets.v, sets.n);
        const struct net_subnet *s = code == EXIT_DONE ? find(&w, argv[optind + 1]) : NULL;
        if (s != NULL) {
            (json ? show_json : show)(s, w.scenario.arena);
        } else if (code == EXIT_DONE) {
            code = EXIT_USAGE;
        }
        where_close(&w);
    }
    options_list_fini(&sets);
    return code == COMMAND_HELPED ? EXIT_DONE : code;
}

const struct command command_routes = {
    .name = "routes",
    .usage = "SCENARIO VM|VNET/SUBNET [--json] [--set PATH=VALUE]...",
    .summary = "Shows the effective routes of a VM: every route there is, which is used, and what "
               "goes before the others",
    .help = "As the platform decides: the longest prefix; of equal ones user-defined before the "
            "gateway's before the system's; and a\n"
            "gateway's route inside the network's own range or a peering's is not used, however "
            "long it is.\n"
            "\n"
            "exit: 0 done, 2 usage, 3 the scenario is invalid, 5 files\n"
            "\n"
            "examples:\n"
            "  vnetsim routes scenarios/westus-northeurope.yaml web-0\n"
            "  vnetsim routes scenarios/westus-northeurope.yaml vnet-westus/GatewaySubnet\n",
    .run = run,
};
