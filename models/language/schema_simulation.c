#include "models/language/schema.h"
#include "sim/base/field_code.h"

enum {
    SCHEMA_INTERVALS_MAX = 1000000
}; /* each holds a number of every link and flow in memory until the end */

static const struct field_word warmup_words[] = {
    {"auto", TOPO_WARMUP_AUTO, false, "found by a pilot run: MSER-5 on the delays"},
    {NULL, 0, false, NULL},
};

static const struct field_word type_words[] = {
    {"steady", TOPO_STEADY, false,
     "what the run would tend to if it went on: the start is left out, and a backlog that grows is "
     "no answer"},
    {"terminating", TOPO_TERMINATING, false,
     "what happens from the first instant to the last: nothing is left out"},
    {NULL, 0, false, NULL},
};

static const struct field simulation_fields[] = {
    {.name = "duration",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_simulation, duration),
     .min = SIM_US,
     .max = 8640000 * SIM_S,
     .def = "60s",
     .help = "simulated time; nothing drains at its end",
     .example = "60s"},
    {.name = "warmup",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_simulation, warmup),
     .def = "0s",
     .words = warmup_words,
     .help = "samples taken before are left out of the metrics; auto: found by a pilot run (MSER-5 "
             "on the delays)",
     .example = "5s"},
    {.name = "type",
     .kind = FIELD_WORD,
     .offset = offsetof(struct topo_simulation, type),
     .words = type_words,
     .def = "steady",
     .help = "what the figures are to speak of"},
    {.name = "seed",
     .kind = FIELD_INT,
     .offset = offsetof(struct topo_simulation, seed),
     .min = 0,
     .max = INT64_MAX,
     .def = "1",
     .help = "of all random numbers: the same seed gives the same bytes"},
    {.name = "sample_interval",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_simulation, sample_interval),
     .def = "1s",
     .help = "grain of series.csv, at most a million intervals a run; 0s turns it off",
     .example = "1s"},
    {.name = "probe_interval",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_simulation, probe_interval),
     .def = "0s",
     .help = "of probes, small packets there and back on the way of the first 8 flows of each "
             "traffic entry, for path_outage_s in outages.csv; 0s: none",
     .example = "10ms"},
    {.name = "settled_for",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_simulation, settled_for),
     .def = "0s",
     .help = "a run with faults ends before its duration, as soon as all of them are over, "
             "tunnels, BGP sessions and routes are as before, and all "
             "traffic goes on, for so long without a break; 0s: it lasts its duration",
     .example = "20s"},
    {.name = "raised",
     .kind = FIELD_NAMES,
     .offset = offsetof(struct topo_simulation, raised),
     .help = "what if: these limits are wider than they are declared or published. Each as "
             "`limited_by` names it, windows and offers also of one traffic entry "
             "(replicate/receive_window); loss: as much rarer; service: as much faster. `vnetsim "
             "raise` tries each",
     .example = "[gateway:gw-westus/tunnel_bits, replicate/receive_window]"},
    {.name = "raised_by",
     .kind = FIELD_FRACTION,
     .offset = offsetof(struct topo_simulation, raised_by),
     .def = "25%",
     .help = "by how much of them",
     .example = "25%"},
};

static void simulation_finish(void *object, struct arena *arena, struct diag *diag)
{
    const struct topo_simulation *s = object;
    (void)arena;
    if (s->sample_interval > 0 && s->duration / s->sample_interval > SCHEMA_INTERVALS_MAX) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&s->r, "sample_interval"),
                 "too fine", "series.csv would have more than %d intervals of each thing",
                 SCHEMA_INTERVALS_MAX);
        if (resource_field_given(&s->r, "duration")) {
            diag_other(diag, resource_field_at(&s->r, "duration"), "the run lasts this long");
        }
        diag_help(diag, "take a coarser sample_interval, or a shorter duration");
    }
    if (s->probe_interval > 0 && s->probe_interval < SIM_MS) {
        diag_add(diag, &field_code_range, resource_field_at(&s->r, "probe_interval"), "too fine",
                 "probes come every millisecond at most, or not at all (0s)");
        diag_help(diag, "outages are known to 10 ms: probe_interval: 10ms");
    }
    if (s->raised_by <= 0) {
        diag_add(diag, &field_code_range, resource_field_at(&s->r, "raised_by"), "nothing",
                 "what is raised becomes wider: by more than 0%%");
        diag_help(diag, "raised_by: 25%% makes 650 Mbps 812.5 Mbps");
    }
    if (s->type == TOPO_TERMINATING && s->warmup != 0) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&s->r, "warmup"),
                 "leaves out the start", "a terminating simulation counts from its first instant");
        diag_other(diag, resource_field_at(&s->r, "type"), "terminating");
        diag_help(diag, "leave out warmup, or say type: steady");
    }
    if (s->warmup >= s->duration) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&s->r, "warmup"),
                 "nothing is left to measure", "the warm-up is %s the run",
                 s->warmup > s->duration ? "longer than" : "as long as");
        if (resource_field_given(&s->r, "duration")) {
            diag_other(diag, resource_field_at(&s->r, "duration"), "the run ends here");
        }
        diag_help(diag, "make the warm-up shorter or the run longer");
    }
}

const struct field_table schema_simulation = {
    .kind = "simulation",
    .help = "How long, and what is kept.",
    .size = sizeof(struct topo_simulation),
    .resource = offsetof(struct topo_simulation, r),
    .fields = simulation_fields,
    .n = SCHEMA_N(simulation_fields),
    .finish = simulation_finish,
};

static const struct field cost_fields[] = {
    {.name = "monthly_volume",
     .kind = FIELD_BYTES,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_cost, monthly_volume),
     .min = 0,
     .max = INT64_MAX,
     .example = "10TB",
     .help = "what all traffic together carries in a month, both ways; shared out among flows as "
             "the bytes of the run are"},
};

const struct field_table schema_cost = {
    .kind = "cost",
    .help = "What the design costs in a month, by the list prices of models/data/prices.csv: "
            "*_usd_month in pairs.csv and in the\n"
            "summary of a campaign. The prices are dated copies; put your own into the file.",
    .size = sizeof(struct topo_cost),
    .resource = offsetof(struct topo_cost, r),
    .fields = cost_fields,
    .n = SCHEMA_N(cost_fields),
};
