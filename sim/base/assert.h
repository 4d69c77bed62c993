/*
 * SIM_ASSERT: our own mistakes, never the user's. It stays on in release builds: a simulator that
 * goes on after a broken invariant prints figures that nobody should read.
 */
#ifndef SIM_BASE_ASSERT_H
#define SIM_BASE_ASSERT_H

#define SIM_LIKELY(x)   __builtin_expect(!!(x), 1)
#define SIM_UNLIKELY(x) __builtin_expect(!!(x), 0)

/* Prints the place and the broken invariant to stderr and aborts. */
_Noreturn void sim_assert_fail(const char *what, const char *file, int line);

#define SIM_ASSERT(x) (SIM_LIKELY(x) ? (void)0 : sim_assert_fail(#x, __FILE__, __LINE__))

#endif
