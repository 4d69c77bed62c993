/*
 * One capture file: packets cut to size, as fragments where they are above the MTU, in the order of
 * their time.
 */
#include <errno.h>

#include "models/capture/capture.h"
#include "models/wire/pcapng.h"
#include "sim/base/arena.h"

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* One IP packet, or one fragment, of which n bytes of head stand behind its header. */
static void write_one(struct capture_file *f, const struct frame *frame, const struct wire_ip *ip,
                      const uint8_t *head, uint32_t n)
{
    uint8_t buf[WIRE_IP_BYTES + FRAME_MESSAGE_MOST];
    struct bytes b = {.v = buf};

    wire_ip_put(&b, ip);
    memcpy(b.v + b.n, head, n);
    b.n += n;
    const uint32_t n_head = (uint32_t)b.n;
    const uint32_t kept =
        frame->whole ? ip->bytes : least(ip->bytes, f->snap > n_head ? f->snap : n_head);
    const struct pcapng_packet p = {.at_ns = (uint64_t)(frame->at / SIM_NS),
                                    .interface = frame->interface,
                                    .out = frame->out,
                                    .head = buf,
                                    .n_head = n_head,
                                    .bytes = ip->bytes,
                                    .kept = kept};
    pcapng_packet(f->out, &p);
    f->packets[frame->interface]++;
}

void capture_write(struct capture_file *f, const struct frame *frame, const uint8_t *head)
{
    const uint32_t whole = frame->ip.bytes - WIRE_IP_BYTES,
                   part = (frame->mtu - WIRE_IP_BYTES) & ~UINT32_C(7);
    struct wire_ip ip = frame->ip;

    if (f->error != 0)
        return;
    if (ip.bytes <= frame->mtu) {
        write_one(f, frame, &ip, head, frame->n_head);
    } else {
        ip.keep_whole = false;
        for (uint32_t at = 0; at < whole; at += part) {
            const uint32_t n = least(part, whole - at);
            ip.bytes = WIRE_IP_BYTES + n;
            ip.offset = at;
            ip.more = at + n < whole;
            write_one(f, frame, &ip, head + least(at, frame->n_head),
                      least(n, frame->n_head - least(at, frame->n_head)));
        }
    }
    if (ferror(f->out))
        f->error = errno != 0 ? errno : EIO;
}

void capture_hold(struct capture_file *f, const struct frame *frame, struct arena *arena)
{
    struct capture_frames *l = &f->held;

    if (l->n == l->cap) {
        const uint32_t cap = l->cap ? l->cap * 2 : 16;
        struct frame *v = ARENA_ARRAY(arena, struct frame, cap);
        for (uint32_t i = 0; i < l->n; i++)
            v[i] = l->v[(l->head + i) & (l->cap - 1)];
        l->v = v;
        l->head = 0;
        l->cap = cap;
    }
    l->v[(l->head + l->n++) & (l->cap - 1)] = *frame;
}

void capture_release(struct capture_file *f, sim_time_t at)
{
    struct capture_frames *l = &f->held;

    for (; l->n > 0 && l->v[l->head].at <= at; l->n--) {
        capture_write(f, &l->v[l->head], l->v[l->head].head);
        l->head = (l->head + 1) & (l->cap - 1);
    }
}
