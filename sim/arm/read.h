/*
 * Reads JSON as Resource Manager's tools do: comments, commas behind the last item, a byte order
 * mark and strings over several lines are allowed; nothing else beyond RFC 8259 is. A reader of its
 * own, since YAML's flow style (the library that reads scenarios) folds the lines of such strings,
 * has no // and refuses long keys.
 */
#ifndef SIM_ARM_READ_H
#define SIM_ARM_READ_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct arm_value;
struct diag;

#define ARM_FILE_MAX ((size_t)100 * 1000 * 1000)
enum { ARM_VALUES_MAX = 4000000, ARM_DEPTH_MAX = 100 };

/* The text in UTF-8: itself, or of UTF-16 (with a byte order mark or without: JSON begins with two
 * characters of ASCII), which a shell's redirection may write, a copy in the arena. */
const char *arm_read_utf8(const char *text, size_t *len, struct arena *arena);

/* NULL when it is no JSON; diag says why. source is from diag_source of the same text (0: no
 * places). */
struct arm_value *arm_read(uint32_t source, const char *text, size_t len, struct arena *arena,
                           struct diag *diag);

#endif
