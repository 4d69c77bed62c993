/*
 * Exchange: a request and its answer, both traced. Where several tunnels stand side by side each end chooses by the hash of the flow,
 * so it may come off for some flows and not for others: EXCHANGE_FLOWS of them are tried.
 */
#ifndef MODELS_EXCHANGE_H
#define MODELS_EXCHANGE_H

#include "models/trace.h"

enum { EXCHANGE_FLOWS = 16 };

enum exchange_state { EXCHANGE_UNREACHABLE, EXCHANGE_ONE_WAY, EXCHANGE_SOME, EXCHANGE_REACHABLE }; /* from bad to good */

struct exchange {
    struct trace there, back;
    struct trace_question out, in;
    enum exchange_state state;
    unsigned through; /* of EXCHANGE_FLOWS, how many get an answer */
};

/* q asks for the request. The traces are those of its own hash. Everything in the arena. */
void exchange_trace(struct exchange *x, const struct network *n, const struct trace_question *q, struct arena *arena);
/* The trace that says what stops it; NULL: nothing does, or it depends on the flow and this one comes back. */
const struct trace *exchange_failing(const struct exchange *x);
/* "reachable", "some flows", "one-way", "unreachable" */
const char *exchange_word(enum exchange_state state);

#endif
