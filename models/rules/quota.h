/*
 * The platform's limits on how much may be declared: how many of a thing one place takes, and what
 * is said of more. A limit that was raised has two codes: what goes beyond today's is an error,
 * what only a subscription with the former one refuses a note (the codes' severities). Who counts,
 * and of what, is in rules_limits*.c.
 */
#ifndef MODELS_RULES_QUOTA_H
#define MODELS_RULES_QUOTA_H

#include "models/rules/rules_parts.h"

/* Azure subscription limits, 2022-12-05, which says that none of them can be raised by asking;
 * `now`: the limit since 2026-05 (third-party note of 2026-05-25). What goes beyond the former one
 * alone has a note of its own. */
struct quota {
    const struct diag_code *code, *former;
    size_t most, now;
    const char *what, *help;
};
#define QUOTA(name, most, what, help)                                                              \
    static const struct quota name = {&rules_code_limit_##name, NULL, most, most, what, help}
#define QUOTA_RAISED(name, most, now, what, help)                                                  \
    static const struct quota name = {                                                             \
        &rules_code_limit_##name, &rules_code_former_##name, most, now, what, help}

struct quota_count {
    const struct rules *r;
    const struct quota *quota;
    bool former;  /* says what goes beyond the limit that was raised, and not beyond today's */
    bool unnamed; /* of a subscription: of networks that name none */
};

/* The limit that it is counted against. */
size_t quota_most(const struct quota_count *c);
bool quota_is_beyond(const struct quota_count *c, size_t n);
/* That n is too many. name: of what it is counted in. label: at the place, or NULL. */
void quota_say(const struct quota_count *c, size_t n, struct span at, const char *label,
               const char *what, const char *name);
/* Says it of what is beyond. */
void quota_check(const struct quota_count *c, size_t n, struct span at, const char *name);

#endif
