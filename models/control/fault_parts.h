/*
 * What the files of fault share: an act, and the making of acts. fault_build.c goes through the
 * faults, fault_target.c knows what each takes with it, fault_making.c puts the acts in their
 * regions' lists, and fault.c does them at run time.
 */
#ifndef MODELS_CONTROL_FAULT_PARTS_H
#define MODELS_CONTROL_FAULT_PARTS_H

#include "models/control/fault.h"
#include "models/control/takeover.h"

struct gateway;
struct link;
struct net_vm;
struct rng;
struct tunnel;

enum fault_deed {
    DEED_NOTE,
    DEED_NOTE_OVER,
    DEED_FAIL,
    DEED_FAIL_ANNOUNCED,
    DEED_RETURN,
    DEED_TAKE_OVER,
    DEED_MOVE_PATH,
    DEED_HOLD_TUNNEL,
    DEED_RELEASE_TUNNEL,
    DEED_RESTART_TUNNEL,
    DEED_HOLD_SESSION,
    DEED_RELEASE_SESSION,
    DEED_FAIL_LINK,
    DEED_MEND_LINK,
    DEED_RESTART_APPLIANCE,
    DEED_PEERING_DOWN,
    DEED_PEERING_UP,
};

struct fault_act {
    sim_time_t at;
    bool mends;
    uint32_t order; /* as they were made */
    enum fault_deed deed;
    const struct topo_fault *fault;
    union {
        struct {
            struct gateway *gateway;
            int instance;
        };
        struct tunnel *tunnel;
        struct link *link;
        const struct net_vm *vm;
        const struct topo_peering *peering;
    };
};

struct fault_strikes { /* on one gateway or device */
    struct takeover_strike *v;
    size_t n, cap;
};

struct fault_making {
    struct build *b;
    const struct topo_fault *fault;
    sim_time_t at, end_at;         /* end_at SIM_NEVER: it does not end */
    struct fault_strikes *strikes; /* [gateway] */
};

/* --- models/control/fault_making.c --- */

/* Nothing when that is after the run. */
void fault_add(const struct fault_making *m, struct region *r, sim_time_t at, struct fault_act a);
/* A deed at the beginning, and what undoes it at the end. */
void fault_add_both(const struct fault_making *m, struct region *r, enum fault_deed begin,
                    enum fault_deed end, struct fault_act a);
/* Of a gateway's instance: which one carries meanwhile is played when all strikes are known. */
void fault_add_strike(const struct fault_making *m, const struct gateway *g,
                      struct takeover_strike strike);
/* Until the standby has taken over. */
sim_time_t fault_draw_failover(const struct fault_making *m, enum topo_fault_kind kind,
                               const struct gateway *g, struct rng *rng);
struct gateway *fault_gateway(const struct fault_making *m, const struct topo_gateway *g);

/* --- models/control/fault_target.c --- */

void fault_strike_target(const struct fault_making *m);

/* --- models/control/fault.c --- */

/* Does the acts of an instant. */
void fault_strike(struct lp *lp, struct event *ev, sim_time_t now);

#endif
