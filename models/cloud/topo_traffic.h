/* Declared traffic, and the files that it replays or draws from. */
#ifndef MODELS_CLOUD_TOPO_TRAFFIC_H
#define MODELS_CLOUD_TOPO_TRAFFIC_H

#include "models/cloud/resource.h"
#include "models/dist/dist.h"
#include "sim/base/simtime.h"

struct topo_vm_group;

struct topo_sample {  /* a file of samples that some distribution draws from */
    const char *path; /* as the scenario gives it */
    const struct dist_empirical *sample;
    bool is_time; /* ps, else bytes */
};

struct topo_replay_row {
    sim_time_t at; /* from the flow's start */
    int64_t bytes; /* UDP: of the whole IP packet; TCP: written by the application */
};
struct topo_replay {                   /* a file that is replayed */
    const char *path;                  /* as the scenario gives it */
    const struct topo_replay_row *row; /* in order of time, at least one */
    size_t n;
};

enum topo_app {
    TOPO_CBR,
    TOPO_POISSON,
    TOPO_ON_OFF,
    TOPO_PING,
    TOPO_REQUEST_RESPONSE,
    TOPO_BULK,
    TOPO_REPLAY
};
enum topo_transport { TOPO_TRANSPORT_UDP, TOPO_TRANSPORT_TCP };
enum topo_congestion_control { TOPO_CC_CUBIC, TOPO_CC_NEWRENO, TOPO_CC_BBR };
enum topo_hystart { TOPO_HYSTART_OFF, TOPO_HYSTART_CLASSIC, TOPO_HYSTART_PLUS_PLUS };
enum topo_loss_detection { TOPO_LOSS_BY_RACK, TOPO_LOSS_BY_SACK };
enum topo_pairing { TOPO_ONE_TO_ONE, TOPO_ALL_TO_ALL, TOPO_RANDOM };

struct topo_tcp { /* of a traffic entry over TCP; 0 where the profile of the operating system holds,
                     but for what says otherwise */
    int64_t congestion_control, hystart, loss_detection;
    int64_t receive_bytes, send_bytes;
    sim_time_t min_rto, max_rto, initial_rto, delayed_ack;
    int64_t retransmissions, syn_retransmissions, synack_retransmissions;
    int64_t initial_window, quick_acks;
    bool timestamps, ecn, nagle, byte_counting, idle_restart, push_ack;
};

struct topo_traffic {
    struct resource r;
    struct topo_ref from_ref, to_ref; /* a VM group, or a member NAME-3 */
    int64_t app, pairing;
    int64_t flows;          /* parallel flows a pair */
    int64_t port;           /* of the destination; what rules of a security group see */
    int64_t source_port;    /* of a sender's first flow; 0: as its VM counts */
    sim_time_t start, stop; /* stop: SIM_NEVER = until the run ends */
    int64_t rate_bps;       /* cbr, poisson, on_off: of whole IP packets, over TCP of bytes written,
                               mean while sending */
    struct dist packet_size; /* cbr, poisson, on_off, ping: whole IP packets, over TCP one write,
                                bytes 28..65535 */
    struct dist on, off;     /* on_off: ps */
    sim_time_t interval;     /* ping */
    struct dist request_size, response_size; /* application bytes, 1..65507 */
    struct dist think_time;                  /* ps */
    int64_t connections;                     /* request loops at once in one flow */
    sim_time_t timeout;                      /* ping, request_response */
    int64_t transport;
    struct dist size; /* bulk: application bytes of the transfer; fixed and infinite: it goes on
                         until the end */
    struct dist start_gap; /* bulk: ps, from one flow's start to the next one's of the entry */
    const struct topo_replay *replay;
    struct topo_tcp tcp;
    bool dont_fragment; /* DF (RFC 791) */
    bool by_name;
    /* by resolve */
    bool is_unknown; /* by_name, and nobody knows the name in the sender's network */
    const struct topo_vm_group *from, *to;
    uint32_t from_first, from_n, to_first, to_n; /* members */
};

#endif
