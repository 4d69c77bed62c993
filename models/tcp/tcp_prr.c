#include "models/tcp/tcp_prr.h"

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* What is due so far, in proportion, less what has been sent. */
static uint64_t in_proportion(const struct tcp_prr *p, uint64_t ssthresh)
{
    const uint64_t due =
        (uint64_t)(((unsigned __int128)p->delivered * ssthresh + p->flight - 1) / p->flight);

    return due > p->out ? due - p->out : 0;
}

/* RFC 6937, section 3. Below its aim the window grows by what arrives, and by a segment more where
 * the hole closes and nothing else was lost (tcp_cwnd_reduction; SafeACK of RFC 9937). */
uint64_t tcp_prr_send(struct tcp_prr *p, uint64_t ssthresh, uint64_t pipe, uint32_t mss,
                      uint64_t delivered, bool safe)
{
    uint64_t send;

    p->delivered += delivered;
    if (pipe > ssthresh) {
        send = in_proportion(p, ssthresh);
    } else {
        const uint64_t ahead = p->delivered > p->out ? p->delivered - p->out : 0;
        send = smaller(ssthresh - pipe, (ahead > delivered ? ahead : delivered) + (safe ? mss : 0));
    }
    if (p->out == 0 && send < mss) /* the first retransmission is not put off */
        send = mss;
    return send;
}
