/*
 * Import: from templates (Azure Resource Manager JSON) and from descriptions of deployed resources
 * (`az ... -o json`) to a scenario. What the files say is kept; what a scenario has no words for is
 * reported, with its place; what a run needs beside is assumed, and said. Nothing here reads files
 * or prints.
 *
 *   arm_import_new; arm_import_parameters and arm_import_param; arm_import_file; arm_import_run;
 * arm_import_write; arm_import_free
 *
 * Limits: read.h, expr.h, eval.h, world.h; each is reported as VN1002.
 */
#ifndef SIM_ARM_IMPORT_H
#define SIM_ARM_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;
struct arm_import;
struct catalog;
struct diag;
struct diag_code;
struct span;

#define ARM_IMPORT_LOCATION "eastus" /* of resource groups, where --location does not say */

/* location NULL: the default. All must outlive the import. */
struct arm_import *arm_import_new(struct arena *arena, struct diag *diag,
                                  const struct catalog *catalog, const char *location);
void arm_import_free(struct arm_import *im);

/* A parameters file, with its envelope or as {name: value}; and one as "name=value". Later ones go
 * before. */
void arm_import_parameters(struct arm_import *im, const char *name, const char *text, size_t len);
void arm_import_param(struct arm_import *im, const char *text);
/* A template, or deployed resources. */
void arm_import_file(struct arm_import *im, const char *name, const char *text, size_t len);

/* False: diag has errors, and there is nothing to write. */
bool arm_import_run(struct arm_import *im) __attribute__((warn_unused_result));
void arm_import_write(const struct arm_import *im, const char *scenario_name, FILE *out);
/* Check refuses what was written last, text, at a place in it: said at the place in the files that
 * it comes from. */
void arm_import_refuse(struct arm_import *im, const char *text, size_t len,
                       const struct diag_code *code, struct span at, const char *message);
/* Would the platform refuse the design, as something that was said tells? */
bool arm_import_is_refused(const struct arm_import *im);

#endif
