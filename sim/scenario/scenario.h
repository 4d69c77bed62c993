/*
 * Scenario: from the file to the checked cloud. Reads, applies overrides, binds, resolves names,
 * applies the rules. What the user got wrong is in diag; what the world denied (no such file) is in
 * error.
 */
#ifndef SIM_SCENARIO_SCENARIO_H
#define SIM_SCENARIO_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>

#include "models/cloud/topo.h"
#include "sim/base/diag.h"
#include "sim/base/sha256.h"

struct arena;
struct catalog;
struct doc_node;

struct scenario {
    struct arena *arena; /* owns everything below */
    struct diag *diag;
    const char *path;
    const char *name;  /* of its results */
    const char *error; /* of the world; NULL */
    const struct topo *topo;
    const struct catalog *catalog;
    char sha256[SHA256_HEX_MAX]; /* of the file, before overrides */
};

/*
 * path "-" is standard input. sets: n texts PATH=VALUE. 0; -EINVAL: refused, diag says why; another
 * negative errno: error says it. In every case scenario_close is due.
 */
int scenario_open(struct scenario *s, const char *path, const char *const *sets, size_t n)
    __attribute__((warn_unused_result));
/* The same with a catalog that has been loaded already, and outlives the scenario. */
int scenario_open_with(struct scenario *s, const char *path, const char *const *sets, size_t n,
                       const struct catalog *catalog) __attribute__((warn_unused_result));
/* The same of a text in memory, which bears the name path. */
int scenario_open_text(struct scenario *s, const char *path, const char *text, size_t len,
                       const struct catalog *catalog) __attribute__((warn_unused_result));
/* Adds to the diagnostics of an opened scenario which of its traffic does not arrive
 * (models/trace/reach.h). false: it cannot run, *why. */
bool scenario_reach(struct scenario *s, const char **why);
void scenario_close(struct scenario *s);

/* The document of a file, in s->arena, for who must look before binding: NULL when it cannot be
 * read (diag or error says why). */
struct doc_node *scenario_read(struct scenario *s, const char *path);

/* A file's name without folder and ending, as a name; "stdin" of -. */
char *scenario_name_of(struct arena *arena, const char *path);

/* The folder of the data files: VNETSIM_DATA, models/data beside the program, or where it was built
 * or installed. */
const char *scenario_data_dir(struct arena *arena);

#endif
