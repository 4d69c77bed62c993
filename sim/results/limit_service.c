#include <math.h>

#include "models/flow/service.h"
#include "sim/results/limit_finder.h"
#include "sim/results/limit_place.h"

/* Of what goes by, what waits for the service has to be for a faster one to be worth it. */
#define WAIT_LEAST (1 - 1 / LIMIT_NEAR)

double limit_late(const struct limit_finder *f)
{
    double late = (double)f->life.asked.n_lost;
    for (size_t i = 0; i < f->n_drops; i++) {
        late -= limit_is_loss(&f->drop[i]) ? (double)f->drop[i].packets : 0;
    }
    return fmax(late, 0);
}

static bool is_busy(const struct limit_finder *f)
{
    const struct service *s = limit_asks(f) && f->ask.vm != NULL ? f->ask.vm->service : NULL;
    if (s == NULL) {
        return false;
    }
    const double room_ps = (double)(f->net->duration - f->net->warmup) * s->n_servers;
    return room_ps > 0 && (double)s->busy_dur >= LIMIT_SATURATED * room_ps;
}

static double timeout_s(const struct limit_finder *f)
{
    return sim_time_s(f->net->flow[f->flow].spec->timeout);
}

/* Without the wait answers would come in time. */
bool limit_service_makes_late(const struct limit_finder *f)
{
    const struct limit_ask_each *each = &f->ask.each;
    return is_busy(f) && each->round_trip_s + each->service_s <= timeout_s(f) &&
           each->wait_s >= WAIT_LEAST * timeout_s(f);
}

bool limit_service_never_rests(const struct limit_finder *f)
{
    const double late_s =
        limit_service_makes_late(f) ? limit_late(f) * fmin(f->ask.each.wait_s, timeout_s(f)) : 0;
    return is_busy(f) && f->ask.wait_s + late_s >= WAIT_LEAST * f->ask.all_s;
}
