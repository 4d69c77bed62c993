#include <stdio.h>
#include <string.h>

#include "models/ladder.h"
#include "sim/app/command.h"
#include "sim/app/options.h"
#include "sim/app/where.h"
#include "sim/base/arena.h"
#include "sim/base/json.h"

enum { MSS_LEAST = 48, MSS_DEFAULT = 536, MSS_ADVISED = 1350, CHOICES_MAX = 6 }; /* RFC 9293, 3.7.1: 536; About VPN devices, 2023-10-06: 1350 */

struct mtu_options {
    struct options_list sets;
    const char *scenario, *from, *to;
    unsigned mss;
    bool json;
};

struct ladder { /* both ways between two VMs */
    const struct network *net;
    struct arena *arena;
    uint32_t from, to;
    struct trace there, back;
    uint32_t in_force, best, shown; /* MSS */
    const char *by;
    uint32_t choice[CHOICES_MAX]; /* MSS, falling */
    size_t n_choices;
};

/* Bytes of ESP around a packet, one after the other. */
static const char *parts(struct arena *arena, const struct tunnel *t, uint32_t inner)
{
    const struct esp_suite *e = t->esp;
    const uint32_t outer = tunnel_outer_bytes(t, inner);
    const uint32_t pad = outer - inner - t->udp_bytes - ESP_IPV4_BYTES - ESP_HEADER_BYTES - e->iv_bytes - ESP_TRAILER_BYTES - e->icv_bytes;
    return arena_printf(arena, "IPv4 %d%s, ESP %d, IV %u, padding %u, trailer %d, ICV %u", ESP_IPV4_BYTES, t->udp_bytes > 0 ? ", UDP 8" : "", ESP_HEADER_BYTES,
                        e->iv_bytes, pad, ESP_TRAILER_BYTES, e->icv_bytes);
}

static const char *place(struct arena *arena, const struct trace_rung *r)
{
    if (r->kind == TRACE_SENDS)
        return arena_printf(arena, "link %s", r->link->name);
    const bool in = r->kind == TRACE_ENCRYPTS;
    return arena_printf(arena, "gateway %s %s", in ? r->tunnel->from->name : r->tunnel->to->name, in ? "encrypts" : "decrypts");
}

static void show_ladder(const struct ladder *l, const struct trace *t)
{
    const uint32_t packet = l->shown + LADDER_HEADER_BYTES;
    struct ladder_at *at = ARENA_ARRAY(l->arena, struct ladder_at, t->n_rungs);
    size_t last;
    const enum ladder_fate fate = ladder_fate(t, packet, &last);

    ladder_climb(t, packet, at);
    printf("    MTU   bytes\n");
    printf("  %5s  %6u  payload and options of TCP, the MSS\n", "", l->shown);
    printf("  %5s  %6u  + %d: IPv4 20, TCP 20\n", "", packet, LADDER_HEADER_BYTES);
    for (size_t i = 0; i < t->n_rungs; i++) {
        const struct trace_rung *r = &t->rung[i];
        const char *where = place(l->arena, r);
        if (i == last && fate >= LADDER_TOLD) {
            printf("  %5u  %6u  %s: TOO LARGE and not to be fragmented, dropped; the sender is %s\n", r->kind == TRACE_SENDS ? r->link->mtu_bytes : r->tunnel->mtu_bytes,
                   at[i].bytes, where, fate == LADDER_TOLD ? "told" : "NOT told");
            return;
        }
        if (r->kind == TRACE_ENCRYPTS) {
            printf("  %5s  %6u  %s: tunnel %s, %s: + %u: %s\n", "", at[i].bytes, where, r->tunnel->name, r->tunnel->esp->name, at[i].bytes - packet,
                   parts(l->arena, r->tunnel, packet));
        } else if (r->kind == TRACE_DECRYPTS) {
            printf("  %5s  %6u  %s\n", "", at[i].bytes, where);
        } else if (at[i].fragments > 1) {
            printf("  %5u  %6u  %s: TOO LARGE, %u fragments\n", r->link->mtu_bytes, at[i].bytes, where, at[i].fragments);
        } else {
            printf("  %5u  %6u  %s%s\n", r->link->mtu_bytes, at[i].bytes, where,
                   r->link->framing_bytes > 0 ? arena_printf(l->arena, ", and %u of framing", r->link->framing_bytes) : "");
        }
    }
}

