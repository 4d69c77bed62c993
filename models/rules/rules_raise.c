/*
 * Limits that are to be raised, and that the cloud does not have.
 */
#include "models/cloud/raise.h"
#include "models/rules/rules_parts.h"
#include "sim/base/arena.h"

void rules_raised(const struct rules *r)
{
    const struct field_names *raised = &r->t->simulation.raised;
    struct raise_words words = {.arena = arena_new()};
    raise_words(&words, r->t, r->c);
    for (size_t i = 0; i < raised->n; i++) {
        if (raise_is_word(&words, r->t, raised->v[i])) {
            continue;
        }
        diag_add(r->d, &rules_code_raised, raised->at[i], "no limit",
                 "there is no limit `%s` that could be raised%s", raised->v[i],
                 diag_instead(raised->v[i], words.v, words.n, words.arena));
        diag_help(r->d,
                  "what is unlimited has none; `vnetsim raise` shows those that traffic meets");
    }
    arena_free(words.arena);
}
