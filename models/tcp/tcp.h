/*
 * TCP: one end of a connection, in the region of its VM. The two ends talk by packets only.
 * Modelled: handshake, sliding window, delayed acknowledgments, time stamps, SACK recovery, DSACK,
 * RACK-TLP, time-outs, F-RTO, ECN, pacing, Nagle's algorithm, windows that grow; congestion control
 * behind a table (models/tcp/tcp_cc.h), the connection's end. Left out: urgent data, window probes
 * (applications read at once, so a window never closes), resets: a client that gives a connection
 * up opens another one in its place, and the SYN tells the other end.
 *
 * An end has one event. Deadlines move without it: it fires at the earliest that was ever set,
 * looks, and sleeps again. It looks too whether the end has been silent for long enough to be
 * folded: what is left of it then is one small block.
 */
#ifndef MODELS_TCP_TCP_H
#define MODELS_TCP_TCP_H

#include <stdbool.h>
#include <stdint.h>

#include "models/net/packet.h"
#include "models/net/segment.h"
#include "models/tcp/tcp_cc.h"
#include "models/tcp/tcp_profile.h"
#include "models/tcp/tcp_prr.h"
#include "models/tcp/tcp_rack.h"
#include "models/tcp/tcp_ranges.h"
#include "models/tcp/tcp_rto.h"
#include "models/tcp/tcp_sack.h"
#include "sim/engine/lp.h"

struct flow_count;
struct link;
struct region;
struct tcp;

#define TCP_UNLIMITED UINT64_MAX /* an application that never ends */
#define TCP_NO_VM     UINT32_MAX

enum { TCP_STAMP_BYTES = 12 }; /* of a header: time stamps 10 (RFC 7323), padded */

/* FIN_WAIT: its FIN is out; LAST_ACK: it has answered the other one's; FINISHED: the connection is
 * over (TIME-WAIT and what follows). */
enum tcp_state {
    TCP_CLOSED,
    TCP_LISTEN,
    TCP_SYN_SENT,
    TCP_SYN_RECEIVED,
    TCP_ESTABLISHED,
    TCP_FIN_WAIT,
    TCP_LAST_ACK,
    TCP_FINISHED,
    TCP_ABORTED
};
enum tcp_phase {
    TCP_OPEN,
    TCP_CWR,
    TCP_RECOVERY,
    TCP_LOSS
}; /* of congestion control; CWR: reduced for a mark (ECN) */
enum tcp_timer {
    TCP_TIMER_NONE,
    TCP_TIMER_SYN,
    TCP_TIMER_RTO,
    TCP_TIMER_PROBE,
    TCP_TIMER_REORDER,
    TCP_TIMER_FIN
};

/* What held the sender back, at each instant of its life; words in models/tcp/tcp_limit.c. */
enum tcp_limit {
    TCP_LIMIT_APPLICATION,
    TCP_LIMIT_HANDSHAKE,
    TCP_LIMIT_SEND_BUFFER,
    TCP_LIMIT_RECEIVE_WINDOW,
    TCP_LIMIT_SLOW_START,
    TCP_LIMIT_CONGESTION_WINDOW,
    TCP_LIMIT_PACING,
    TCP_LIMIT_NIC,
    TCP_LIMIT_LOSS,     /* all it may say is out, lost, and waits for a time-out */
    TCP_LIMIT_TIME_OUT, /* it has had one, without an answer so far: its window is one segment */
    TCP_LIMIT_N
};

struct tcp_user_ops { /* what the application hears; each may be NULL */
    void (*established)(struct region *r, struct tcp *c, sim_time_t now);
    /* bytes more of the stream are there since that packet came; message: they end one */
    void (*received)(struct region *r, struct tcp *c, const struct packet *by, uint64_t bytes,
                     bool message, sim_time_t now);
    /* it is over for want of answers */
    void (*aborted)(struct region *r, struct tcp *c, sim_time_t now);
    /* everything written has been acknowledged */
    void (*drained)(struct region *r, struct tcp *c, sim_time_t now);
    void (*rtt)(struct region *r, struct tcp *c, sim_time_t rtt, sim_time_t now);
};

