/*
 * Deployments: a template with the values of its parameters, and what it declares.
 */
#ifndef SIM_ARM_TEMPLATE_H
#define SIM_ARM_TEMPLATE_H

#include <stdbool.h>

#include "sim/arm/world.h"

/* A deployment of a template in a group (NULL: at the level of a subscription). */
struct arm_deployment *arm_deployment_new(struct arm_world *w, const struct arm_value *template,
                                          const char *name);
/* sim/arm/template_given.c. Finds the parameters' values: those given to the program, or in a
 * nested deployment {name: {value}} in the frame around it. */
void arm_deployment_bind(struct arm_deployment *d, const struct arm_value *parameters,
                         const struct arm_frame *around);
/* How many members an object has; 0: it is none, or NULL. */
size_t arm_template_members(const struct arm_value *v);
/* {copy: [one]}: expanded as the copy loop of a property is. */
struct arm_value *arm_as_property(struct arm_world *w, const struct arm_value *one, struct span at);
/* Makes a deployment's resources known, without looking at their properties; nested ones keep for
 * later. */
void arm_deployment_list(struct arm_deployment *d);
/* The file's template that a templateLink of a deployment means, by the last parts of its address;
 * NULL: none is given. */
struct arm_deployment *arm_linked(struct arm_world *w, const struct arm_deployment *from,
                                  const char *address);
/* Likewise the values of a parametersLink: {name: {value}}. */
const struct arm_value *arm_linked_parameters(const struct arm_world *w, const char *address);
/* Does a template of another file name this one, or the beginning of its name where it composes an
 * address? Then it is likely linked from there. own: the file's template, NULL: it has none. */
enum arm_naming arm_is_named(const struct arm_world *w, const char *file,
                             const struct arm_deployment *own);
/* Is a text of the template no expression though it looks like one? Reports all of them. */
void arm_template_check(struct arm_world *w, const struct arm_value *template);

/* Do packets or names of others depend on a resource of this type? Of the rest a name that is not
 * known matters to nobody. */
bool arm_matters(const char *type);

#endif
