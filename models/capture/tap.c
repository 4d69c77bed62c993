#include "models/capture/tap.h"

#include "models/capture/capture.h"
#include "models/net/link.h"

static struct capture_file *const *files_of(const struct capture *c, const struct gateway *g)
{
    return &c->of_gateway[(size_t)g->number * CAPTURE_OF_GATEWAY];
}

static bool is_captured(const struct capture *c, const struct gateway_instance *at)
{
    struct capture_file *const *file = files_of(c, at->gateway);

    return file[CAPTURE_WHOLE] != NULL || file[1 + (at - at->gateway->instance)] != NULL;
}

static void write_both(const struct capture *c, const struct gateway_instance *at,
                       const struct frame *f, const uint8_t *head)
{
    struct capture_file *const *file = files_of(c, at->gateway);

    if (file[CAPTURE_WHOLE] != NULL)
        capture_write(file[CAPTURE_WHOLE], f, head);
    if (file[1 + (at - at->gateway->instance)] != NULL)
        capture_write(file[1 + (at - at->gateway->instance)], f, head);
}

void tap_inner(struct region *r, const struct gateway_instance *at, const struct packet *p,
               bool out, sim_time_t now)
{
    const struct capture *c = r->net->capture;
    struct frame f = {.at = now, .mtu = PACKET_MAX_BYTES, .interface = CAPTURE_INNER, .out = out};

    if (c == NULL || !is_captured(c, at))
        return;
    frame_inner(&f, r, p, (struct frame_viewer){.vnet = at->gateway->vnet, .vm = UINT32_MAX});
    write_both(c, at, &f, f.head);
}

void tap_line(struct region *r, const struct gateway *device, const struct packet *p, bool out,
              bool of_site, sim_time_t now)
{
    const struct capture *c = r->net->capture;
    const struct gateway_instance *at = &device->instance[0];
    const struct link *line = out ? device->uplink_out : device->uplink_in;
    struct frame f = {.at = now, .mtu = line->mtu_bytes, .interface = CAPTURE_OUTER, .out = out};

    if (c == NULL || !is_captured(c, at))
        return;
    if (of_site && out)
        tap_inner(r, at, p, false, now);
    frame_inner(&f, r, p,
                (struct frame_viewer){
                    .vnet = device->vnet, .vm = UINT32_MAX, .own = frame_public(device, 0)});
    write_both(c, at, &f, f.head);
    if (of_site && !out)
        tap_inner(r, at, p, true, now);
}

static void outer(const struct capture *c, const struct gateway_instance *at,
                  const struct tunnel *t, const struct packet *p,
                  const struct sequence_number *number, bool out, sim_time_t now)
{
    struct frame f = {.at = now, .mtu = t->mtu_bytes, .interface = CAPTURE_OUTER, .out = out};
    uint8_t message[FRAME_MESSAGE_MOST];

    if (!is_captured(c, at))
        return;
    if (number != NULL) {
        frame_esp(&f, t, p, number->spi, number->number);
        if (p->ce || (p->tcp && at->gateway->region->segments.v[p->seq].flags &
                                    SEGMENT_ECT)) /* copied: RFC 6040 */
            f.ip.ecn = p->ce ? WIRE_CE : WIRE_ECT;
        write_both(c, at, &f, f.head);
    } else {
        frame_ike(&f, message, t, p);
        write_both(c, at, &f, message);
    }
}

/* A segment of BGP, in clear and in ESP: in the order in which it passes. opens: without an SA, or
 * behind the replay window, nothing comes out. */
static void talk(const struct capture *c, const struct gateway_instance *at, const struct tunnel *t,
                 const struct sequence_number *number, bool out, bool opens, sim_time_t now)
{
    uint8_t message[FRAME_MESSAGE_MOST];
    struct frame clear = {.at = now,
                          .mtu = PACKET_MAX_BYTES,
                          .interface = CAPTURE_INNER,
                          .out = !out},
                 esp = {.at = now, .mtu = t->mtu_bytes, .interface = CAPTURE_OUTER, .out = out};

    if (!is_captured(c, at))
        return;
    talk_frame(&clear, message, number->part, t, !out);
    const struct packet p = {.bytes = (uint16_t)clear.ip.bytes};
    frame_esp(&esp, t, &p, number->spi, number->number);
    if (out)
        write_both(c, at, &clear, message);
    write_both(c, at, &esp, esp.head);
    if (!out && opens)
        write_both(c, at, &clear, message);
}

static bool is_bgp(const struct packet *p)
{
    return ike_message_of(p->seq) >= IKE_N_MESSAGES;
}

void tap_sent(struct region *r, const struct tunnel *t, const struct packet *p, sim_time_t now)
{
    const struct capture *c = r->net->capture;

    if (c == NULL)
        return;
    if ((p->kind & PACKET_KIND) == PACKET_IKE) {
        if (!is_bgp(p)) {
            outer(c, t->at, t, p, NULL, true, now);
        } else if (c->talk[t->number] != NULL) {
            const struct talk_part *part = talk_say(c->talk[t->number], t, p);
            const struct sequence_number number =
                sequence_give(&c->sequence[t->number], r, t, p, true, part);
            talk(c, t->at, t, &number, true, false, now);
        }
        return;
    }
    const bool tell = is_captured(c, t->far);
    if (!tell && !is_captured(c, t->at))
        return;
    const struct sequence_number number =
        sequence_give(&c->sequence[t->number], r, t, p, tell, NULL);
    outer(c, t->at, t, p, &number, true, now);
}

void tap_came(struct region *r, const struct tunnel *t, const struct packet *p, sim_time_t now)
{
    const struct capture *c = r->net->capture;

    if (c == NULL)
        return;
    if ((p->kind & PACKET_KIND) == PACKET_IKE) {
        if (!is_bgp(p)) {
            outer(c, t->far, t, p, NULL, false, now);
        } else if (c->talk[t->number] != NULL) {
            const struct sequence_number number = sequence_find(&c->sequence[t->number], r, p);
            const bool opens = t->reverse->up && (p->kind & PACKET_LATE) == 0;
            if (opens)
                talk_hear(c->talk[t->reverse->number], number.part, r->lp.arena);
            talk(c, t->far, t, &number, false, opens, now);
        }
        return;
    }
    if (!is_captured(c, t->far))
        return;
    const struct sequence_number number = sequence_find(&c->sequence[t->number], r, p);
    outer(c, t->far, t, p, &number, false, now);
}