/* The dearer of the two ways. */
static struct ladder_cost cost_of(const struct ladder *l, uint32_t mss)
{
    const struct ladder_cost a = ladder_cost(&l->there, mss), b = ladder_cost(&l->back, mss);
    return (struct ladder_cost){a.wire_bytes > b.wire_bytes ? a.wire_bytes : b.wire_bytes, a.fragments > b.fragments ? a.fragments : b.fragments};
}

/* The worse one of the two ways. */
static enum ladder_fate fate_of(const struct ladder *l, uint32_t mss)
{
    size_t rung;
    const enum ladder_fate a = ladder_fate(&l->there, mss + LADDER_HEADER_BYTES, &rung), b = ladder_fate(&l->back, mss + LADDER_HEADER_BYTES, &rung);
    return a > b ? a : b;
}

/* Share of what the narrowest link carries that is the MSS. */
static double efficiency(const struct ladder *l, uint32_t mss)
{
    return (double)mss / cost_of(l, mss).wire_bytes;
}

static const char *remark(const struct ladder *l, uint32_t mss)
{
    const char *what = mss == l->best ? "the best" : mss == MSS_DEFAULT ? "what a peer without the option takes" : mss == MSS_ADVISED ? "the platform's advice to devices" : "";
    if (mss == l->in_force)
        return arena_printf(l->arena, "in force%s%s", what[0] != '\0' ? "; " : "", what);
    return what[0] == '\0' && mss == l->choice[0] ? "of the NICs, without a clamp" : what;
}

static void show_choices(const struct ladder *l)
{
    const double best = efficiency(l, l->best);

    printf("    MSS  largest  packets     of a link     lost to  packets/s\n");
    printf("         on wire  a segment   is payload    the best  a Gbps of payload\n");
    for (size_t i = 0; i < l->n_choices; i++) {
        const uint32_t mss = l->choice[i];
        const struct ladder_cost c = cost_of(l, mss);
        if (fate_of(l, mss) >= LADDER_TOLD) {
            printf("  %5u  %-53s  %s\n", mss, fate_of(l, mss) == LADDER_TOLD ? "dropped; found out, and the best taken" : "dropped, and nobody tells: nothing passes", remark(l, mss));
            continue;
        }
        printf("  %5u  %7u  %7u     %8.2f %%   %7.2f %%  %9.0f  %s\n", mss, c.wire_bytes, c.fragments, 100 * efficiency(l, mss),
               100 * (1 - efficiency(l, mss) / best), 1e9 / 8 / mss * c.fragments, remark(l, mss));
    }
}

static void add_choice(struct ladder *l, uint32_t mss)
{
    size_t at = 0;

    while (at < l->n_choices && l->choice[at] > mss)
        at++;
    if ((at < l->n_choices && l->choice[at] == mss) || mss < MSS_LEAST || l->n_choices == CHOICES_MAX)
        return;
    memmove(&l->choice[at + 1], &l->choice[at], (l->n_choices - at) * sizeof *l->choice);
    l->choice[at] = mss;
    l->n_choices++;
}

static void show_advice(const struct ladder *l)
{
    const char *mend = arena_printf(l->arena, "Mend it: mss_clamp: %uB at the gateway or device, or a smaller mtu of the NIC.", l->best);

    switch (fate_of(l, l->in_force)) {
    case LADDER_WHOLE:
        break;
    case LADDER_FRAGMENTS:
        printf("\nThe MSS in force makes fragments. The platform drops fragments that come out of order and takes them off its fast path\n"
               "(TCP/IP performance tuning for Azure VMs, 2025-04-21). %s\n", mend);
        break;
    case LADDER_TOLD:
        printf("\nThe MSS in force is too large. Senders are told by ICMP, lose their first segments and go on with %u. %s\n", l->best, mend);
        break;
    case LADDER_LOST:
        printf("\nBLACK HOLE: with the MSS in force handshakes and small packets pass, and transfers hang. %s\n", mend);
        break;
    }
}

static void show(const struct ladder *l)
{
    const char *from = l->net->vm[l->from].name, *to = l->net->vm[l->to].name;

    printf("%s -> %s, a full segment of TCP\n", from, to);
    show_ladder(l, &l->there);
    printf("\n%s -> %s, the answer\n", to, from);
    show_ladder(l, &l->back);
    printf("\nMSS in force: %u (%s)\nbest MSS: %u, the largest that nothing on either way fragments\n\n", l->in_force, l->by, l->best);
    show_choices(l);
    show_advice(l);
}

