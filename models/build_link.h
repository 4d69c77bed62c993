/*
 * The parts of a running link out of what is declared of it: its queue, its losses, its delay.
 * Which links there are is build_links.c's.
 */
#ifndef MODELS_BUILD_LINK_H
#define MODELS_BUILD_LINK_H

#include "models/cloud/topo.h"
#include "models/net/link.h"

struct build;

/* Without limits, on one path, of 1500 bytes. In the arena of the region that sends: each region's
 * state stays together. */
struct link *build_link_new(struct build *b, struct region *near, const char *name,
                            const char *from, const char *to);
/* What transmits, and the queue in front of it (NULL: drop-tail without a limit), of a link whose
 * near end and name are known: bandwidth and token bucket `wider` times as fast as declared. */
void build_link_transmitter(struct build *b, struct link *l, struct region *near,
                            int64_t bandwidth_bps, const struct topo_queue *q, double wider);
/* Of a link whose name is known; disorder: the share of fragmented packets that come out of order.
 */
void build_link_loss(struct build *b, struct link *l, const struct topo_loss *loss,
                     double disorder);
void build_link_one_path(struct link *l, struct arena *arena, sim_time_t delay);
/* What is drawn for each packet, above the paths' delay. */
void build_link_extra(struct build *b, struct link *l, const struct topo_latency *latency);

#endif
