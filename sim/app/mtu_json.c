#include <stdio.h>

#include "models/net/link.h"
#include "models/vpn/gateway.h"
#include "sim/app/mtu.h"
#include "sim/base/arena.h"
#include "sim/base/json.h"

static void write_way(struct json *j, const struct mtu *l, const char *name,
                      const struct mtu_way *way)
{
    const struct trace *t = &way->trace;
    const uint32_t packet = way->shown + LADDER_HEADER_BYTES;
    struct ladder_at *at = ARENA_ARRAY(l->arena, struct ladder_at, t->n_rungs);
    size_t last;
    const enum ladder_fate fate = ladder_fate(t, packet, &last);

    ladder_climb(t, packet, at);
    json_key(j, name);
    json_array_begin(j);
    for (size_t i = 0; i < t->n_rungs && (i <= last || fate < LADDER_TOLD); i++) {
        const struct trace_rung *r = &t->rung[i];
        json_object_begin(j);
        json_key_string(j, "at", mtu_place(l->arena, r));
        if (r->kind == TRACE_SENDS) {
            json_key_int(j, "mtu", r->link->mtu_bytes);
            json_key_int(j, "framing", r->link->framing_bytes);
        } else {
            json_key_string(j, "tunnel", r->tunnel->name);
            json_key_string(j, "cipher", r->tunnel->esp->name);
        }
        json_key_int(j, "bytes", at[i].bytes);
        json_key_int(j, "fragments", at[i].fragments);
        json_key_string(j, "fate", mtu_fate_word(mtu_fate_at(fate, at, i, last)));
        json_object_end(j);
    }
    json_array_end(j);
}

void mtu_write_json(const struct mtu *l)
{
    struct json j;

    json_init(&j, stdout);
    json_object_begin(&j);
    json_key_string(&j, "from", l->net->vm[l->from].name);
    json_key_string(&j, "to", l->net->vm[l->to].name);
    json_key_int(&j, "mss", l->there.shown);
    json_key_int(&j, "mss_in_force", l->there.in_force);
    json_key_string(&j, "mss_by", l->there.by);
    json_key_int(&j, "mss_back_in_force", l->back.in_force);
    json_key_string(&j, "mss_back_by", l->back.by);
    json_key_int(&j, "mss_best", l->best);
    json_key_int(&j, "mss_most", l->most);
    json_key(&j, "share_of_flows");
    json_number(&j, l->share);
    write_way(&j, l, "there", &l->there);
    write_way(&j, l, "back", &l->back);
    json_key(&j, "choices");
    json_array_begin(&j);
    for (size_t i = 0; i < l->n_choices; i++) {
        if (l->choice[i] > l->most) /* what TCP never sends has no fate */
            continue;
        const struct ladder_cost c = mtu_cost(l, l->choice[i]);
        json_object_begin(&j);
        json_key_int(&j, "mss", l->choice[i]);
        json_key_int(&j, "wire_bytes", c.wire_bytes);
        json_key_int(&j, "fragments", c.fragments);
        json_key_string(&j, "fate", mtu_fate_word(mtu_fate(l, l->choice[i])));
        json_key(&j, "payload_frac");
        json_number(&j, mtu_payload_frac(l, l->choice[i]));
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
    json_fini(&j);
}
