#include "sim/base/ip4_trie.h"

#include "sim/base/arena.h"

struct ip4_trie_node {
    struct ip4_prefix prefix;
    uint32_t value; /* IP4_TRIE_NONE: a fork only */
    struct ip4_trie_node *child[2];
};

/* The bit of addr behind the first len. */
static unsigned bit(uint32_t addr, uint8_t len)
{
    return addr >> (31 - len) & 1;
}

/* The longest prefix that holds both. */
static struct ip4_prefix common(struct ip4_prefix a, struct ip4_prefix b)
{
    uint8_t len = 0;
    while (len < a.len && len < b.len && bit(a.addr, len) == bit(b.addr, len)) {
        len++;
    }
    return (struct ip4_prefix){a.addr & ip4_mask(len), len};
}

static struct ip4_trie_node *new_node(struct ip4_prefix prefix, uint32_t value, struct arena *arena)
{
    struct ip4_trie_node *n = ARENA_NEW(arena, struct ip4_trie_node);
    *n = (struct ip4_trie_node){.prefix = prefix, .value = value};
    return n;
}

uint32_t ip4_trie_add(struct ip4_trie *t, struct ip4_prefix prefix, uint32_t value,
                      struct arena *arena)
{
    struct ip4_trie_node **at = &t->root;
    while (*at != NULL && (*at)->prefix.len < prefix.len &&
           ip4_prefix_has((*at)->prefix, prefix.addr)) {
        at = &(*at)->child[bit(prefix.addr, (*at)->prefix.len)];
    }
    struct ip4_trie_node *below = *at;
    if (below != NULL && ip4_prefix_equal(below->prefix, prefix)) {
        below->value = below->value == IP4_TRIE_NONE ? value : below->value;
        return below->value;
    }
    *at = new_node(prefix, value, arena);
    if (below == NULL) {
        return value;
    }
    const struct ip4_prefix both = common(below->prefix, prefix);
    if (both.len < prefix.len) { /* side by side, below a fork */
        struct ip4_trie_node *fork = new_node(both, IP4_TRIE_NONE, arena);
        fork->child[bit(prefix.addr, both.len)] = *at;
        *at = fork;
    }
    (*at)->child[bit(below->prefix.addr, (*at)->prefix.len)] = below;
    return value;
}

uint32_t ip4_trie_find(const struct ip4_trie *t, uint32_t addr)
{
    uint32_t found = IP4_TRIE_NONE;
    for (const struct ip4_trie_node *n = t->root; n != NULL && ip4_prefix_has(n->prefix, addr);
         n = n->child[bit(addr, n->prefix.len)]) {
        found = n->value != IP4_TRIE_NONE ? n->value : found;
        if (n->prefix.len == 32) {
            break;
        }
    }
    return found;
}

uint32_t ip4_trie_cover(const struct ip4_trie *t, struct ip4_prefix prefix)
{
    for (const struct ip4_trie_node *n = t->root;
         n != NULL && ip4_prefix_contains(n->prefix, prefix);
         n = n->child[bit(prefix.addr, n->prefix.len)]) {
        if (n->value != IP4_TRIE_NONE) {
            return n->value;
        }
        if (n->prefix.len == prefix.len) {
            break;
        }
    }
    return IP4_TRIE_NONE;
}
