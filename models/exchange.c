#include "models/exchange.h"

#include "sim/base/arena.h"

static unsigned get_through(const struct network *n, struct trace_question out, struct trace_question in)
{
    unsigned through = 0;
    for (uint32_t k = 0; k < EXCHANGE_FLOWS; k++) { /* four choices at either end */
        struct arena *arena = arena_new();
        struct trace there, back;
        out.hash = (k % 4) << 30;
        in.hash = (k / 4) << 30;
        in.request = &there;
        trace_walk(&there, n, &out, arena);
        trace_walk(&back, n, &in, arena);
        through += there.arrived && back.arrived;
        arena_free(arena);
    }
    return through;
}

void exchange_trace(struct exchange *x, const struct network *n, const struct trace_question *q, struct arena *arena)
{
    x->out = x->in = *q;
    x->in.from = q->to;
    x->in.to = q->from;
    x->in.is_answer = true;
    x->in.request = &x->there;
    trace_walk(&x->there, n, &x->out, arena);
    trace_walk(&x->back, n, &x->in, arena);
    const bool both = x->there.arrived && x->back.arrived;
    x->through = x->there.has_choice || x->back.has_choice ? get_through(n, x->out, x->in) : both ? EXCHANGE_FLOWS : 0;
    x->state = x->through == EXCHANGE_FLOWS ? EXCHANGE_REACHABLE
               : x->through > 0             ? EXCHANGE_SOME
               : x->there.arrived           ? EXCHANGE_ONE_WAY
                                            : EXCHANGE_UNREACHABLE;
}

const struct trace *exchange_failing(const struct exchange *x)
{
    return !x->there.arrived ? &x->there : !x->back.arrived ? &x->back : NULL;
}

const char *exchange_word(enum exchange_state state)
{
    static const char *const words[] = {[EXCHANGE_UNREACHABLE] = "unreachable", [EXCHANGE_ONE_WAY] = "one-way", [EXCHANGE_SOME] = "some flows", [EXCHANGE_REACHABLE] = "reachable"};
    return words[state];
}
