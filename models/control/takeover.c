#include "models/control/takeover.h"

struct play {
    struct takeover_strike *strike;
    size_t n;
    bool has_standby;
    int active;
    unsigned n_down[GATEWAY_INSTANCES];
    sim_time_t relief_at;            /* the first one since the active instance went down */
    const struct topo_fault *relief; /* whose it is */
    void (*tell)(void *arg, const struct takeover_step *step);
    void *arg;
};

static void step(const struct play *p, sim_time_t at, enum takeover_deed deed, int instance,
                 const struct takeover_strike *s)
{
    const struct takeover_step told = {.at = at,
                                       .deed = deed,
                                       .instance = instance,
                                       .how = s != NULL ? s->how : INSTANCE_SILENT,
                                       .fault = s != NULL ? s->fault : p->relief};

    p->tell(p->arg, &told);
}

static void begin(struct play *p, struct takeover_strike *s, sim_time_t now)
{
    s->has_begun = true;
    if (s->instance == TAKEOVER_ACTIVE)
        s->instance = p->active;
    p->n_down[s->instance]++;
    step(p, now, TAKEOVER_FAIL, s->instance, s);
    if (s->instance == p->active && s->relief_at < p->relief_at) {
        p->relief_at = s->relief_at;
        p->relief = s->fault;
    }
}

static void end(struct play *p, struct takeover_strike *s, sim_time_t now)
{
    s->has_ended = true;
    p->n_down[s->instance]--;
    step(p, now, TAKEOVER_RETURN, s->instance, s);
    if (p->n_down[p->active] == 0)
        p->relief_at = SIM_NEVER;
}

/* Those whose time has come. A failover waits for the other instance to carry. */
static bool end_all(struct play *p, bool failovers, sim_time_t now)
{
    bool any = false;

    for (size_t i = 0; i < p->n; i++) {
        struct takeover_strike *s = &p->strike[i];
        const bool waits = p->has_standby && s->is_failover;
        if (!s->has_begun || s->has_ended || s->end_at > now || waits != failovers ||
            (waits && s->instance == p->active))
            continue;
        end(p, s, now);
        any = true;
    }
    return any;
}

static void carry_on(struct play *p, sim_time_t now)
{
    if (!p->has_standby || p->n_down[p->active] == 0 || p->n_down[1 - p->active] > 0 ||
        p->relief_at > now)
        return;
    p->active = 1 - p->active;
    step(p, now, TAKEOVER_CARRY, p->active, NULL);
    p->relief_at = SIM_NEVER;
}

static sim_time_t next_instant(const struct play *p, sim_time_t now)
{
    sim_time_t next = p->relief_at > now ? p->relief_at : SIM_NEVER;

    for (size_t i = 0; i < p->n; i++) {
        const struct takeover_strike *s = &p->strike[i];
        const sim_time_t at = s->has_begun ? s->end_at : s->at;
        if (!s->has_ended && at > now && at < next)
            next = at;
    }
    return next;
}

void takeover_play(struct takeover_strike *s, size_t n, bool has_standby,
                   void (*tell)(void *arg, const struct takeover_step *step), void *arg)
{
    struct play p = {.strike = s,
                     .n = n,
                     .has_standby = has_standby,
                     .relief_at = SIM_NEVER,
                     .tell = tell,
                     .arg = arg};

    for (sim_time_t now = next_instant(&p, -1); now != SIM_NEVER; now = next_instant(&p, now)) {
        for (size_t i = 0; i < n; i++)
            if (!s[i].has_begun && s[i].at == now)
                begin(&p, &s[i], now);
        (void)end_all(&p, false, now);
        do
            carry_on(&p, now);
        while (end_all(&p, true, now));
    }
}
