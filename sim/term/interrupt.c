#include "sim/term/interrupt.h"

#include <signal.h>
#include <stddef.h>

/* A signal can reach nothing else. */
static atomic_bool requested;

static void request(int signal)
{
    (void)signal;
    atomic_store_explicit(&requested, true, memory_order_relaxed);
}

const atomic_bool *interrupt_catch(void)
{
    struct sigaction act = {.sa_handler = request, .sa_flags = (int)SA_RESETHAND};
    (void)sigemptyset(&act.sa_mask);
    (void)sigaction(SIGINT, &act, NULL);
    (void)sigaction(SIGTERM, &act, NULL);
    return &requested;
}
