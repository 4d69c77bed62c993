/*
 * Probe: how a load balancer finds out that a member is gone, where faults may take members:
 * `unhealthy_threshold` probes in a row, one each `interval`, that meet a NIC whose link is down.
 * So a member that dies gets flows for threshold - 1 to threshold intervals; the first probe that
 * is answered brings it back (assumed). Probes have no packets, no round trip, and an instant of
 * their own in the interval (drawn). What is sent over UDP moves to another member (Load Balancer
 * health probes, 2023-10-10); with none left it is dropped, cause no_backend. Events member_out and
 * member_in.
 */
#ifndef MODELS_PROBE_H
#define MODELS_PROBE_H

struct build;
struct network;

/* Behind front_build and control_build; nothing where no fault may strike a VM. */
void probe_build(struct build *b);
void probe_start(struct network *n);

#endif