struct tcp_setup { /* what the connections of a traffic entry have in common, at one end */
    const struct tcp_profile *profile;
    const struct tcp_user_ops *user;
    /* Fills in nic and salt of its work; vm: where it is, TCP_NO_VM: where the packet has come to
     * that begins it. */
    void (*begin)(const struct region *r, struct tcp *c, uint32_t vm);
    struct flow_count *(*sent)(struct region *r, const struct tcp *c); /* what counts its packets */
    sim_time_t warmup_at;
    sim_time_t until_at; /* what holds a connection back counts up to then */
    uint16_t mss;        /* of the SYN: the local link's MTU less 40 */
};

struct tcp_undo { /* should a reduction turn out to be for nothing (models/tcp/tcp_undo.c) */
    uint64_t cwnd, ssthresh; /* of before; ssthresh 0: it stays reduced */
    uint64_t from;           /* una then; UINT64_MAX: nothing to undo */
    sim_time_t again_at;     /* when the first segment was sent again; -1: none */
    int32_t again;           /* sent again and not told to have come twice; -1: none was */
};

struct tcp_rate {                    /* delivery rate (models/tcp/tcp_rate.h) */
    uint64_t delivered, app_limited; /* app_limited: until delivered is beyond it; 0: it is not */
    sim_time_t delivered_at, first_at;
};

struct tcp_sender { /* what the sending half knows, from the first byte written on; a block */
    struct tcp_rack rack;
    sim_time_t last_sent_at;
    uint16_t episode; /* how often the window was reduced, modulo 65,536 */
    bool cwr_due;     /* the next segment says that it was */
    /* All is acknowledged, a probe last, and nobody knows whether that has repaired a loss:
     * probe_end and probe_again of tcp_out, while there is none. */
    bool probed;
    uint64_t cc_state[]; /* as many bytes as the algorithm wants */
};

struct tcp_out { /* what it needs while bytes are on their way; a block */
    struct tcp_board board;
    struct tcp_prr prr;
    struct tcp_undo undo;
    uint64_t recover; /* phase ends when this is acknowledged */
    uint64_t
        probe_end; /* a probe is out until this is acknowledged (RFC 8985: TLP.end_seq); 0: none */
    uint64_t lost_edge; /* RFC 6675: below it losses are marked already */
    uint64_t push_end;  /* end of the message being sent */
    uint64_t small_end; /* of the last segment sent that was not full */
    sim_time_t nic_free_at, pace_next_at;
    sim_time_t pace_at;  /* the pacer or the NIC is waited for until then */
    sim_time_t stamp;    /* of the last segment sent, in the scoreboard */
    sim_time_t again_at; /* of the first time-out in a row: when sending again began */
    bool probe_again;    /* the probe was a segment sent before */
    bool frto;           /* the time-out may turn out to be for nothing: see tcp_undo.c */
    bool ahead;          /* new data goes before what is lost */
};

struct tcp_in { /* what has come out of order: while there is something; a block */
    struct tcp_ranges ranges;
    struct tcp_range sack[4]; /* the one that grew last stands first (RFC 2018, section 4) */
    uint32_t n_sacks;
    struct tcp_range twice; /* to be told as DSACK */
    bool has_twice;
    sim_time_t again_dur; /* rto_dur of what the acknowledgment answers, if a time-out has sent it
                             again */
};

struct tcp_work { /* what an end needs from its first packet until the connection is over; a block
                   */
    sim_time_t timer_at;     /* when ev is pending */
    struct link *nic;        /* of its VM, outwards */
    struct flow_count *sent; /* packets of this end; NULL: none is counted yet */
    uint16_t quick_acks;
    bool marked : 1;    /* receiving: a CE has come, say so until the peer has reduced */
    bool converses : 1; /* answers carry its acknowledgments (Linux's pingpong mode) */
    uint8_t retries;    /* time-outs in a row */
    uint32_t salt;      /* drawn from the flow's name */
    /* sending */
    struct tcp_sender *sender; /* NULL: nothing has been written */
    struct tcp_out *out;       /* NULL: all is acknowledged */
    uint64_t nxt, edge;        /* sent; allowed by the window */
    uint64_t ssthresh;
    struct tcp_rto rto;
    sim_time_t deadline_at; /* of `timer` */
    sim_time_t opened_at;   /* -1: of a SYN that was answered twice */
    /* receiving */
    struct tcp_in *in;
    struct tcp_space *space; /* NULL: nothing has come, or the window does not grow */
    union {
        uint64_t message_at;   /* end of the message that is arriving; 0: not known */
        sim_time_t syn_due_at; /* while it answers SYNs: when the next one comes, unless an answer
                                  gets through */
    };
    uint64_t acked;    /* the last acknowledgment sent */
    sim_time_t stamp;  /* TS.Recent; -1: none yet */
    sim_time_t ack_at; /* delayed acknowledgment */
};

