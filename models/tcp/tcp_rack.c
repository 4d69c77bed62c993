#include "models/tcp/tcp_rack.h"

enum { PERSIST = 16, MULTIPLIER_MOST = 255 };

void tcp_rack_init(struct tcp_rack *r, sim_time_t handshake_rtt)
{
    *r = (struct tcp_rack){.min_rtt = handshake_rtt > 0 ? handshake_rtt : SIM_NEVER,
                           .multiplier = 1};
}

void tcp_rack_deliver(struct tcp_rack *r, sim_time_t sent_at, uint64_t end, bool again,
                      sim_time_t echo, sim_time_t now)
{
    sim_time_t rtt = now - sent_at;

    /* 6.2, step 3: something that was never sent again arrives behind what was sent after it. */
    if (end > r->forward)
        r->forward = end;
    else if (end < r->forward && !again)
        r->reordering_seen = true;
    /* Step 2: may it be the first copy that is acknowledged? */
    if (again && ((echo >= 0 && echo < sent_at) || rtt < r->min_rtt))
        return;
    if (!again && rtt < r->min_rtt) /* step 1 */
        r->min_rtt = rtt;
    r->rtt = rtt;
    if (tcp_rack_after(sent_at, end, r->sent_at, r->end)) {
        r->sent_at = sent_at;
        r->end = end;
    }
}

void tcp_rack_dsack(struct tcp_rack *r, uint64_t una, uint64_t nxt)
{
    if (una < r->dsack_end)
        return;
    r->dsack_end = nxt;
    if (r->multiplier < MULTIPLIER_MOST)
        r->multiplier++;
    r->persist = PERSIST;
}

void tcp_rack_recovered(struct tcp_rack *r)
{
    if (r->persist > 0 && --r->persist == 0)
        r->multiplier = 1;
}

void tcp_rack_rest(struct tcp_rack *r)
{
    r->sent_at = 0;
    r->end = r->forward = r->dsack_end = 0;
}

sim_time_t tcp_rack_window(const struct tcp_rack *r, bool duplicates, sim_time_t srtt)
{
    if ((!r->reordering_seen && duplicates) || r->min_rtt == SIM_NEVER)
        return 0;
    sim_time_t window = r->min_rtt / 4 * r->multiplier;
    return window < srtt ? window : srtt;
}
