/*
 * Random loss of a link.
 */
#include "models/language/schema.h"

static const struct field_word loss_models[] = {
    {"none", TOPO_LOSS_NONE, false, "nothing is lost at random"},
    {"bernoulli", TOPO_LOSS_BERNOULLI, false, "each packet by itself with probability p"},
    {"gilbert_elliott", TOPO_LOSS_GILBERT_ELLIOTT, false,
     "bursts: everything is lost in the bad state, nothing in the good one"},
    {NULL, 0, false, NULL},
};

enum { LOSS_DRAWN = 1u << TOPO_LOSS_BERNOULLI | 1u << TOPO_LOSS_GILBERT_ELLIOTT };

static const struct field loss_fields[] = {
    {.name = "model",
     .kind = FIELD_WORD,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_loss, model),
     .words = loss_models,
     .help = "how packets are lost"},
    {.name = "p",
     .kind = FIELD_FRACTION,
     .offset = offsetof(struct topo_loss, p),
     .when = LOSS_DRAWN,
     .required_when = LOSS_DRAWN,
     .help = "bernoulli: the probability of loss; gilbert_elliott: of going from good to bad, a "
             "packet"},
    {.name = "r",
     .kind = FIELD_FRACTION,
     .offset = offsetof(struct topo_loss, h),
     .when = 1u << TOPO_LOSS_GILBERT_ELLIOTT,
     .required_when = 1u << TOPO_LOSS_GILBERT_ELLIOTT,
     .help = "the probability of going from bad to good, a packet: bursts have 1/r packets on "
             "average (tc netem's gemodel p r)"},
};

static const char *const loss_shorthand[] = {"p", NULL};
const struct field_table schema_loss = {
    .kind = "loss",
    .help = "Random loss. A plain percentage is short for `{model: bernoulli, p: ...}`.",
    .size = sizeof(struct topo_loss),
    .resource = offsetof(struct topo_loss, r),
    .fields = loss_fields,
    .n = SCHEMA_N(loss_fields),
    .switch_name = "model",
    .shorthand = loss_shorthand,
    .shorthand_switch = "bernoulli",
};
