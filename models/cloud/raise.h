/*
 * Raise: what if a limit were wider? simulation.raised names limits as limited_by does, and they
 * are wider by simulation.raised_by than they are declared or published; losses on the line and the
 * time of services are as much rarer and shorter. A window, and what an application sends, are of a
 * traffic entry: "replicate/receive_window"; "receive_window" is that of all entries. The NICs of
 * all members of a group are "nic:web", that of one is "nic:web-0".
 */
#ifndef MODELS_CLOUD_RAISE_H
#define MODELS_CLOUD_RAISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct catalog;
struct topo;

/* 1 + raised_by where the word that fmt makes is raised, else 1. */
double raise_factor(const struct topo *t, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The same of what is of a member of a group: "nic:web-0" or "nic:web", and what of it ("", or
 * "/appliance"). */
double raise_factor_of_member(const struct topo *t, const char *kind, const char *member,
                              const char *group, const char *what);
/* The same of what is of a traffic entry. */
double raise_factor_of_entry(const struct topo *t, const char *entry, const char *word);
/* So many times the figure; UNITS_UNLIMITED stays. */
int64_t raise_figure(int64_t figure, double factor);

/* Names of a site, a device and a region, each of 80 characters, and what is around them. */
enum { RAISE_WORD_MAX = 320 };

struct raise_words {
    struct arena *arena;
    const char **v;
    size_t n, cap;
};

/* Every limit of the cloud that there is a figure of: groups as one, entries each by itself. */
void raise_words(struct raise_words *w, const struct topo *t, const struct catalog *c);
/* Does `word` name one of them, as a member of a group, or for all entries, too? */
bool raise_is_word(const struct raise_words *w, const struct topo *t, const char *word);
/* "nic:fw-0/appliance" -> "nic:fw/appliance", "service:db-1" -> "service:db": the word of the group
 * that a word of limited_by is of, where it is one of a member; else the word itself. */
const char *raise_word_of_group(const char *word, struct arena *arena);

#endif
