/*
 * Pool: at most n child processes at a time. A child does one piece of work and leaves with an exit
 * code; what it has written to its pipe is the reason of a failure.
 */
#ifndef SIM_CAMPAIGN_POOL_H
#define SIM_CAMPAIGN_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { POOL_REASON_MAX = 200 };

struct pool_child {
    pid_t pid; /* 0: free */
    int pipe;
    size_t work; /* the caller's number of it */
};

struct pool {
    struct pool_child *child;
    struct pollfd *heard; /* [child]: its end of its pipe closes with it */
    unsigned n, busy;
};

struct pool_end { /* how a piece of work ended */
    size_t work;
    int code;                     /* exit code; -1: killed by a signal, an assertion for instance */
    char reason[POOL_REASON_MAX]; /* one line, "" when it ended well */
};

/* 0 or a negative errno. */
int pool_open(struct pool *p, unsigned n) __attribute__((warn_unused_result));
/* Runs work(arg, number, pipe) in a child; one must be free. 0 or a negative errno. */
int pool_start(struct pool *p, size_t number, int (*work)(void *arg, size_t number, int reason),
               void *arg) __attribute__((warn_unused_result));
/* Waits for a child to end, so many milliseconds; -1: as long as it takes. False: none is there or
 * has ended by then, or a signal came first. */
bool pool_wait(struct pool *p, int milliseconds, struct pool_end *end);
/* Ends all children that are left, and waits for them. */
void pool_close(struct pool *p);

#endif
