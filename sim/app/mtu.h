/*
 * What `vnetsim mtu` has found out between two VMs: the ladders of both ways, the MSS in force, the
 * best one, and others beside them.
 */
#ifndef SIM_APP_MTU_H
#define SIM_APP_MTU_H

#include "models/trace/ladder.h"
#include "sim/results/csv_out.h"

enum {
    MTU_CHOICES_MAX = 7,
    MTU_MSS_DEFAULT = 536,
    MTU_MSS_ADVISED = 1350
}; /* RFC 9293, 3.7.1: 536; About VPN devices, 2023-10-06: 1350 */

struct mtu_way {
    struct trace trace;
    uint32_t in_force, shown; /* MSS of what goes this way */
    const char *by;           /* who decides that */
};

struct mtu {
    const struct network *net;
    struct arena *arena;
    uint32_t from, to;
    struct mtu_way there, back;
    uint32_t most;  /* MSS: the NICs' MTU less 40; TCP sends no larger one */
    uint32_t asked; /* MSS that is to be shown, as far as TCP sends it; 0: that in force */
    uint32_t best;
    double share; /* of all flows: those that fare like that, by tunnels side by side */
    uint32_t choice[MTU_CHOICES_MAX]; /* MSS, falling */
    size_t n_choices;
};

/* Of all ways side by side, there and back, those that fare worst; from, to and asked are given.
 * False: none arrives; the traces are those of the first. */
bool mtu_find(struct mtu *l);

/* Of the dearer, and of the worse of the two ways. */
struct ladder_cost mtu_cost(const struct mtu *l, uint32_t mss);
enum ladder_fate mtu_fate(const struct mtu *l, uint32_t mss);
/* Of the MSS in force, each on its way. */
enum ladder_fate mtu_fate_in_force(const struct mtu *l);
/* The MSS that senders come to with what they are told. */
const char *mtu_settled(const struct mtu *l, uint32_t there, uint32_t back);
/* A sentence, where what its sender has been told to go on with is dropped too, and nobody tells;
 * else NULL. */
const char *mtu_lost_later(const struct mtu *l, const struct mtu_way *way);
/* Share of what the narrowest link carries that is the MSS. */
double mtu_payload_frac(const struct mtu *l, uint32_t mss);

/* At rung i of a way on which that becomes of the packet, dropped at rung `last`. */
enum ladder_fate mtu_fate_at(enum ladder_fate fate, const struct ladder_at *at, size_t i,
                             size_t last);

const char *mtu_fate_word(enum ladder_fate fate);
/* "link web-0/out", "gateway gw encrypts" */
const char *mtu_place(struct arena *arena, const struct trace_rung *r);
/* Of ESP with an inner packet of that size. */
uint32_t mtu_padding(const struct tunnel *t, uint32_t inner);

void mtu_show(const struct mtu *l);
void mtu_write_json(const struct mtu *l);
/* ladder.csv into dir, which is made if need be; 0 or a negative errno. */
extern const struct csv_table mtu_table;
int mtu_write_csv(const struct mtu *l, const char *dir) __attribute__((warn_unused_result));

#endif
