/*
 * Proportional rate reduction (RFC 6937): while a window is reduced, how much may be sent for what
 * arrives, so that what is on its way ends at the threshold.
 */
#ifndef MODELS_TCP_TCP_PRR_H
#define MODELS_TCP_TCP_PRR_H

#include <stdbool.h>
#include <stdint.h>

struct tcp_prr {
    uint64_t delivered, out, flight; /* flight: RecoverFS */
};

/* Bytes that may be sent now: SndCnt. pipe: what is on its way; delivered: by this acknowledgment;
 * safe: it closes the hole, and nothing more is lost. */
uint64_t tcp_prr_send(struct tcp_prr *p, uint64_t ssthresh, uint64_t pipe, uint32_t mss,
                      uint64_t delivered, bool safe);

#endif
