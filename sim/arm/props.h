/*
 * Properties of resources, whichever form they have, and what of them nobody has looked at.
 */
#ifndef SIM_ARM_PROPS_H
#define SIM_ARM_PROPS_H

#include "sim/arm/plan.h"

/* An object with its properties, in the template's form (under properties) or flattened. */
struct arm_props {
    struct arm_plan *p;
    const struct arm_value *body, *properties;
    const char *kind; /* "virtualNetworks": for messages */
    const char *name;
    struct span at;
};

struct arm_props arm_props(struct arm_plan *p, const struct arm_value *v, const char *kind,
                           const char *name);
/* Calls each for the resources of a type that the files make, in their order. It sets `mapped` or
 * says why there is nothing. */
void arm_each(struct arm_plan *p, const char *type,
              void (*each)(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x));
bool arm_is_replaced(const struct arm_plan *p,
                     const struct arm_resource *r); /* by a later declaration of the same */
/* NULL when it is not there, null, or (reported) unknown. Marks it as seen. */
struct arm_value *arm_prop(const struct arm_props *x, const char *name);
/* The same without a report. */
struct arm_value *arm_prop_raw(const struct arm_props *x, const char *name);
const char *arm_prop_text(const struct arm_props *x, const char *name);
bool arm_prop_bool(const struct arm_props *x, const char *name, bool otherwise);
int64_t arm_prop_int(const struct arm_props *x, const char *name, int64_t otherwise);
/* A member as far as it is known; NULL: there is none. */
const struct arm_value *arm_plain_member(const struct arm_value *v, const char *name);
/* The id in {id: ...}; NULL: none. */
const char *arm_prop_id(const struct arm_props *x, const char *name);
/* The ids of a list of references, [{id: ...}]; adds to t. */
void arm_prop_ids(const struct arm_props *x, const char *name, struct arm_texts *t);
/* Texts of a list, or one text; adds to t. False: some of them are not known (reported). */
bool arm_prop_texts(const struct arm_props *x, const char *name, struct arm_texts *t);
/* Items of a list, 0 when there is none. */
size_t arm_prop_list(const struct arm_props *x, const char *name, struct arm_value ***item);
/* The caller has read these in its own way, or they repeat what others say; ended by NULL. */
void arm_prop_done(const struct arm_props *x, const char *const *names);
/* Names that have no part in the network, ended by NULL; what was not seen and is none of them is
 * reported in the end. */
void arm_prop_rest(const struct arm_props *x, const char *const *ignored);
/* The caller has said what becomes of v, or has read all of it in its own way. */
void arm_settle(const struct arm_value *v);
void arm_report_unseen(struct arm_plan *p);
void arm_report_rest(struct arm_plan *p);
/* The platform's spelling of a word, or the word itself. words end with NULL. */
const char *arm_word(const char *text, const char *const *words);

/* --- sim/arm/location.c --- */

/* Its region; where it has none, the one that was given on the command line. */
const char *arm_location(struct arm_plan *p, const struct arm_props *x);
/* What stands in a network is in its region: the language has no place for another. A location that
 * was made up, since there is no --location, is no contradiction. */
void arm_judge_region(const struct arm_props *x, const struct arm_network *n);
/* The same of a security group or route table that is associated with a subnet or interface. */
void arm_judge_associated(struct arm_plan *p, struct span at, const char *kind, const char *name,
                          const char *location, const struct arm_network *n);
/* Is it that of a resource group, and none was given? */
bool arm_is_anywhere(const struct arm_world *w, const char *location);
/* The same of what stands in a network, for the scenario, where it is said and is not the
 * network's; else NULL. */
const char *arm_location_elsewhere(struct arm_plan *p, const struct arm_props *x,
                                   const struct arm_network *n);

#endif
