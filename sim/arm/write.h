/*
 * The scenario as YAML, laid out as a person would write it. At its head stands what differs from
 * the files.
 */
#ifndef SIM_ARM_WRITE_H
#define SIM_ARM_WRITE_H

#include <stdio.h>

struct arm_plan;

/* files: what the scenario was made of, for its head. */
void arm_write(const struct arm_plan *p, const char *name, const char *const *files, size_t n,
               FILE *out);
/* Of it: gateways, local network gateways, sites, connections. */
void arm_write_vpn(const struct arm_plan *p, FILE *out);
/* Virtual machines and managed instances; load balancers and private endpoints. */
void arm_write_machines(const struct arm_plan *p, FILE *out);
void arm_write_services(const struct arm_plan *p, FILE *out);
/* Text that may stand behind a #: on one line, without bytes that are no text. */
void arm_write_comment(FILE *out, const char *s);

#endif
