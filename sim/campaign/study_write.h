/* The head of a study that a command makes of a scenario. */
#ifndef SIM_CAMPAIGN_STUDY_WRITE_H
#define SIM_CAMPAIGN_STUDY_WRITE_H

#include <stdio.h>

/* Its version, its name KIND-SCENARIO (as much of it as a name may have), its base, as an absolute
 * path, and the key that its axes stand under. */
void study_write_head(FILE *out, const char *kind, const char *scenario, const char *path);

#endif
