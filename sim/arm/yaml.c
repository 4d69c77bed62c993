#include "sim/arm/yaml.h"

#include <string.h>

#include "sim/arm/plan.h"

static bool is_plain(const char *s)
{
    static const char *const words[] = {"null", "~", "true", "false", "yes", "no", "on", "off"};
    const size_t n = strlen(s);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(s, words[i]) == 0) {
            return false;
        }
    }
    return n > 0 && s[0] != '-' && s[0] != '.' &&
           strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./") == n;
}

void yaml_quoted(FILE *out, const char *s)
{
    (void)fputc('"', out);
    for (; *s != '\0'; s++) {
        const unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\') {
            (void)fprintf(out, "\\%c", c);
        } else if (c < 0x20 || c == 0x7f) {
            (void)fprintf(out, "\\x%02x", c);
        } else {
            (void)fputc(c, out);
        }
    }
    (void)fputc('"', out);
}

void yaml_scalar(FILE *out, const char *s)
{
    if (is_plain(s)) {
        (void)fputs(s, out);
    } else {
        yaml_quoted(out, s);
    }
}

void yaml_list(FILE *out, const struct arm_texts *t)
{
    (void)fputc('[', out);
    for (size_t i = 0; i < t->n; i++) {
        (void)fputs(i > 0 ? ", " : "", out);
        yaml_scalar(out, t->v[i]);
    }
    (void)fputc(']', out);
}

void yaml_pair(FILE *out, const char *key, const char *value)
{
    if (value != NULL) {
        (void)fprintf(out, ", %s: ", key);
        yaml_scalar(out, value);
    }
}

void yaml_text(FILE *out, const char *key, const char *value)
{
    if (value != NULL) {
        (void)fprintf(out, ", %s: ", key);
        yaml_quoted(out, value);
    }
}

void yaml_flag(FILE *out, const char *key, bool value)
{
    if (value) {
        (void)fprintf(out, ", %s: true", key);
    }
}

void yaml_title(FILE *out, const char *key, size_t n)
{
    if (n > 0) {
        (void)fprintf(out, "\n%s:\n", key);
    }
}

void yaml_names(FILE *out, const char *key, const struct arm_texts *names)
{
    if (names->n > 0) {
        (void)fprintf(out, ", %s: ", key);
        yaml_list(out, names);
    }
}
