/*
 * pcapng: a capture file (IETF draft-ietf-opsawg-pcapng, 2024): one section, interfaces of raw IPv4
 * packets (LINKTYPE_IPV4, 228) with time stamps in ns since the start of the run, a block a packet,
 * and at the end one of statistics an interface. Big-endian, which every reader takes.
 */
#ifndef MODELS_WIRE_PCAPNG_H
#define MODELS_WIRE_PCAPNG_H

#include <stdbool.h>
#include <stdio.h>

#include "models/wire/bytes.h"

struct pcapng_packet {
    uint64_t at_ns;
    uint32_t interface;
    bool out;            /* left by it; else it came by it */
    const uint8_t *head; /* headers */
    uint32_t n_head;
    uint32_t bytes; /* of the whole packet; behind the headers stand zeros */
    uint32_t kept;  /* how many of them the file holds, at least the headers */
};

/* Errors stay with the stream (ferror). */
void pcapng_begin(FILE *out, const char *program);
void pcapng_interface(FILE *out, const char *name, const char *about);
void pcapng_packet(FILE *out, const struct pcapng_packet *p);
/* Of an interface, at the end: it has seen n packets from the one instant to the other. */
void pcapng_statistics(FILE *out, uint32_t interface, uint64_t from_ns, uint64_t until_ns,
                       uint64_t n);

#endif
