/*
 * How TCP is set in a traffic entry. What is not given is the operating system's, of the sender or
 * the receiver: models/tcp/tcp_profile.c.
 */
#include "models/language/schema_traffic_parts.h"

static const struct field_word congestion_controls[] = {
    {"newreno", TOPO_CC_NEWRENO, false, "RFC 5681"},
    {"cubic", TOPO_CC_CUBIC, false, "RFC 9438"},
    {"bbr", TOPO_CC_BBR, false, "BBR version 1, as Linux has it, but for its long-term sampling"},
    {NULL, 0, false, NULL},
};

static const struct field_word hystarts[] = {
    {"classic", TOPO_HYSTART_CLASSIC, false,
     "trains of acknowledgments, or a growing delay, as Linux's CUBIC"},
    {"plus_plus", TOPO_HYSTART_PLUS_PLUS, false, "HyStart++ (RFC 9406)"},
    {"off", TOPO_HYSTART_OFF, false, "slow start until something is lost"},
    {NULL, 0, false, NULL},
};

static const struct field_word loss_detections[] = {
    {"rack", TOPO_LOSS_BY_RACK, false, "by time, with tail loss probes (RFC 8985)"},
    {"sack", TOPO_LOSS_BY_SACK, false, "by three segments above it (RFC 6675), without probes"},
    {NULL, 0, false, NULL},
};

#define AT(member) .offset = offsetof(struct topo_traffic, tcp.member)

