/*
 * What the files of schema_json.h share.
 */
#ifndef SIM_SCENARIO_SCHEMA_JSON_PARTS_H
#define SIM_SCENARIO_SCHEMA_JSON_PARTS_H

#include "sim/base/field.h"
#include "sim/base/json.h"

struct arena;

struct schema_json {
    struct json j;
    struct arena *arena;
};

/* Members of the object that is open: where the table is described, */
void schema_json_write_ref(struct schema_json *w, const struct field_table *t);
/* what the field's text may be, */
void schema_json_write_string(struct schema_json *w, const struct field *f);
/* what the field may be at all, */
void schema_json_write_type(struct schema_json *w, const struct field *f);
/* and the one value that a field takes. */
void schema_json_write_const(struct json *j, const struct field *f);

#endif
