#include "sim/engine/kernel.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "sim/base/assert.h"
#include "sim/engine/lp.h"

/* All workers leave the gate together, after the last to come has run `serial` alone. */
struct gate {
    pthread_mutex_t lock;
    pthread_cond_t open;
    unsigned n, waiting;
    uint64_t round;
};

struct run {
    struct kernel *kernel;
    struct gate gate;
    atomic_uint
        next_lp; /* LPs of a window are taken by whoever is free: who runs one does not matter */
    sim_time_t lookahead;
    sim_time_t end; /* of the window */
    int status;
};

/* Between windows, one thread alone: where does the next window end? */
static void plan_window(struct run *run)
{
    struct kernel *k = run->kernel;
    sim_time_t first = SIM_NEVER;

    for (uint32_t i = 0; i < k->n_lps; i++) {
        sim_time_t at = evset_first_at(&k->lps[i]->pending);
        first = at < first ? at : first;
    }
    if (k->stop != NULL && atomic_load_explicit(k->stop, memory_order_relaxed))
        run->status = -EINTR;
    if (run->status != 0 || first >= k->duration) {
        run->end = SIM_NEVER;
        return;
    }
    if (k->progress != NULL)
        k->progress(k->progress_arg, first);
    run->end = run->lookahead < k->duration - first ? first + run->lookahead : k->duration;
    atomic_store_explicit(&run->next_lp, 0, memory_order_relaxed);
}

static void gate_pass(struct run *run, void (*serial)(struct run *))
{
    struct gate *g = &run->gate;

    if (g->n == 1) {
        serial(run);
        return;
    }
    pthread_mutex_lock(&g->lock);
    uint64_t round = g->round;
    if (++g->waiting == g->n) {
        serial(run);
        g->waiting = 0;
        g->round++;
        pthread_cond_broadcast(&g->open);
    } else {
        while (g->round == round)
            pthread_cond_wait(&g->open, &g->lock);
    }
    pthread_mutex_unlock(&g->lock);
}

/* What crossed in the window just run becomes pending at its receivers. */
static void drain(struct lp *lp)
{
    for (uint32_t i = 0; i < lp->n_inbound; i++)
        lp->inbound[i]->drain(lp->inbound[i]);
}

static void start_drain(struct run *run)
{
    atomic_store_explicit(&run->next_lp, 0, memory_order_relaxed);
}

static void *work(void *arg)
{
    struct run *run = arg;
    struct kernel *k = run->kernel;
    uint32_t i;

    gate_pass(run, plan_window);
    while (run->end != SIM_NEVER) {
        while ((i = atomic_fetch_add_explicit(&run->next_lp, 1, memory_order_relaxed)) < k->n_lps)
            lp_run(k->lps[i], run->end);
        gate_pass(run, start_drain);
        while ((i = atomic_fetch_add_explicit(&run->next_lp, 1, memory_order_relaxed)) < k->n_lps)
            drain(k->lps[i]);
        gate_pass(run, plan_window);
    }
    return NULL;
}

static sim_time_t smallest_lookahead(const struct kernel *k)
{
    sim_time_t least = KERNEL_WINDOW_DUR_MAX;

    for (uint32_t i = 0; i < k->n_lps; i++)
        for (uint32_t c = 0; c < k->lps[i]->n_inbound; c++) {
            sim_time_t l = k->lps[i]->inbound[c]->lookahead;
            SIM_ASSERT(l > 0);
            least = l < least ? l : least;
        }
    return least;
}

int kernel_run(struct kernel *k)
{
    unsigned n = k->threads < k->n_lps ? k->threads : k->n_lps;
    struct run run = {
        .kernel = k, .gate = {.n = n > 0 ? n : 1}, .lookahead = smallest_lookahead(k)};
    pthread_t *thread = NULL;
    unsigned started = 0;

    atomic_init(&run.next_lp, 0);
    if (run.gate.n > 1) {
        thread = calloc(run.gate.n, sizeof *thread);
        if (thread == NULL)
            return -ENOMEM;
        pthread_mutex_init(&run.gate.lock, NULL);
        pthread_cond_init(&run.gate.open, NULL);
        /* Held until it is known how many could be started: the gate must wait for those only. */
        pthread_mutex_lock(&run.gate.lock);
        while (started + 1 < run.gate.n) {
            int err = pthread_create(&thread[started], NULL, work, &run);
            if (err != 0) {
                run.status = -err;
                run.gate.n = started + 1;
                break;
            }
            started++;
        }
        pthread_mutex_unlock(&run.gate.lock);
    }
    work(&run);
    for (unsigned i = 0; i < started; i++)
        pthread_join(thread[i], NULL);
    if (run.gate.n > 1 || started > 0) {
        pthread_cond_destroy(&run.gate.open);
        pthread_mutex_destroy(&run.gate.lock);
    }
    free(thread);
    return run.status;
}
