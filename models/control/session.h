/*
 * Session: one end of BGP over one tunnel, in simulated time: TCP's handshake and OPEN (two round
 * trips and a half), KEEPALIVE each third of the hold time, UPDATEs, the hold timer (RFC
 * 4271, 8.2.2), all of it over one connection that says again what is lost (stream.h). The
 * platform's timers are 60 s and 180 s (VPN Gateway FAQ, 2026-06-04); the smaller hold time of both
 * ends counts. A session goes with its tunnel at once. The end whose name sorts first begins, or
 * the device (assumed). A run begins with sessions established, which are lost where the tunnel is
 * not up after the longest wait between tries of IKE. Its segments take the tunnel's path without
 * bandwidth and are counted nowhere; a capture shows them (models/capture/talk.h).
 */
#ifndef MODELS_CONTROL_SESSION_H
#define MODELS_CONTROL_SESSION_H

#include "models/control/speaker.h"
#include "models/control/stream.h"

enum session_state {
    SESSION_IDLE,
    SESSION_CONNECTING, /* TCP */
    SESSION_OPENING,    /* OPEN sent */
    SESSION_CONFIRMING, /* OPEN answered */
    SESSION_ESTABLISHED
};

struct session {
    struct tunnel *tunnel; /* of this end */
    struct speaker_end *end;
    enum session_state state;
    bool initiates;
    uint32_t n_holds; /* faults that keep it down */
    sim_time_t hold_dur, retry_dur;
    struct stream stream;
    struct stream last; /* the connection before: it may be closing still */
    sim_time_t heard_at, keepalive_at, retry_at;
    uint32_t from;                   /* where the peer begins to read, in this session */
    uint32_t n_sent;                 /* of this end's list */
    const struct speaker_news *sent; /* the last of those */
    struct event ev;
};

enum session_message {
    SESSION_OPEN = STREAM_MESSAGE,
    SESSION_OPEN_OK, /* OPEN, and KEEPALIVE behind it */
    SESSION_READY,   /* the first KEEPALIVE */
    SESSION_KEEPALIVE,
    SESSION_UPDATE,
    SESSION_NOTIFY
};

/* The value of SESSION_NOTIFY: why, by code and subcode (RFC 4271, 4.5; RFC 4486, 4). */
enum session_error {
    SESSION_HOLD_EXPIRED = 0x400,
    SESSION_TOO_MANY_PREFIXES = 0x601,
    SESSION_SHUTDOWN = 0x602
};

/* models/control/session_build.c */
void session_build(struct build *b);
void session_start(struct session *s);

/* A segment of the other end. */
void session_receive(struct region *r, struct session *s, const struct packet *p, sim_time_t now);
/* The peer's list has grown. */
void session_update(struct session *s, sim_time_t now);
/* The tunnel has come up or gone down at this end. */
void session_tunnel(struct region *r, struct session *s, bool up, sim_time_t now);
/* A fault: closed, and the other end is told; the last release lets it begin anew. */
void session_hold(struct region *r, struct session *s, const char *detail, sim_time_t now);
void session_release(struct region *r, struct session *s, sim_time_t now);
/* Its timers. */
event_fn session_due;

#endif