static void number(struct json *j, const char *key, uint64_t value)
{
    json_key(j, key);
    json_int(j, (int64_t)value);
}

static void text(struct json *j, const char *key, const char *value)
{
    json_key(j, key);
    json_string(j, value);
}

static void write_way(struct json *j, const struct ladder *l, const char *name, const struct trace *t)
{
    struct ladder_at *at = ARENA_ARRAY(l->arena, struct ladder_at, t->n_rungs);

    ladder_climb(t, l->shown + LADDER_HEADER_BYTES, at);
    json_key(j, name);
    json_array_begin(j);
    for (size_t i = 0; i < t->n_rungs; i++) {
        const struct trace_rung *r = &t->rung[i];
        json_object_begin(j);
        text(j, "at", place(l->arena, r));
        if (r->kind == TRACE_SENDS) {
            number(j, "mtu", r->link->mtu_bytes);
            number(j, "framing", r->link->framing_bytes);
        } else {
            text(j, "tunnel", r->tunnel->name);
            text(j, "cipher", r->tunnel->esp->name);
        }
        number(j, "bytes", at[i].bytes);
        number(j, "fragments", at[i].fragments);
        json_object_end(j);
    }
    json_array_end(j);
}

static void write(const struct ladder *l)
{
    static const char *const fate_words[] = {
        [LADDER_WHOLE] = "whole", [LADDER_FRAGMENTS] = "fragments", [LADDER_TOLD] = "dropped_told", [LADDER_LOST] = "black_hole"};
    struct json j;

    json_init(&j, stdout);
    json_object_begin(&j);
    text(&j, "from", l->net->vm[l->from].name);
    text(&j, "to", l->net->vm[l->to].name);
    number(&j, "mss", l->shown);
    number(&j, "mss_in_force", l->in_force);
    text(&j, "mss_by", l->by);
    number(&j, "mss_best", l->best);
    write_way(&j, l, "there", &l->there);
    write_way(&j, l, "back", &l->back);
    json_key(&j, "choices");
    json_array_begin(&j);
    for (size_t i = 0; i < l->n_choices; i++) {
        const struct ladder_cost c = cost_of(l, l->choice[i]);
        json_object_begin(&j);
        number(&j, "mss", l->choice[i]);
        number(&j, "wire_bytes", c.wire_bytes);
        number(&j, "fragments", c.fragments);
        text(&j, "fate", fate_words[fate_of(l, l->choice[i])]);
        json_key(&j, "payload_frac");
        json_number(&j, efficiency(l, l->choice[i]));
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
    json_fini(&j);
}

static int unreachable(const struct ladder *l, const struct trace *t)
{
    (void)fprintf(stderr, "vnetsim mtu: %s of `%s` does not arrive: dropped at %s, cause %s: %s\n  help: %s\n", t == &l->there ? "what it sends" : "the answer",
                  l->net->vm[l->from].name, t->place, drop_cause_word(t->cause), t->why, t->mend);
    return EXIT_GATE;
}

static int climb(struct ladder *l, const struct mtu_options *o)
{
    struct trace_question out = trace_ask(l->net, l->from, l->to), in = trace_ask(l->net, l->to, l->from);

    out.protocol = in.protocol = TOPO_TCP;
    in.is_answer = true;
    in.request = &l->there;
    trace_walk(&l->there, l->net, &out, l->arena);
    trace_walk(&l->back, l->net, &in, l->arena);
    if (!l->there.arrived || !l->back.arrived)
        return unreachable(l, !l->there.arrived ? &l->there : &l->back);
    const uint32_t a = ladder_largest(&l->there), b = ladder_largest(&l->back), largest = a < b ? a : b;
    l->in_force = ladder_mss(l->net, &out, &l->there, &l->back, l->arena, &l->by);
    l->best = largest > LADDER_HEADER_BYTES ? largest - LADDER_HEADER_BYTES : 0;
    if (l->best < MSS_LEAST) {
        (void)fprintf(stderr, "vnetsim mtu: no segment of %d bytes gets through whole: an MTU on the way is too small\n", MSS_LEAST);
        return EXIT_GATE;
    }
    l->shown = o->mss > 0 ? o->mss : l->in_force;
    const uint32_t x = l->net->vm[l->from].out->mtu_bytes, y = l->net->vm[l->to].out->mtu_bytes;
    add_choice(l, (x < y ? x : y) - LADDER_HEADER_BYTES);
    add_choice(l, l->in_force);
    add_choice(l, l->best);
    add_choice(l, l->shown);
    add_choice(l, MSS_ADVISED);
    add_choice(l, MSS_DEFAULT);
    if (o->json)
        write(l);
    else
        show(l);
    return fate_of(l, l->in_force) == LADDER_WHOLE ? EXIT_DONE : EXIT_GATE;
}

static int one(const struct where *w, const struct mtu_options *o)
{
    struct ladder l = {.net = w->net, .arena = w->scenario.arena};

    if (!where_vm(w, "mtu", o->from, &l.from) || !where_vm(w, "mtu", o->to, &l.to)) {
        return EXIT_USAGE;
    }
    if (l.from == l.to) {
        (void)fprintf(stderr, "vnetsim mtu: `%s` is the same VM\n", o->to);
        return EXIT_USAGE;
    }
    if (trace_is_front(w->net, l.from) || trace_is_front(w->net, l.to)) {
        (void)fprintf(stderr, "vnetsim mtu: `%s` is an address that others answer for: name one of them\n", trace_is_front(w->net, l.from) ? o->from : o->to);
        return EXIT_USAGE;
    }
    return climb(&l, o);
}

/* EXIT_DONE, or the code to leave with; -1: help was shown. */
static int read_options(const struct command *self, struct mtu_options *o, int argc, char **argv)
{
    static const struct option options[] = {{"from", required_argument, NULL, 'F'}, {"to", required_argument, NULL, 'T'}, {"mss", required_argument, NULL, 'm'},
                                            {"set", required_argument, NULL, 's'},  {"json", no_argument, NULL, 'j'},     {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    const char *why = NULL;
    for (int opt; (opt = options_next(argc, argv, options)) != -1;) {
        switch (opt) {
        case 'F':
            why = options_take(&o->from, "--from");
            break;
        case 'T':
            why = options_take(&o->to, "--to");
            break;
        case 'm':
            why = options_count(optarg, PACKET_MAX_BYTES - LADDER_HEADER_BYTES - 200, &o->mss) && o->mss >= MSS_LEAST ? NULL : "--mss takes a number from 48 to 65295";
            break;
        case 's':
            options_list_add(&o->sets, optarg);
            break;
        case 'j':
            o->json = true;
            break;
        case 'h':
            (void)command_help(self);
            return -1;
        default:
            why = options_error(opt, argv);
        }
        if (why != NULL) {
            return command_usage(self, "%s", why);
        }
    }
    if (argc - optind != 1 || o->from == NULL || o->to == NULL) {
        return command_usage(self, "a scenario is needed, and --from and --to");
    }
    o->scenario = argv[optind];
    return EXIT_DONE;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct mtu_options o = {.mss = 0};
    struct where w;
    int code = read_options(self, &o, argc, argv);
    if (code == EXIT_DONE) {
        code = where_open(&w, self->name, o.scenario, o.sets.v, o.sets.n);
        if (code == EXIT_DONE) {
            code = one(&w, &o);
        }
        where_close(&w);
    }
    options_list_fini(&o.sets);
    return code == -1 ? EXIT_DONE : code;
}

const struct command command_mtu = {
    .name = "mtu",
    .usage = "SCENARIO --from VM --to VM [--mss N] [--json] [--set PATH=VALUE]...",
    .summary = "The byte ladder of a way: a full TCP segment at each hop, the best MSS and what another one costs",
    .help = "There and back, each place where size matters: NICs, links and lines with their MTU, gateways with every part of ESP to the byte.\n"
            "Then the MSS in force (the NICs' MTU less 40, clamped by gateways), the best one, and others beside it: what is on the wire for a\n"
            "segment on the dearest link of both ways, and what of that is payload. TCP's own options, 12 bytes of time stamps, are inside the MSS.\n"
            "\n"
            "  --mss N          the ladder of another MSS\n"
            "  --json           the same for programs\n"
            "\n"
            "exit: 0 full segments pass whole, 1 they do not, or one of the ways is closed, 2 usage, 3 the scenario is invalid, 5 files\n"
            "\n"
            "examples:\n"
            "  vnetsim mtu scenarios/westus-northeurope.yaml --from web --to db\n"
            "  vnetsim mtu scenarios/westus-northeurope.yaml --from web --to db --set virtual_network_gateways.*.mss_clamp=none\n",
    .run = run,
};
