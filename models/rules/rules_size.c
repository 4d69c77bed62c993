/*
 * Traffic: are the sizes that it draws those of packets?
 */
#include "models/rules/rules_parts.h"

/* Share of the draws outside [least, most], by equal shares. */
static double outside(const struct dist *d, double least, double most)
{
    enum { POINTS = 1000 };
    int n = 0;
    for (int i = 0; i < POINTS; i++) {
        const double x = dist_quantile(d, (i + 0.5) / POINTS) + 0.5;
        n += x < least || x >= most + 1;
    }
    return (double)n / POINTS;
}

/* Calls found for each size of an entry of which more than `above`, and at most `upto`, lies
 * outside. */
static void each_size(const struct rules *r, double above, double upto,
                      void (*found)(const struct rules *r, const struct topo_traffic *t,
                                    const char *field, double share, int least, int most))
{
    for (size_t i = 0; i < r->t->n_traffic; i++) {
        const struct topo_traffic *t = &r->t->traffic[i];
        const bool asks = t->app == TOPO_REQUEST_RESPONSE;
        if (t->app == TOPO_BULK ||
            t->app ==
                TOPO_REPLAY) { /* TCP makes its packets; a file's are checked when it is read */
            continue;
        }
        const struct {
            const char *field;
            const struct dist *dist;
        } size[] = {
            {asks ? "request_size" : "packet_size", asks ? &t->request_size : &t->packet_size},
            {"response_size", asks ? &t->response_size : NULL}};
        /* IPv4's total length, RFC 791; 28 bytes of it are the headers of IP and UDP or ICMP. */
        const int least = asks ? 1 : 28, most = asks ? 65507 : 65535;
        for (size_t k = 0; k < 2 && size[k].dist != NULL; k++) {
            const double share = outside(size[k].dist, least, most);
            if (share > above && share <= upto) {
                found(r, t, size[k].field, share, least, most);
            }
        }
    }
}

static void say_outside(const struct rules *r, const struct topo_traffic *t, const char *field,
                        double share, int least, int most)
{
    diag_add(r->d, &rules_code_sizes_outside, resource_field_at(&t->r, field), NULL,
             "%.0f %% of the sizes drawn for `%s` are outside %dB to %dB", share * 100, field,
             least, most);
    diag_help(r->d, "choose parameters whose values are mostly from %dB to %dB", least, most);
}

void rules_sizes_outside(const struct rules *r)
{
    each_size(r, 0.5, 1, say_outside);
}

static void say_cut(const struct rules *r, const struct topo_traffic *t, const char *field,
                    double share, int least, int most)
{
    diag_add(r->d, &rules_code_sizes_cut, resource_field_at(&t->r, field), NULL,
             "%.1f %% of the sizes drawn for `%s` are outside %dB to %dB, and cut", share * 100,
             field, least, most);
    diag_help(r->d, "nothing to do if that is meant; the mean is taken after the cut");
}

void rules_sizes_cut(const struct rules *r)
{
    each_size(r, 0.01, 0.5, say_cut);
}
