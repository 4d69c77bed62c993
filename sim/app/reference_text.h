/*
 * What the references say besides their tables, in Markdown: scenarios/README.md and
 * results/README.md. The tables follow from the fields and columns (reference.c).
 */
#ifndef SIM_APP_REFERENCE_TEXT_H
#define SIM_APP_REFERENCE_TEXT_H

/* Of scenarios/README.md: the head, and what a study is. */
extern const char reference_language[], reference_studies[];
/* Of results/README.md: the head, the files of a run that are no tables, and what a campaign
 * leaves, with the way from a study to a verdict. */
extern const char reference_results[], reference_other_files[], reference_campaigns[];

#endif
