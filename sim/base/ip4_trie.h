/*
 * A path-compressed binary trie over IPv4 prefixes: what holds an address, by longest prefix, in at
 * most 33 steps. A node is a prefix; its children differ in the bit behind it. At most 2 n nodes
 * for n prefixes. Everything is in the arena of the first call; a trie of zeros is empty.
 */
#ifndef SIM_BASE_IP4_TRIE_H
#define SIM_BASE_IP4_TRIE_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/ip4.h"

struct arena;
struct ip4_trie_node;

struct ip4_trie {
    struct ip4_trie_node *root;
};

enum { IP4_TRIE_NONE = UINT32_MAX };

/* Gives the prefix a value; the first one stays. Returns the value that the prefix has. */
uint32_t ip4_trie_add(struct ip4_trie *t, struct ip4_prefix prefix, uint32_t value,
                      struct arena *arena);
/* The value of the longest prefix that holds addr; IP4_TRIE_NONE: none does. */
uint32_t ip4_trie_find(const struct ip4_trie *t, uint32_t addr);
/* The value of the shortest prefix that holds all of `prefix` (itself counts); IP4_TRIE_NONE. */
uint32_t ip4_trie_cover(const struct ip4_trie *t, struct ip4_prefix prefix);

#endif
