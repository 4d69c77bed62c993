/* A node of a document as YAML text on one line, which reads back as the same node. */
#ifndef SIM_SCENARIO_DOC_TEXT_H
#define SIM_SCENARIO_DOC_TEXT_H

#include "sim/scenario/doc.h"

const char *doc_text_flow(const struct doc_node *node, struct arena *arena);

#endif
