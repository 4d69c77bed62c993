/* A network of a scenario for commands that look at it without running it, and the places in it
 * that a command line names. */
#ifndef SIM_APP_WHERE_H
#define SIM_APP_WHERE_H

#include "models/network.h"
#include "sim/scenario/scenario.h"

struct where {
    struct scenario scenario;
    struct network *net; /* NULL: it cannot be built */
};

/* Reads, checks and builds; says on stderr what is wrong; with json, of a scenario that is refused,
 * also on stdout, as check --json does: an array of diagnostics. EXIT_DONE, or the code to leave
 * with. where_close is due either way. */
int where_open(struct where *w, const char *command, bool json, const char *path,
               const char *const *sets, size_t n_sets);
void where_close(struct where *w);

/* The first member of every entry of virtual_machines; *n of them. */
const uint32_t *where_groups(const struct where *w, size_t *n);

/* Says that the name is that of something without an address of its own; false: nothing bears it.
 */
bool where_says_other(const struct where *w, const char *command, const char *name);

/* A VM by its name (web-2, or web for web-0). False: there is none, and that is said. */
bool where_vm(const struct where *w, const char *command, const char *name, uint32_t *vm);

#endif
