/*
 * Fit: what a flow sends against the sizes of its ways, there and back, as the byte ladder has
 * them: is the largest of it dropped while nobody tells its sender, or does it travel in fragments?
 * TCP goes on with what it is told; datagrams do not. Sizes are those of nearly all that the entry
 * draws.
 */
#ifndef MODELS_TRACE_FIT_H
#define MODELS_TRACE_FIT_H

#include "models/trace/ladder.h"

struct fit { /* what does not */
    const struct diag_code *code;
    bool is_tcp;
    bool is_lost;            /* else it travels in fragments */
    bool is_answer;          /* it goes back */
    uint32_t from, to;       /* the VMs of what goes there */
    uint32_t bytes;          /* of the packet */
    uint32_t largest;        /* that would fit all of the way */
    bool has_tunnel;         /* there or back: a gateway can clamp the MSS */
    struct trace_rung rung;  /* where it is dropped, or sent in fragments */
    const struct tunnel *in; /* that it is in there; NULL: in clear */
};

struct fits { /* of a traffic entry, no two of the same place and kind */
    struct fit *v;
    size_t n, cap;
};

/* Adds what does not fit of the traffic entry on its way there and back (NULL: nothing goes back).
 * What grows is in the arena `own`, the rest in `arena`. */
void fit_find(struct fits *fits, const struct network *n, const struct topo_traffic *spec,
              const struct trace_question *out, const struct trace *there, const struct trace *back,
              struct arena *own, struct arena *arena);

/* What check says of it. */
struct fit_text {
    struct span here, there; /* as in struct trace */
    const char *label;       /* of `here` */
    const char *message, *platform, *help;
};
struct fit_text fit_say(const struct fit *f, const struct network *n,
                        const struct topo_traffic *spec, struct arena *arena);

/* What it names: segments or datagrams too large for their way, fragments out of order. */
extern const struct diag_code fit_code_large, fit_code_disorder;

#endif
