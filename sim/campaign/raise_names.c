/* What limited_by has named of what is raised. */
#include <string.h>

#include "models/cloud/table.h"
#include "sim/base/arena.h"
#include "sim/campaign/raise.h"

/* "nic:web-0" names "nic:web", "receive_window" of the entry its own. */
static bool names(const char *said, const char *traffic, const char *word, struct arena *arena)
{
    const char *slash = strrchr(word, '/');
    if (strchr(word, ':') == NULL && slash != NULL) {
        return strcmp(slash + 1, said) == 0 && strlen(traffic) == (size_t)(slash - word) &&
               strncmp(traffic, word, strlen(traffic)) == 0;
    }
    return strcmp(said, word) == 0 || strcmp(raise_word_of_group(said, arena), word) == 0;
}

/* Of a place, and of no setting: the way to it opens only later. */
static void note_untried(const struct raise *r, struct raise_row *first, const char *said)
{
    if (!r->is_all || strncmp(said, "gateway:", 8) != 0 ||
        (first->untried != NULL && strstr(first->untried, said) != NULL)) {
        return;
    }
    first->untried = first->untried == NULL
                         ? arena_strdup(r->arena, said)
                         : arena_printf(r->arena, "%s, %s", first->untried, said);
}

/* row: the first of the entry's. */
static void read_name(const struct raise *r, struct raise_row *row, const char *said)
{
    bool tried = false;
    for (size_t s = 0; s + 1 < r->n_settings; s++) {
        const char *word = row[s].setting->word;
        const bool is = word != NULL && names(said, row[s].traffic, word, r->arena);
        row[s].named = row[s].named || is;
        tried = tried || is;
    }
    if (!tried) {
        note_untried(r, row, said);
    }
}

int raise_read_names(const struct raise *r, const char *path, struct raise_rows *rows)
{
    struct table t;
    if (!table_read(&t, path, r->arena)) {
        return raise_table_fails(&t);
    }
    const size_t traffic = table_column(&t, "traffic"), word = table_column(&t, "word"),
                 named = table_column(&t, "named");
    for (size_t i = 0; i < t.n_rows && t.error == NULL; i++) {
        for (size_t k = 0; k < rows->n && table_number(&t, i, named, 0) > 0;
             k += r->n_settings - 1) {
            if (strcmp(table_text(&t, i, traffic), rows->v[k].traffic) == 0) {
                read_name(r, &rows->v[k], table_text(&t, i, word));
            }
        }
    }
    return t.error != NULL ? raise_table_fails(&t) : 0;
}
