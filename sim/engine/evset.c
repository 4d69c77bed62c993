#include "sim/engine/evset.h"

#include "sim/base/arena.h"
#include "sim/base/assert.h"

void evset_init(struct evset *s, struct arena *arena, uint32_t n)
{
    SIM_ASSERT(n <= UINT32_C(1) << 30);
    s->leaves = n > 2 ? n : 2;
    s->node = ARENA_ARRAY(arena, evkey_t, (size_t)s->leaves * 2);
    for (uint32_t leaf = 0; leaf < s->leaves; leaf++)
        s->node[s->leaves + leaf] = evset_key(SIM_NEVER, leaf);
    for (size_t i = s->leaves - 1; i > 0; i--)
        s->node[i] = s->node[2 * i] < s->node[2 * i + 1] ? s->node[2 * i] : s->node[2 * i + 1];
    s->node[0] = 0;
}
