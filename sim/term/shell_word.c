#include "sim/term/shell_word.h"

#include <string.h>

#include "sim/base/arena.h"

const char *shell_word(const char *word, struct arena *arena)
{
    const char *quoted = "";
    if (word[0] != '\0' &&
        strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,@%+") ==
            strlen(word)) {
        return word;
    }
    for (const char *at = word; *at != '\0';) {
        const size_t n = strcspn(at, "'");
        quoted = arena_printf(arena, "%s%.*s%s", quoted, (int)n, at, at[n] == '\'' ? "'\\''" : "");
        at += n + (at[n] == '\'');
    }
    return arena_printf(arena, "'%s'", quoted);
}
