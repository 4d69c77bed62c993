#include "sim/campaign/pool.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/base/assert.h"

static void give_back(struct pool *p)
{
    free(p->child);
    free(p->heard);
    *p = (struct pool){0};
}

int pool_open(struct pool *p, unsigned n)
{
    *p = (struct pool){
        .child = calloc(n, sizeof *p->child), .heard = calloc(n, sizeof *p->heard), .n = n};
    if (p->child != NULL && p->heard != NULL) {
        return 0;
    }
    give_back(p);
    return -ENOMEM;
}

int pool_start(struct pool *p, size_t number, int (*work)(void *arg, size_t number, int reason),
               void *arg)
{
    int ends[2];
    struct pool_child *c = p->child;
    SIM_ASSERT(p->busy < p->n);
    while (c->pid != 0) {
        c++;
    }
    if (pipe(ends) != 0) {
        return -errno;
    }
    const pid_t parent = getpid();
    (void)fflush(NULL); /* or the child would write it again */
    const pid_t pid = fork();
    if (pid < 0) {
        const int err = -errno;
        (void)close(ends[0]);
        (void)close(ends[1]);
        return err;
    }
    if (pid == 0) {
        (void)close(ends[0]);
        (void)signal(SIGINT,
                     SIG_IGN); /* from the terminal it comes to all: the parent ends its children */
        (void)signal(SIGTERM, SIG_DFL);
        (void)prctl(PR_SET_PDEATHSIG,
                    SIGKILL);      /* a campaign that is killed leaves nobody at work */
        if (getppid() != parent) { /* it was killed before that was agreed on */
            _exit(EXIT_FAILURE);
        }
        const int code = work(arg, number, ends[1]);
        (void)fflush(NULL);
        _exit(code);
    }
    (void)close(ends[1]);
    *c = (struct pool_child){.pid = pid, .pipe = ends[0], .work = number};
    p->busy++;
    return 0;
}

static void read_reason(int fd, char reason[POOL_REASON_MAX])
{
    size_t n = 0;
    ssize_t got;
    while (n < POOL_REASON_MAX - 1 && (got = read(fd, reason + n, POOL_REASON_MAX - 1 - n)) > 0) {
        n += (size_t)got;
    }
    reason[n] = '\0';
    reason[strcspn(reason, "\n")] = '\0';
}

static bool one_ends(struct pool *p, int milliseconds)
{
    for (unsigned i = 0; i < p->n; i++) {
        p->heard[i] =
            (struct pollfd){.fd = p->child[i].pid != 0 ? p->child[i].pipe : -1, .events = POLLIN};
    }
    return p->busy > 0 && poll(p->heard, p->n, milliseconds) > 0;
}

bool pool_wait(struct pool *p, int milliseconds, struct pool_end *end)
{
    int status;
    if (!one_ends(p, milliseconds)) {
        return false;
    }
    const pid_t pid = waitpid(-1, &status, 0);
    if (pid < 0) {
        return false;
    }
    for (unsigned i = 0; i < p->n; i++) {
        struct pool_child *c = &p->child[i];
        if (c->pid != pid) {
            continue;
        }
        *end = (struct pool_end){.work = c->work,
                                 .code = WIFEXITED(status) ? WEXITSTATUS(status) : -1};
        read_reason(c->pipe, end->reason);
        (void)close(c->pipe);
        if (end->code == -1) {
            (void)snprintf(end->reason, sizeof end->reason, "killed by signal %d (%s)",
                           WTERMSIG(status), strsignal(WTERMSIG(status)));
        }
        c->pid = 0;
        p->busy--;
        return true;
    }
    return false;
}

void pool_close(struct pool *p)
{
    struct pool_end end;
    for (unsigned i = 0; i < p->n; i++) {
        if (p->child[i].pid != 0) {
            (void)kill(p->child[i].pid, SIGKILL);
        }
    }
    while (p->busy > 0 && (pool_wait(p, -1, &end) || errno == EINTR)) {
    }
    give_back(p);
}
