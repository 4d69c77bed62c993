/* What a scenario is written of: scalars with quotes where they must be, lists, and the pairs of a
 * mapping on one line. */
#ifndef SIM_ARM_YAML_H
#define SIM_ARM_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arm_texts;

void yaml_scalar(FILE *out, const char *s);
void yaml_quoted(FILE *out, const char *s);
void yaml_list(FILE *out, const struct arm_texts *t);
/* ", key: value" behind another pair; nothing where there is no value. */
void yaml_pair(FILE *out, const char *key, const char *value);
void yaml_text(FILE *out, const char *key, const char *value); /* always in quotes */
void yaml_flag(FILE *out, const char *key, bool value);
void yaml_names(FILE *out, const char *key, const struct arm_texts *names);
/* The key of a collection at the top; nothing where it is empty. */
void yaml_title(FILE *out, const char *key, size_t n);

#endif
