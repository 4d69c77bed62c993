#include "sim/engine/evset.h"

#include "sim/base/arena.h"
#include "sim/base/assert.h"

void evset_init(struct evset *s, struct arena *arena, uint32_t n)
{
    SIM_ASSERT(n <= UINT32_C(1) << 30);
    s->groups = n > 0 ? (n + EVSET_GROUP - 1) / EVSET_GROUP : 1;
    s->at = ARENA_ARRAY(arena, sim_time_t, (size_t)s->groups * EVSET_GROUP);
    s->node = ARENA_ARRAY(arena, evkey_t, (size_t)s->groups * 2);
    for (uint32_t leaf = 0; leaf < s->groups * EVSET_GROUP; leaf++)
        s->at[leaf] = SIM_NEVER;
    for (uint32_t group = 0; group < s->groups; group++)
        s->node[s->groups + group] = evset_winner(s, group);
    for (size_t i = s->groups - 1; i > 0; i--)
        s->node[i] = s->node[2 * i] < s->node[2 * i + 1] ? s->node[2 * i] : s->node[2 * i + 1];
    s->node[0] = 0;
}
