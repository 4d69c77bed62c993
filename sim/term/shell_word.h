/* A word of a command line as a POSIX shell reads it back: in quotes where it must be. In the
 * arena, or the word itself. */
#ifndef SIM_TERM_SHELL_WORD_H
#define SIM_TERM_SHELL_WORD_H

struct arena;

const char *shell_word(const char *word, struct arena *arena);

#endif