struct tcp_told { /* counts since the warm-up's end; a block, from the first instant on that has
                     something to count */
    uint64_t retransmits, timeouts, recoveries, marks; /* marks: windows reduced for ECN */
    uint64_t undone; /* recoveries that turned out to be for nothing, and cost nothing */
    sim_time_t limit_since_at;
    sim_time_t limit_dur[TCP_LIMIT_N];
    sim_time_t missed_dur; /* until it sent again what was not answered, with nothing else to say:
                              in the handshake's part of limit_dur, or the application's */
};

struct tcp {
    struct event ev;
    const struct tcp_setup *setup;
    struct tcp_work *work; /* NULL: not begun, silent, or over */
    uint8_t *kept; /* of one that is silent, all that it knows (models/tcp/tcp_fold.c); a block;
                      NULL: it is not */
    struct tcp_told *told; /* NULL: nothing */
    uint32_t flow;
    uint16_t connection, turn; /* of the flow; turn: how often it was opened anew */
    uint16_t target;           /* of the flow: whose machine the far end is */
    uint16_t aborts;
    uint8_t state, phase, timer, limit; /* enums above */
    uint8_t by;                         /* PACKET_BY of what has come: of what goes back too */
    bool is_source; /* of the flow: its packets go there, the other end's back */
    bool ecn, peer_stamps;
    bool fin_sent, fin_come; /* a FIN takes a number of its stream, behind the last byte */
    uint16_t mss;            /* payload of a full segment */
    uint64_t una, end;       /* acknowledged; written */
    uint64_t cwnd, cwnd_max;
    uint64_t received;                           /* in order, so far */
    sim_time_t established_at, last_received_at; /* -1: never */
};

_Static_assert(sizeof(struct tcp) <= 128, "two cache lines");

/* Of an algorithm that paces. */
static inline struct tcp_rate *tcp_rate_of(const struct tcp *c)
{
    return (struct tcp_rate *)(void *)c->work->sender->cc_state;
}

/* The end's VM, by its number; TCP_NO_VM: not begun, or over. */
uint32_t tcp_vm(const struct tcp *c);

/* Both at build: wires the event and the fields every state needs. setup and the flow's numbers are
 * the caller's. */
void tcp_attach(struct tcp *c, struct lp *lp);
void tcp_listen(struct tcp *c);

void tcp_connect(struct region *r, struct tcp *c, sim_time_t now);
/* `bytes` more to be sent (TCP_UNLIMITED: for ever); message: they end one. Before the connection
 * stands they wait. */
void tcp_write(struct region *r, struct tcp *c, uint64_t bytes, bool message, sim_time_t now);
/* Nothing will be written any more: ends the connection, where all of it is acknowledged. */
void tcp_close(struct region *r, struct tcp *c, sim_time_t now);
/* Nothing will be written any more, and all of it is acknowledged: gives the sending half's memory
 * back. */
void tcp_release(struct region *r, struct tcp *c);
/* The client gives the connection up, whatever its state; what is opened in its place (tcp_connect)
 * is another one. */
void tcp_forget(struct region *r, struct tcp *c, sim_time_t now);
/* A segment has come whose turn is not c's. True: it opens the connection that follows; false: it
 * is of one that is over. */
bool tcp_turn(struct region *r, struct tcp *c, const struct segment *s, sim_time_t now);
/* Packets of its may be no larger than `mtu`, ICMP says: segments get smaller, and those that were
 * too large are sent again (RFC 1191). */
void tcp_path_mtu(struct region *r, struct tcp *c, uint32_t mtu, sim_time_t now);
/* A packet has come whose segment this is. The segment and the packet stay the caller's. */
void tcp_receive(struct region *r, struct tcp *c, const struct packet *p, const struct segment *s,
                 sim_time_t now);

