#include "models/rules/quota.h"

size_t quota_most(const struct quota_count *c)
{
    return c->former ? c->quota->most : c->quota->now;
}

bool quota_is_beyond(const struct quota_count *c, size_t n)
{
    return n > quota_most(c) && (!c->former || n <= c->quota->now);
}

void quota_say(const struct quota_count *c, size_t n, struct span at, const char *label,
               const char *what, const char *name)
{
    diag_add(c->r->d, c->former ? c->quota->former : c->quota->code, at, label,
             "%zu %s in `%s`, and the limit %s %zu%s", n, what, name, c->former ? "was" : "is",
             quota_most(c), c->former ? " until 2026-05" : "");
    if (c->former) {
        diag_platform(c->r->d,
                      "it is %zu now; a subscription that still has the former one refuses what "
                      "goes beyond",
                      c->quota->now);
        diag_help(c->r->d, "look up the subscription's limit before the deployment");
    } else {
        diag_platform(c->r->d, "what goes beyond is refused");
        diag_help(c->r->d, "%s", c->quota->help);
    }
}

void quota_check(const struct quota_count *c, size_t n, struct span at, const char *name)
{
    if (quota_is_beyond(c, n)) {
        quota_say(c, n, at, NULL, c->quota->what, name);
    }
}
