/*
 * What the files of a speaker share: speaker.c says what happens to it, speaker_tell.c what it
 * chooses and tells, speaker_lead.c what its routes lead to.
 */
#ifndef MODELS_CONTROL_SPEAKER_PARTS_H
#define MODELS_CONTROL_SPEAKER_PARTS_H

#include "models/control/speaker.h"

/* --- models/control/speaker_tell.c --- */

/* The first of the shortest paths; NULL: none, or it is its own. */
const struct rib_path *speaker_choose(const struct speaker *s, uint32_t prefix);
/* What the peer is to know of what has that name there: the shortest of all those paths. */
const struct rib_path *speaker_to_tell(struct region *r, const struct speaker_end *e,
                                       uint32_t name);
void speaker_tell(struct region *r, struct speaker_end *e, uint32_t name,
                  const struct rib_path *path);
void speaker_tell_changes(struct region *r, struct speaker *s, sim_time_t now);
/* The sessions of the end say that there is news. */
void speaker_update_peers(struct region *r, struct speaker_end *e, sim_time_t now);

/* --- models/control/speaker_lead.c --- */

/* What it leads to has changed: in force here, and on its way to other regions. */
void speaker_publish(struct region *r, struct speaker *s, sim_time_t now);
bool speaker_is_silent(const struct speaker *s);
/* In force in this region, when it is time; the next one then. */
event_fn speaker_program;

/* --- models/control/speaker.c --- */

event_fn speaker_end_restart;
void speaker_tunnel_changed(void *arg, struct region *r, struct tunnel *t, bool up, sim_time_t now);

#endif
