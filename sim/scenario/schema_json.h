/* The scenario language as a JSON Schema (draft 2020-12), for editors: made of the field tables. */
#ifndef SIM_SCENARIO_SCHEMA_JSON_H
#define SIM_SCENARIO_SCHEMA_JSON_H

#include <stdio.h>

void schema_json_write(FILE *out);

#endif
