/*
 * A JSON writer (RFC 8259): commas, indentation and escapes, nothing else. The caller says what
 * opens and closes; a wrong order is our own mistake and asserts. Output depends on no locale.
 * Numbers: integers in full, doubles as the shortest decimal that reads back the same; inf and nan
 * as null.
 */
#ifndef SIM_BASE_JSON_H
#define SIM_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { JSON_DEPTH_MAX = 64 };

struct json {
    FILE *out; /* the caller's */
    unsigned depth;
    bool is_array[JSON_DEPTH_MAX], has_item[JSON_DEPTH_MAX];
    bool after_key;
};

void json_init(struct json *j, FILE *out);
/* Ends the document with a line feed; every object and array must be closed. */
void json_fini(struct json *j);

void json_object_begin(struct json *j);
void json_object_end(struct json *j);
void json_array_begin(struct json *j);
void json_array_end(struct json *j);
void json_key(struct json *j, const char *key);

void json_string(struct json *j,
                 const char *s); /* NULL writes null; bytes that are no UTF-8 become U+FFFD */
void json_int(struct json *j, int64_t v);
void json_number(struct json *j, double v);
void json_bool(struct json *j, bool v);
void json_null(struct json *j);

/* A key and its value. */
void json_key_string(struct json *j, const char *key, const char *s);
void json_key_int(struct json *j, const char *key, int64_t v);
void json_key_number(struct json *j, const char *key, double v);

#define JSON_NUMBER_MAX 32
/* The shortest decimal that reads back as the same double. Returns buf. */
char *json_number_format(double v, char buf[JSON_NUMBER_MAX]);

#endif
