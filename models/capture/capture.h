/*
 * Capture: packets of a run written as pcapng files, one a node: both ways at a VM's or host's NIC,
 * so that what an appliance forwards is there twice, as it came and as it left (to the Internet
 * with the appliance's own address, as the platform lets nothing else out);
 * at a gateway, one of its instances or a site's device in clear at the inner and as ESP and IKE at
 * the outer side.
 *
 * At a NIC a packet is seen when its last bit has left or come: what the NIC's queue or a security
 * group holds back is not there. A gateway's outer side shows what it sends before the line behind
 * it drops any. A node belongs to one region, so its file is written by one thread, in the same
 * order whatever the number of threads. Messages of IKE and BGP have their real size here, although
 * the model charges them none (models/vpn/tunnel.h); without faults BGP has no sessions, and there
 * are none of it.
 *
 * What leaves for the Internet in clear is seen before the platform's own translation (NAT
 * gateways, public addresses), which no node does; at a site's device it is on the outer side with
 * the public address of the device and a port for each connection, as NAT at the way out makes it.
 *
 * Without a capture nothing is asked in the way of packets: sinks of links are replaced, and
 * gateways that something looks closer at anyway (gateway.watched) look here too.
 */
#ifndef MODELS_CAPTURE_CAPTURE_H
#define MODELS_CAPTURE_CAPTURE_H

#include <stdio.h>

#include "models/capture/frame.h"
#include "models/capture/sequence.h"
#include "models/capture/talk.h"
#include "models/network.h"
#include "models/vpn/gateway.h"

struct capture_frames { /* a ring, doubling */
    struct frame *v;
    uint32_t head, n, cap;
};

struct capture_file {
    const char *node, *path,
        *name; /* name: pcap/NODE.pcapng in the folder, a slash of NODE being a folder's */
    FILE *out;
    int error;           /* errno of the first write that failed */
    uint64_t packets[2]; /* [interface] */
    uint32_t snap;
    struct net_vm *vm;          /* NULL: a gateway */
    sim_time_t out_delay;       /* of a NIC: from its last bit sent until the link's end */
    struct capture_frames held; /* what has come, until all that left before it is known */
};

enum {
    CAPTURE_WHOLE = 0,
    CAPTURE_OF_GATEWAY = 1 + GATEWAY_INSTANCES
}; /* files of one gateway: of it, of each instance */
enum capture_interface { CAPTURE_NIC = 0, CAPTURE_INNER = 0, CAPTURE_OUTER = 1 };

struct capture {
    struct network *net;
    struct capture_file *file; /* in the order asked for */
    size_t n_files;
    struct capture_file **of_vm;      /* [vm] */
    struct capture_file **of_gateway; /* [gateway * CAPTURE_OF_GATEWAY + 0, or 1 + instance] */
    struct sequence *sequence;        /* [tunnel]: ESP's numbers */
    struct talk *
        *talk; /* [tunnel]: of a captured gateway, what t->from says by BGP; NULL: there is none */
    struct frame_names names;
    void (*drain)(struct channel *ch); /* of links, as it was */
};

struct capture_wish {
    const char *dir; /* the folder pcap is made in it */
    const char *const *node;
    size_t n_nodes;
    uint32_t snap; /* bytes kept of a packet, at least its headers */
    const char *program;
};

/* NULL when the network has the node; else what is wrong with the name, in memory of the network.
 */
const char *capture_refuses(const struct network *n, const char *node);
/* Opens the files and attaches them to a built network that has the nodes. 0 or a negative errno;
 * *at: the file. */
int capture_open(struct network *n, const struct capture_wish *wish, const char **at)
    __attribute__((warn_unused_result));
/* After the run, or without one: writes what is held back, closes. 0, or the negative errno of the
 * first failed write; *at: the file. */
int capture_close(struct network *n, const char **at) __attribute__((warn_unused_result));

/* --- parts of it for each other --- */

void capture_write(struct capture_file *f, const struct frame *frame, const uint8_t *head);
/* In order of time: writes what is held and came until `at`. */
void capture_release(struct capture_file *f, sim_time_t at);
void capture_hold(struct capture_file *f, const struct frame *frame, struct arena *arena);
/* Attaches a file to its NIC; writes at the end of the run what the NIC has sent and the fabric has
 * not seen. */
void capture_attach_nic(struct capture *c, struct capture_file *f);
void capture_finish_nic(const struct capture *c, struct capture_file *f);

#endif
