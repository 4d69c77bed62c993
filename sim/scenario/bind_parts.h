/*
 * What the files of binding share: one object of a field table while its mapping is read
 * (bind.c), the values of its fields (bind_field.c), and what is said of keys that are
 * missing or too many (bind_say.c). Functions that return a bool: false, the reason is in diag.
 */
#ifndef SIM_SCENARIO_BIND_PARTS_H
#define SIM_SCENARIO_BIND_PARTS_H

#include "sim/scenario/bind.h"

struct resource;

/* One object being bound. Owner of nothing: all stands in the binding's arena. */
struct bind_object {
    struct binding *b;
    const struct field_table *table;
    const struct doc_node *node;
    struct resource *r; /* in base */
    char *base;         /* the struct of the table */
    struct span *field_at;
    bool switched; /* the switch word is known, or there is none */
    int64_t switch_value;
};

/* --- sim/scenario/bind.c --- */

/* base: a zeroed struct of the table. at: where its name stands. */
bool bind_object(struct binding *b, const struct field_table *table, const struct doc_node *node,
                 const char *name, struct span at, void *base) __attribute__((warn_unused_result));

/* --- sim/scenario/bind_field.c --- */

/* The value of one field, into the object. given: by the user, else it is a default. */
bool bind_field(struct bind_object *o, const struct field *f, const struct doc_node *node,
                struct span at, bool given) __attribute__((warn_unused_result));
/* An array of the field's table from n entries, which it sorts by name; entries that fail are
 * counted, not kept. */
bool bind_members(struct bind_object *o, const struct field *f, const struct doc_entry **entry,
                  size_t n) __attribute__((warn_unused_result));

/* --- sim/scenario/bind_say.c --- */

/* Each adds one error. */
void bind_say_unknown(struct bind_object *o, const struct doc_entry *e);
void bind_say_not_here(struct bind_object *o, const struct field *f, const struct doc_entry *e);
void bind_say_missing(struct bind_object *o, const struct field *f, struct span at);
void bind_say_not_a_name(struct bind_object *o, const struct field *f, const struct doc_entry *e);
void bind_say_no_mapping(struct bind_object *o);
/* The object's only word in place of a mapping is another one. */
void bind_say_shorthand(struct bind_object *o);

#endif
