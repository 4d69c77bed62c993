#include "sim/app/trace_json.h"

#include "sim/app/route_text.h"
#include "sim/base/arena.h"

static void place(struct json *j, struct span at, const char *path)
{
    if (at.line == 0) {
        return;
    }
    json_object_begin(j);
    json_key_string(j, "file", path);
    json_key(j, "line");
    json_int(j, at.line);
    json_key(j, "column");
    json_int(j, at.col);
    json_object_end(j);
}

static void failure(struct json *j, const struct trace *t)
{
    json_key_string(j, "cause", drop_cause_word(t->cause));
    json_key_string(j, "place", t->place);
    json_key_string(j, "code", t->code);
    json_key_string(j, "why", t->why);
    json_key_string(j, "mend", t->mend);
}

static void steps(struct json *j, const struct trace *t)
{
    json_key(j, "steps");
    json_array_begin(j);
    for (size_t i = 0; i < t->n; i++) {
        json_object_begin(j);
        json_key_number(j, "ms", t->step[i].so_far_ms);
        json_key_string(j, "at", t->step[i].at);
        json_key_string(j, "what", t->step[i].text);
        json_object_end(j);
    }
    json_array_end(j);
}

static void way(struct json *j, const struct network *n, const struct ways_kind *k, bool is_answer,
                const char *path)
{
    const struct trace_question *q = is_answer ? &k->in : &k->out;
    const struct trace *t = is_answer ? &k->back : &k->there;
    json_object_begin(j);
    json_key_string(j, "from", n->vm[q->from].name);
    json_key_string(j, "to", n->vm[q->to].name);
    json_key(j, "answer");
    json_bool(j, q->is_answer);
    json_key_number(j, "share", k->share);
    steps(j, t);
    json_key(j, "arrived");
    json_bool(j, t->arrived);
    if (t->arrived) {
        json_key_number(j, "base_ms", t->base_ms);
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
    if (is_answer && ways_kind_arrives(k)) {
        json_key(j, "symmetric");
        json_bool(j, trace_is_symmetric(&k->there, &k->back));
    }
    json_object_end(j);
}

void trace_json_ways(const struct network *n, const struct ways *w, const char *path)
{
    struct json j;
    json_init(&j, stdout);
    json_array_begin(&j);
    for (size_t i = 0; i < w->n; i++) {
        way(&j, n, w->kind[i], false, path);
        if (!w->kind[i]->out.outside) {
            way(&j, n, w->kind[i], true, path);
        }
    }
    json_array_end(&j);
    json_fini(&j);
}

static void pair_record(struct json *j, const struct network *n, uint32_t from, uint32_t to,
                        const struct trace_pair *p)
{
    json_object_begin(j);
    json_key_string(j, "from", n->vm[from].declared->r.name);
    json_key_string(j, "to", n->vm[to].declared->r.name);
    json_key_string(j, "state", trace_text_state(p));
    json_key_number(j, "share", p->through);
    if (p->through > 0) {
        json_key_number(j, "round_trip_ms", p->base_ms);
        json_key(j, "symmetric");
        json_bool(j, !p->asymmetric);
    }
    if (p->bad != NULL) {
        json_key_string(j, "for_example_from", n->vm[p->bad->out.from].name);
        json_key_string(j, "for_example_to", n->vm[p->bad->out.to].name);
        failure(j, ways_kind_failing(p->bad));
    }
    json_object_end(j);
}

void trace_json_pairs(const struct network *n, const uint32_t *first, size_t n_entries,
                      const struct trace_pair *pair)
{
    struct json j;
    json_init(&j, stdout);
    json_array_begin(&j);
    for (size_t i = 0; i < n_entries * n_entries; i++) {
        if (ways_are_there(n, first[i / n_entries], first[i % n_entries])) {
            pair_record(&j, n, first[i / n_entries], first[i % n_entries], &pair[i]);
        }
    }
    json_array_end(&j);
    json_fini(&j);
}

void trace_json_routes(struct json *j, const struct net_subnet *s, struct arena *arena)
{
    json_array_begin(j);
    for (size_t i = 0; i < s->effective.n + s->effective.n_tags; i++) {
        const struct effective_route *r = &s->effective.v[i];
        json_object_begin(j);
        json_key_string(j, "prefix", route_text_prefix(r, arena));
        json_key_string(j, "source", route_text_source(r, s->declared, arena));
        json_key_string(j, "next_hop", route_text_hop(r, arena));
        json_key_string(j, "state", r->active ? "Active" : "Invalid");
        if (!r->active) {
            const struct effective_route *by = &s->effective.v[r->by];
            json_key_string(j, "overridden_by",
                            arena_printf(arena, "%s -> %s", route_text_prefix(by, arena),
                                         route_text_hop(by, arena)));
            json_key_string(j, "because", route_text_reason(by, r));
        }
        json_object_end(j);
    }
    json_array_end(j);
}
