/* SIGINT and SIGTERM: a flag that long work asks for between its steps; a second signal ends the
 * program at once. */
#ifndef SIM_TERM_INTERRUPT_H
#define SIM_TERM_INTERRUPT_H

#include <stdatomic.h>
#include <stdbool.h>

/* From now on; the flag is set by the first signal. */
const atomic_bool *interrupt_catch(void);

#endif
