#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "models/net/link.h"
#include "sim/app/command.h"
#include "sim/app/mtu.h"
#include "sim/app/options.h"
#include "sim/app/where.h"
#include "sim/base/arena.h"

enum { MSS_LEAST = 48, MSS_MOST = PACKET_MAX_BYTES - LADDER_HEADER_BYTES - 200 };

struct mtu_options {
    struct options_list sets;
    const char *from, *to, *dir;
    unsigned mss;
    bool json;
};

static void add_choice(struct mtu *l, uint32_t mss)
{
    size_t at = 0;

    while (at < l->n_choices && l->choice[at] > mss)
        at++;
    if ((at < l->n_choices && l->choice[at] == mss) || mss < MSS_LEAST ||
        l->n_choices == MTU_CHOICES_MAX)
        return;
    memmove(&l->choice[at + 1], &l->choice[at], (l->n_choices - at) * sizeof *l->choice);
    l->choice[at] = mss;
    l->n_choices++;
}

/* A clamp only lowers: what the NICs do not take comes from none, and not from a peer either. */
static void add_usual(struct mtu *l, uint32_t mss)
{
    if (mss <= l->most)
        add_choice(l, mss);
}

static int unreachable(const struct mtu *l, const struct trace *t)
{
    (void)fprintf(
        stderr,
        "vnetsim mtu: %s of `%s` does not arrive: dropped at %s, cause %s: %s\n  help: %s\n",
        t == &l->there.trace ? "what it sends" : "the answer", l->net->vm[l->from].name, t->place,
        drop_cause_word(t->cause), t->why, t->mend);
    return EXIT_GATE;
}

static int climb(struct mtu *l, const struct mtu_options *o)
{
    if (!mtu_find(l))
        return unreachable(l, !l->there.trace.arrived ? &l->there.trace : &l->back.trace);
    if (l->best < MSS_LEAST) {
        (void)fprintf(stderr,
                      "vnetsim mtu: no segment of %d bytes gets through whole: an MTU on the way "
                      "is too small\n",
                      MSS_LEAST);
        return EXIT_GATE;
    }
    add_choice(l, l->most);
    add_choice(l, l->there.in_force);
    add_choice(l, l->back.in_force);
    add_choice(l, l->best);
    if (l->asked > 0)
        add_choice(l, l->asked);
    add_usual(l, MTU_MSS_ADVISED);
    add_usual(l, MTU_MSS_DEFAULT);
    if (o->json)
        mtu_write_json(l);
    else
        mtu_show(l);
    const int err = o->dir != NULL ? mtu_write_csv(l, o->dir) : 0;
    if (err != 0) {
        (void)fprintf(stderr, "vnetsim mtu: %s: %s\n", o->dir, strerror(-err));
        return EXIT_FILES;
    }
    return mtu_fate_in_force(l) == LADDER_WHOLE ? EXIT_DONE : EXIT_GATE;
}

static int one(const struct where *w, const struct mtu_options *o)
{
    struct mtu l = {.net = w->net, .arena = w->scenario.arena, .asked = o->mss};

    if (!where_vm(w, "mtu", o->from, &l.from) || !where_vm(w, "mtu", o->to, &l.to)) {
        return EXIT_USAGE;
    }
    if (l.from == l.to) {
        (void)fprintf(stderr,
                      "vnetsim mtu: `%s` is the same VM as `%s`: name two, as NAME-0 and NAME-1\n",
                      o->to, o->from);
        return EXIT_USAGE;
    }
    if (trace_is_front(w->net, l.from) || w->net->vm[l.to].front != NULL) {
        const bool is_from = trace_is_front(w->net, l.from);
        (void)fprintf(stderr, "vnetsim mtu: `%s` is a %s: %s\n", is_from ? o->from : o->to,
                      w->net->vm[is_from ? l.from : l.to].declared->r.table->kind,
                      w->net->vm[is_from ? l.from : l.to].front != NULL
                          ? "name one of those that answer for it"
                          : "name it as --to");
        return EXIT_USAGE;
    }
    return climb(&l, o);
}

static int run(const struct command *self, int argc, char **argv)
{
    struct mtu_options o = {.mss = 0};
    const struct options_row options[] = {{"from", OPTIONS_ONCE(&o.from)},
                                          {"to", OPTIONS_ONCE(&o.to)},
                                          {"mss", OPTIONS_COUNT(&o.mss, MSS_LEAST, MSS_MOST)},
                                          {"set", OPTIONS_LIST(&o.sets)},
                                          {"json", OPTIONS_FLAG(&o.json)},
                                          {"out", OPTIONS_ONCE(&o.dir)}};
    int code = command_options(self, options, sizeof options / sizeof *options, argc, argv);
    if (code == EXIT_DONE && (argc - optind != 1 || o.from == NULL || o.to == NULL)) {
        code = command_usage(self, "a scenario is needed, and --from and --to");
    }
    if (code == EXIT_DONE) {
        struct where w;
        code = where_open(&w, self->name, o.json, argv[optind], o.sets.v, o.sets.n);
        if (code == EXIT_DONE) {
            code = one(&w, &o);
        }
        where_close(&w);
    }
    options_list_fini(&o.sets);
    return code == COMMAND_HELPED ? EXIT_DONE : code;
}

const struct command command_mtu = {
    .name = "mtu",
    .usage = "SCENARIO --from VM --to VM [--mss N] [--json] [-o DIR] [--set PATH=VALUE]...",
    .summary = "The byte ladder of a way: a full TCP segment at each hop, the best MSS and what "
               "another one costs",
    .help =
        "There and back, each place where size matters: NICs, links and lines with their MTU, "
        "gateways with every part of ESP to the byte.\n"
        "Then the MSS in force (the NICs' MTU less 40, clamped by gateways on the way back), the "
        "best "
        "one, and others beside it: what is on the wire for a\n"
        "segment on the dearest link of both ways, and what of that is payload. TCP's own options, "
        "12 bytes of time stamps, are inside the MSS.\n"
        "Packets are taken to have DF, as TCP sends them. Traffic with dont_fragment: false is "
        "not dropped for its size, but sent in fragments.\n"
        "\n"
        "  --mss N          the ladder of another MSS; of one above the NICs', that of theirs\n"
        "  --json           the same for programs; of a scenario that is refused its diagnostics, "
        "as check --json\n"
        "  -o, --out DIR    leaves the ladder in DIR/ladder.csv too; `vnetsim plot DIR` draws it\n"
        "\n"
        "exit: 0 full segments pass whole, 1 they do not, or one of the ways is closed, 2 usage, 3 "
        "the scenario is invalid, 5 files\n"
        "\n"
        "examples:\n"
        "  vnetsim mtu scenarios/westus-northeurope.yaml --from web --to db\n"
        "  vnetsim mtu scenarios/westus-northeurope.yaml --from web --to db --set "
        "virtual_network_gateways.*.mss_clamp=none\n",
    .run = run,
};
