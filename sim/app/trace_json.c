#include "sim/app/trace_json.h"

#include "sim/app/route_text.h"
#include "sim/base/arena.h"

static void text(struct json *j, const char *key, const char *value)
{
    json_key(j, key);
    json_string(j, value);
}

static void number(struct json *j, const char *key, double value)
{
    json_key(j, key);
    json_number(j, value);
}

static void place(struct json *j, struct span at, const char *path)
{
    if (at.line == 0) {
        return;
    }
    json_object_begin(j);
    text(j, "file", path);
    json_key(j, "line");
    json_int(j, at.line);
    json_key(j, "column");
    json_int(j, at.col);
    json_object_end(j);
}

static void failure(struct json *j, const struct trace *t)
{
    text(j, "cause", drop_cause_word(t->cause));
    text(j, "place", t->place);
    text(j, "why", t->why);
    text(j, "mend", t->mend);
}

void trace_json_way(struct json *j, const struct network *n, const struct trace_question *q, const struct trace *t, const char *path)
{
    json_object_begin(j);
    text(j, "from", n->vm[q->from].name);
    text(j, "to", n->vm[q->to].name);
    json_key(j, "answer");
    json_bool(j, q->is_answer);
    json_key(j, "steps");
    json_array_begin(j);
    for (size_t i = 0; i < t->n; i++) {
        json_object_begin(j);
        number(j, "ms", t->step[i].so_far_ms);
        text(j, "at", t->step[i].at);
        text(j, "what", t->step[i].text);
        json_object_end(j);
    }
    json_array_end(j);
    json_key(j, "arrived");
    json_bool(j, t->arrived);
    if (t->arrived) {
        number(j, "base_ms", t->base_ms);
        json_key(j, "largest_bytes");
        json_int(j, t->largest_bytes);
    } else {
        failure(j, t);
        json_key(j, "decided_at");
        json_array_begin(j);
        place(j, t->here, path);
        place(j, t->there, path);
        json_array_end(j);
    }
    json_object_end(j);
}

void trace_json_pair(struct json *j, const char *from, const char *to, const struct exchange *x)
{
    json_object_begin(j);
    text(j, "from", from);
    text(j, "to", to);
    text(j, "state", exchange_word(x->state));
    if (x->state == EXCHANGE_REACHABLE) {
        number(j, "round_trip_ms", x->there.base_ms + x->back.base_ms);
        json_key(j, "symmetric");
        json_bool(j, trace_is_symmetric(&x->there, &x->back));
    } else if (x->state == EXCHANGE_SOME) {
        number(j, "of_flows", (double)x->through / EXCHANGE_FLOWS);
    } else {
        failure(j, exchange_failing(x));
    }
    json_object_end(j);
}

void trace_json_routes(struct json *j, const struct net_subnet *s, struct arena *arena)
{
    char prefix[IP4_TEXT_MAX];
    json_array_begin(j);
    for (size_t i = 0; i < s->effective.n; i++) {
        const struct effective_route *r = &s->effective.v[i];
        json_object_begin(j);
        text(j, "prefix", ip4_prefix_format(r->prefix, prefix));
        text(j, "source", route_text_source(r, s->declared, arena));
        text(j, "next_hop", route_text_hop(r, arena));
        text(j, "state", r->active ? "Active" : "Invalid");
        if (!r->active) {
            const struct effective_route *by = &s->effective.v[r->by];
            text(j, "overridden_by", arena_printf(arena, "%s -> %s", ip4_prefix_format(by->prefix, prefix), route_text_hop(by, arena)));
        }
        json_object_end(j);
    }
    json_array_end(j);
}
