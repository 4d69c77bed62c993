#include <string.h>

#include "sim/app/difference.h"
#include "sim/base/json.h"

static const char *const titles[DIFFERENCE_PARTS] = {
    [DIFFERENCE_PAIR] = "reachability, there and back",
    [DIFFERENCE_TRAFFIC] = "traffic, by its own protocol and port",
    [DIFFERENCE_TUNNEL] = "tunnels",
    [DIFFERENCE_MACHINE] = "virtual machines and services",
    [DIFFERENCE_ROUTE] = "routes in force",
};

static void show_judged(const struct change *c, FILE *out)
{
    char shout[64] = "";
    for (size_t i = 0; c->better < 0 && c->is[i] != '\0' && i + 1 < sizeof shout; i++) {
        shout[i] = (char)(c->is[i] >= 'a' && c->is[i] <= 'z' ? c->is[i] - 'a' + 'A' : c->is[i]);
        shout[i + 1] = '\0';
    }
    (void)fprintf(out, "  %c %s %s %s, was %s\n", c->better > 0 ? '+' : '-', c->what,
                  c->better > 0 ? "became" : "BECAME", c->better > 0 ? c->is : shout, c->was);
    if (c->why != NULL) {
        (void)fprintf(out, "      %s%s at %s: %s\n", c->better > 0 ? "it was " : "", c->cause,
                      c->place, c->why);
    }
    if (c->mend != NULL && c->better < 0) {
        (void)fprintf(out, "      mend: %s\n", c->mend);
    }
}

static void show_other(const struct change *c, FILE *out)
{
    if (c->was != NULL && c->is != NULL) {
        (void)fprintf(out, "  ~ %s: was %s\n    %*s  is %s\n", c->what, c->was,
                      (int)strlen(c->what), "", c->is);
    } else {
        (void)fprintf(out, "  %c %s: %s\n", c->was != NULL ? '-' : '+', c->what,
                      c->was != NULL ? c->was : c->is);
    }
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

void difference_show(const struct difference *d, FILE *out)
{
    for (size_t i = 0; i < d->n; i++) {
        const struct change *c = &d->change[i];
        if (i == 0 || c[-1].part != c->part) {
            (void)fprintf(out, "%s%s\n", i > 0 ? "\n" : "", titles[c->part]);
        }
        (c->better != 0 ? show_judged : show_other)(c, out);
    }
    if (d->n == 0) {
        (void)fputs("no difference in what reaches what, in tunnels, machines or routes\n", out);
    } else if (d->worse + d->better == 0) {
        (void)fprintf(out, "\n%zu change%s; what reaches what is as before\n", d->n, plural(d->n));
    } else {
        (void)fprintf(
            out, "\n%zu change%s: %zu for the worse, %zu for the better in what reaches what\n",
            d->n, plural(d->n), d->worse, d->better);
    }
}

void difference_json(const struct difference *d, FILE *out)
{
    static const char *const keys[DIFFERENCE_PARTS] = {"pair", "traffic", "tunnel", "machine",
                                                       "route"};
    struct json j;
    json_init(&j, out);
    json_object_begin(&j);
    json_key(&j, "worse");
    json_int(&j, (int64_t)d->worse);
    json_key(&j, "better");
    json_int(&j, (int64_t)d->better);
    json_key(&j, "changes");
    json_array_begin(&j);
    for (size_t i = 0; i < d->n; i++) {
        const struct change *c = &d->change[i];
        json_object_begin(&j);
        json_key_string(&j, "kind", keys[c->part]);
        json_key_string(&j, "what", c->what);
        json_key_string(&j, "was", c->was);
        json_key_string(&j, "is", c->is);
        if (c->better != 0) {
            json_key(&j, "worse");
            json_bool(&j, c->better < 0);
        }
        if (c->why != NULL) {
            json_key_string(&j, "cause", c->cause);
            json_key_string(&j, "place", c->place);
            json_key_string(&j, "code", c->code);
            json_key_string(&j, "why", c->why);
            json_key_string(&j, "mend", c->mend);
        }
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
    json_fini(&j);
}