static const struct field fields[] = {
    {.name = "congestion_control",
     .kind = FIELD_WORD,
     AT(congestion_control),
     .words = congestion_controls,
     .when = CARRIED,
     .help = "of both ends; not given: cubic"},
    {.name = "receive_buffer",
     .kind = FIELD_BYTES,
     AT(receive_bytes),
     .min = 1460,
     .max = INT64_C(1) << 30,
     .when = CARRIED,
     .help = "window that a receiver advertises, from the beginning on, as with SO_RCVBUF. Not "
             "given: 64 kB that grow as they are used, up to the largest of the "
             "receiver's operating system (Linux's dynamic right-sizing; on Windows assumed alike)",
     .example = "4MiB"},
    {.name = "send_buffer",
     .kind = FIELD_BYTES,
     AT(send_bytes),
     .min = 1460,
     .max = INT64_C(1) << 30,
     .when = CARRIED,
     .help = "bytes that a sender keeps unacknowledged; not given: that of the sender's operating "
             "system",
     .example = "4MiB"},
    {.name = "min_rto",
     .kind = FIELD_DURATION,
     AT(min_rto),
     .min = SIM_MS,
     .max = 60 * SIM_S,
     .when = CARRIED,
     .help = "smallest retransmission time-out; on Linux of its part above the mean round trip. "
             "Not given: that of the operating system",
     .example = "200ms"},
    {.name = "max_rto",
     .kind = FIELD_DURATION,
     AT(max_rto),
     .min = SIM_S,
     .max = 3600 * SIM_S,
     .when = CARRIED,
     .help = "longest retransmission time-out, which bounds the others; not given: 120s",
     .example = "120s"},
    {.name = "initial_rto",
     .kind = FIELD_DURATION,
     AT(initial_rto),
     .min = SIM_MS,
     .max = 60 * SIM_S,
     .when = CARRIED,
     .help = "time-out before a round trip is known, so of the first SYN; not given: 1s (RFC 6298)",
     .example = "1s"},
    {.name = "retransmissions",
     .kind = FIELD_INT,
     AT(retransmissions),
     .min = 1,
     .max = 100,
     .when = CARRIED,
     .help = "time-outs in a row that a connection survives; on Linux, as tcp_retries2, the time "
             "that so many would take from 200 ms on, doubled up to max_rto: 15 are "
             "924.6 s. Not given: that of the operating system",
     .example = "15"},
    {.name = "syn_retransmissions",
     .kind = FIELD_INT,
     AT(syn_retransmissions),
     .min = 0,
     .max = 127,
     .when = CARRIED,
     .help = "SYNs that are sent again before a handshake is given up; not given: that of the "
             "operating system",
     .example = "6"},
    {.name = "synack_retransmissions",
     .kind = FIELD_INT,
     AT(synack_retransmissions),
     .min = 0,
     .max = 255,
     .when = CARRIED,
     .help = "SYN-ACKs that are sent again before the receiver forgets that it was asked for a "
             "connection; not given: that of the operating system",
     .example = "5"},
    {.name = "hystart",
     .kind = FIELD_WORD,
     AT(hystart),
     .words = hystarts,
     .when = CARRIED,
     .help = "how CUBIC leaves slow start before losses; not given: that of the operating system, "
             "classic on Linux and plus_plus on Windows"},
    {.name = "loss_detection",
     .kind = FIELD_WORD,
     AT(loss_detection),
     .words = loss_detections,
     .when = CARRIED,
     .help = "how losses are found beside time-outs; not given: rack"},
    {.name = "delayed_ack",
     .kind = FIELD_DURATION,
     AT(delayed_ack),
     .min = 0,
     .max = SIM_S / 2,
     .when = CARRIED,
     .help = "longest wait for a second segment to acknowledge; 0s: each is acknowledged. Not "
             "given: that of the operating system",
     .example = "40ms"},
    {.name = "initial_window",
     .kind = FIELD_INT,
     AT(initial_window),
     .min = 1,
     .max = 1000,
     .when = CARRIED,
     .help = "segments that a connection begins with; not given: 10 (RFC 6928)",
     .example = "10"},
    {.name = "idle_restart",
     .kind = FIELD_BOOL,
     AT(idle_restart),
     .when = CARRIED,
     .help = "after a silence longer than the time-out the congestion window begins small again "
             "(RFC 2861, Linux's tcp_slow_start_after_idle); not given: true"},
    {.name = "byte_counting",
     .kind = FIELD_BOOL,
     AT(byte_counting),
     .when = CARRIED,
     .help = "NewReno's window grows by the bytes acknowledged (RFC 3465); false: by "
             "acknowledgments (RFC 5681), half as fast where one answers two segments. "
             "Not given: true, as Linux"},
    {.name = "quick_acks",
     .kind = FIELD_INT,
     AT(quick_acks),
     .min = 0,
     .max = 1000,
     .when = CARRIED,
     .help = "segments at a connection's beginning, and after a silence longer than the time-out, "
             "that are acknowledged at once; not given: that of the operating system",
     .example = "16"},
    {.name = "push_ack",
     .kind = FIELD_BOOL,
     AT(push_ack),
     .when = CARRIED,
     .help = "the end of what was written is acknowledged as soon as it is read, unless the "
             "receiver has answered within delayed_ack what came before: then its next answer "
             "carries the acknowledgment (Linux's pingpong mode). Not given: true on Linux, false "
             "on Windows"},
    {.name = "timestamps",
     .kind = FIELD_BOOL,
     AT(timestamps),
     .when = CARRIED,
     .help = "RFC 7323: 12 bytes a segment; not given: on"},
    {.name = "ecn",
     .kind = FIELD_BOOL,
     AT(ecn),
     .when = CARRIED,
     .help = "RFC 3168: queues that can mark do so in place of dropping; not given: off"},
    {.name = "nagle",
     .kind = FIELD_BOOL,
     AT(nagle),
     .when = CARRIED,
     .help = "a small segment waits while another one is unacknowledged (RFC 896, as Linux has it: "
             "Minshall's variant). Not given: off, as applications set TCP_NODELAY "
             "that wait for answers: Go's net package, nginx by default"},
};

const struct field_table schema_tcp = {
    .kind = "traffic entry",
    .size = sizeof(struct topo_traffic),
    .resource = offsetof(struct topo_traffic, r),
    .fields = fields,
    .n = SCHEMA_N(fields),
};