/* Has it been silent, it has its memory again as it was. */
void tcp_unfold(struct region *r, struct tcp *c, sim_time_t now);

/* --- between the files of this folder --- */

/* tcp_fold.c: of an open one, now if it has been silent for long enough; else it looks again */
void tcp_fold(struct region *r, struct tcp *c, sim_time_t now);
uint32_t tcp_kept_vm(const struct tcp *c);

/* tcp_out.c */
size_t tcp_sender_bytes(const struct tcp *c);
void tcp_sender_init(struct tcp *c, sim_time_t now);
struct tcp_out *tcp_out_of(struct region *r, struct tcp *c, sim_time_t now);
void tcp_quiet(struct region *r, struct tcp *c, sim_time_t now);
/* tcp_output.c */
void tcp_output(struct region *r, struct tcp *c, sim_time_t now);
void tcp_output_probe(struct region *r, struct tcp *c, sim_time_t now);
/* tcp_send.c; i: of the board, for the first time or again */
void tcp_send_data(struct region *r, struct tcp *c, uint32_t i, sim_time_t now);
void tcp_send_ack(struct region *r, struct tcp *c, sim_time_t now);
void tcp_send_syn(struct region *r, struct tcp *c, sim_time_t now);
void tcp_send_fin(struct region *r, struct tcp *c, sim_time_t now);
/* tcp_close.c */
void tcp_retry_fin(struct region *r, struct tcp *c, sim_time_t now);
void tcp_take_fin(struct region *r, struct tcp *c, sim_time_t now);
void tcp_take_last_ack(struct region *r, struct tcp *c);
void tcp_listen_again(struct region *r, struct tcp *c, sim_time_t now);
/* tcp_work.c */
void tcp_begin(struct region *r, struct tcp *c);
void tcp_rest(struct region *r, struct tcp *c);
struct tcp_told *tcp_tell(struct region *r, struct tcp *c);
void tcp_abort(struct region *r, struct tcp *c, sim_time_t now);
/* tcp_ack.c */
void tcp_take_ack(struct region *r, struct tcp *c, const struct segment *s, sim_time_t now);
/* tcp_loss.c */
void tcp_detect_losses(struct tcp *c, sim_time_t now);
/* tcp_receive.c */
void tcp_take_data(struct region *r, struct tcp *c, const struct packet *p, const struct segment *s,
                   sim_time_t now);
uint32_t tcp_first_window(const struct tcp *c); /* of one that grows, before it does */
/* tcp_timer.c */
void tcp_arm(struct region *r, struct tcp *c,
             sim_time_t at); /* something is to be done at `at`, or earlier */
void tcp_arm_retransmission(struct region *r, struct tcp *c, bool sent_new, sim_time_t now);
/* tcp_handshake.c */
void tcp_establish(struct region *r, struct tcp *c, const struct segment *s, sim_time_t now);
void tcp_retry_syn(struct region *r, struct tcp *c, sim_time_t now);
void tcp_take_syn(struct region *r, struct tcp *c, const struct packet *p, const struct segment *s,
                  sim_time_t now);
/* tcp_limit.c */
void tcp_limit_set(struct region *r, struct tcp *c, enum tcp_limit limit, sim_time_t now);
/* A timer says that what was sent at `sent_at` has not been answered: the wait for it. */
void tcp_limit_missed(struct region *r, struct tcp *c, sim_time_t sent_at, sim_time_t now);

/* The word of flows.csv; for how long it held a connection back, and what held n together back for
 * most of the time, counted up to `now`. */
const char *tcp_limit_word(enum tcp_limit limit);
sim_time_t tcp_limit_dur(const struct tcp *c, enum tcp_limit limit, sim_time_t now);
/* For how long it has waited until it sent again, beside what is of TCP_LIMIT_LOSS and
 * TCP_LIMIT_TIME_OUT: they begin with the time-out. */
sim_time_t tcp_limit_missed_dur(const struct tcp *c, sim_time_t now);
/* For how long it has been given up; 0: it has not. */
sim_time_t tcp_limit_aborted_dur(const struct tcp *c, sim_time_t now);
enum tcp_limit tcp_limit_most(const struct tcp *c, uint32_t n, sim_time_t now);

#endif
