#include "sim/base/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/assert.h"
#include "sim/base/utf8.h"

void json_init(struct json *j, FILE *out)
{
    memset(j, 0, sizeof *j);
    j->out = out;
}

void json_fini(struct json *j)
{
    SIM_ASSERT(j->depth == 0 && !j->after_key);
    fputc('\n', j->out);
}

static void new_line(const struct json *j)
{
    fprintf(j->out, "\n%*s", (int)(2 * j->depth), "");
}

static void before_value(struct json *j)
{
    if (j->after_key) {
        j->after_key = false;
        return;
    }
    if (j->depth == 0) {
        return;
    }
    SIM_ASSERT(j->is_array[j->depth - 1]);
    if (j->has_item[j->depth - 1]) {
        fputc(',', j->out);
    }
    j->has_item[j->depth - 1] = true;
    new_line(j);
}

static void begin(struct json *j, bool is_array)
{
    before_value(j);
    SIM_ASSERT(j->depth < JSON_DEPTH_MAX);
    j->is_array[j->depth] = is_array;
    j->has_item[j->depth] = false;
    j->depth++;
    fputc(is_array ? '[' : '{', j->out);
}

static void end(struct json *j, bool is_array)
{
    SIM_ASSERT(j->depth > 0 && j->is_array[j->depth - 1] == is_array && !j->after_key);
    j->depth--;
    if (j->has_item[j->depth]) {
        new_line(j);
    }
    fputc(is_array ? ']' : '}', j->out);
}

void json_object_begin(struct json *j)
{
    begin(j, false);
}

void json_object_end(struct json *j)
{
    end(j, false);
}

void json_array_begin(struct json *j)
{
    begin(j, true);
}

void json_array_end(struct json *j)
{
    end(j, true);
}

static void write_text(FILE *out, const char *s)
{
    fputc('"', out);
    while (*s != '\0') {
        const size_t len = utf8_length(s, strlen(s));
        const unsigned char c = (unsigned char)*s;
        if (len == 0) {
            fputs("\\ufffd", out);
            s++;
            continue;
        }
        if (len > 1) {
            fwrite(s, 1, len, out);
        } else if (c == '"' || c == '\\') {
            fprintf(out, "\\%c", c);
        } else if (c == '\n') {
            fputs("\\n", out);
        } else if (c == '\t') {
            fputs("\\t", out);
        } else if (c < 0x20 || c == 0x7f) {
            fprintf(out, "\\u%04x", c);
        } else {
            fputc(c, out);
        }
        s += len;
    }
    fputc('"', out);
}

void json_key(struct json *j, const char *key)
{
    SIM_ASSERT(j->depth > 0 && !j->is_array[j->depth - 1] && !j->after_key);
    if (j->has_item[j->depth - 1]) {
        fputc(',', j->out);
    }
    j->has_item[j->depth - 1] = true;
    new_line(j);
    write_text(j->out, key);
    fputs(": ", j->out);
    j->after_key = true;
}

void json_string(struct json *j, const char *s)
{
    if (s == NULL) {
        json_null(j);
        return;
    }
    before_value(j);
    write_text(j->out, s);
}

void json_int(struct json *j, int64_t v)
{
    before_value(j);
    fprintf(j->out, "%" PRId64, v);
}

void json_number(struct json *j, double v)
{
    char buf[JSON_NUMBER_MAX];
    before_value(j);
    fputs(json_number_format(v, buf), j->out);
}

void json_bool(struct json *j, bool v)
{
    before_value(j);
    fputs(v ? "true" : "false", j->out);
}

void json_null(struct json *j)
{
    before_value(j);
    fputs("null", j->out);
}

void json_key_string(struct json *j, const char *key, const char *s)
{
    json_key(j, key);
    json_string(j, s);
}

void json_key_int(struct json *j, const char *key, int64_t v)
{
    json_key(j, key);
    json_int(j, v);
}

void json_key_number(struct json *j, const char *key, double v)
{
    json_key(j, key);
    json_number(j, v);
}
