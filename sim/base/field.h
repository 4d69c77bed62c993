/*
 * Field tables: the scenario language as data. One table describes one kind of thing (a subnet, a
 * connection): for each key its type, unit, range, default and help, and where its value stands in
 * the C struct. Binding, defaults, checks, the canonical dump, the JSON Schema and the reference
 * manual are all derived from them. Here: the tables and the scalar types. Composite types (maps,
 * references, distributions) need the document and the declared structs and are the loader's.
 */
#ifndef SIM_BASE_FIELD_H
#define SIM_BASE_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/diag.h"

struct arena;

enum field_kind {                 /* what stands at the offset */
                  FIELD_STRING,   /* const char *: any text */
                  FIELD_NAME,     /* const char *: letters, digits, - and _ */
                  FIELD_SECRET,   /* const char *: 1..128 printable ASCII characters without a space
                                     (a pre-shared key) */
                  FIELD_BOOL,     /* bool */
                  FIELD_INT,      /* int64_t */
                  FIELD_NUMBER,   /* double, without a unit */
                  FIELD_DURATION, /* int64_t ps */
                  FIELD_DURATION_REAL, /* double ps: a parameter of a distribution */
                  FIELD_RATE,          /* int64_t bit/s */
                  FIELD_PPS,           /* int64_t packets/s */
                  FIELD_BYTES,         /* int64_t bytes */
                  FIELD_BYTES_REAL,    /* double bytes: a parameter of a distribution */
                  FIELD_KILOBYTES,     /* int64_t bytes, KB being 1,024 bytes as in the platform's
                                          sa_data_size */
                  FIELD_LIMIT, /* int64_t bytes or packets; at aux an enum: 0 = bytes, 1 = packets
                                */
                  FIELD_FRACTION,  /* double 0..1, written in % */
                  FIELD_WORD,      /* int64_t: the value of one of the words */
                  FIELD_N_SCALARS, /* the scalars end here */
                  FIELD_PREFIX, /* struct topo_prefixes with one prefix; FIELD_OR_TAG: or none, and
                                   at aux const char *: a name in its place */
                  FIELD_PREFIXES,     /* struct topo_prefixes */
                  FIELD_REF,          /* struct topo_ref: the name of another thing */
                  FIELD_SUBNET_REF,   /* struct topo_ref: "vnet/subnet" */
                  FIELD_DIST_TIME,    /* struct dist in ps */
                  FIELD_DIST_BYTES,   /* struct dist in bytes */
                  FIELD_SAMPLE_TIME,  /* const struct dist_empirical *, from a CSV file of durations
                                       */
                  FIELD_SAMPLE_BYTES, /* likewise of sizes */
                  FIELD_REPLAY, /* const struct topo_replay *, from a CSV file of times and sizes */
                  FIELD_STRUCT, /* a struct inside this one, described by table; at aux a bool: was
                                   it given? */
                  FIELD_MAP,    /* struct of table *, sorted by name; at aux size_t: how many */
                  FIELD_NAMES,  /* struct field_names: a list of names */
                  FIELD_NODE    /* const struct doc_node *: any YAML, read by the caller */
};

enum {
    FIELD_REQUIRED = 1,
    FIELD_UNLIMITED = 2, /* "unlimited" is a value */
    FIELD_ONLY_DEFAULT =
        4, /* nothing at the offset: any other value than the default is not simulated yet */
    FIELD_OPEN = 8, /* the bounds themselves are excluded */
    FIELD_OTHERS =
        16, /* a FIELD_MAP that takes every key of the mapping that is no other field (links) */
    FIELD_LINK_NAMES = 32,  /* its names may also be "a->b" */
    FIELD_IN_PART = 64,     /* of a FIELD_REF: also "whole/part" */
    FIELD_OR_TAG = 128,     /* of a FIELD_PREFIX: also the name of a service tag */
    FIELD_KEEPS_LATER = 256 /* of a FIELD_WORD: words of later are stored, and refused by resolve,
                               which says what else is wrong with them */
};

struct field_word {
    const char *word;
    int64_t value;
    bool later; /* part of the language, not simulated yet */
    const char *help;
};

struct field {
    const char *name;
    enum field_kind kind;
    unsigned flags;
    size_t offset, aux; /* in the struct of its table; aux 0 = none; of other kinds than told above:
                           a bool, was it given? */
    int64_t min, max;   /* in base units, both 0 = what the type holds */
    const char *def;    /* the default as one would write it; NULL: none */
    const struct field_word
        *words; /* ends with a NULL word; of a quantity: words in its place, as `auto` */
    const struct field_table *table;
    uint32_t when,
        required_when; /* bits of the values of the table's switch word; when 0 = always */
    const char *help;
    const char *example;
};

struct field_table {
    const char *kind; /* "subnet": what one of these is called */
    const char *help;
    size_t size;     /* of the struct */
    size_t resource; /* offset of its struct resource */
    const struct field *fields;
    size_t n;                       /* with those of more at most 64 */
    const struct field_table *more; /* whose fields stand behind these, in the same struct and under
                                       the same switch word; NULL: no further ones */
    const char *switch_name;      /* the field whose word decides which others apply; NULL: none */
    const char *const *shorthand; /* fields that a scalar in place of the mapping gives; ends with
                                     NULL; NULL: none */
    const char *shorthand_word;   /* the only text allowed as shorthand; NULL: any */
    const char *shorthand_switch; /* what the switch is then */
    /* What one field alone cannot know: contradictions, derived members. May be NULL. */
    void (*finish)(void *object, struct arena *arena, struct diag *diag);
};

/* How many fields it has with those of more, and field i of them. */
size_t field_count(const struct field_table *table);
const struct field *field_at(const struct field_table *table, size_t i);
/* i of field_at. */
size_t field_index(const struct field_table *table, const struct field *field);
/* NULL when the table has no such field (case counts). */
const struct field *field_find(const struct field_table *table, const char *name);
/* The word's text for a value; the first when several stand for it. */
const char *field_word_text(const struct field *field, int64_t value);

struct field_names {
    const char **v;
    struct span *at;
    size_t n;
};

/* A scalar of the document. */
struct field_text {
    const char *text;
    bool quoted;
    struct span at;
};

/*
 * Converts a scalar and stores it in the object. False when the text is no such value; the
 * diagnostic is then in diag (which may be NULL: then only the result tells). Strings are copied
 * into the arena.
 */
bool field_store(const struct field *field, struct field_text value, void *object,
                 struct arena *arena, struct diag *diag) __attribute__((warn_unused_result));
/* The canonical text of a stored scalar: field_store reads it back to the same value. In the arena.
 */
const char *field_text(const struct field *field, const void *object, struct arena *arena);

/* Letters, digits, - and _, at least one, at most 80. */
bool field_name_ok(const char *name);

/* "a duration such as 35ms", "true or false": what the field takes, for messages and the manual. In
 * the arena. */
const char *field_expects(const struct field *field, struct arena *arena);
/* "10s .. 1h", "at least 1", or NULL when any value of the type will do. In the arena. */
const char *field_range(const struct field *field, struct arena *arena);

#endif
