#include <errno.h>
#include <sys/stat.h>

#include "models/net/link.h"
#include "models/vpn/gateway.h"
#include "sim/app/mtu.h"
#include "sim/base/arena.h"

static const struct csv_column columns[] = {
    {"way", "there; back", CSV_STRING},
    {"step", "from 1 on", CSV_INTEGER},
    {"at", "a link, by its name, or a gateway that encrypts or decrypts", CSV_STRING},
    {"from", "VM that sends, on this way", CSV_STRING},
    {"to", "VM that receives", CSV_STRING},
    {"mtu_bytes", "of a link, or of the tunnel that begins here", CSV_INTEGER},
    {"mss_bytes", "payload and options of TCP", CSV_INTEGER},
    {"tcp_ip_bytes", "TCP's header and IPv4's", CSV_INTEGER},
    {"outer_ip_bytes", "IPv4 header of the ESP packet", CSV_INTEGER},
    {"udp_bytes", "around ESP, behind address translation (RFC 3948)", CSV_INTEGER},
    {"esp_bytes", "SPI and sequence number (RFC 4303)", CSV_INTEGER},
    {"iv_bytes", "initialization vector", CSV_INTEGER},
    {"padding_bytes", "up to the cipher's block", CSV_INTEGER},
    {"trailer_bytes", "length of the padding, and next header", CSV_INTEGER},
    {"icv_bytes", "integrity check value", CSV_INTEGER},
    {"fragment_bytes", "further IPv4 headers, of fragments", CSV_INTEGER},
    {"framing_bytes", "of the link, around each fragment", CSV_INTEGER},
    {"fragments", "IPv4 packets on the link", CSV_INTEGER},
    {"fate",
     "whole; fragments; dropped_told: too large and not to be fragmented, the sender is told; "
     "black_hole: it is not. The ladder ends there",
     CSV_STRING},
};

const struct csv_table mtu_table = {
    .file = "ladder.csv",
    .row = "a place on the way where size matters",
    .help = "From `vnetsim mtu -o DIR`: a full segment of TCP, with DF, part by part; the parts' "
            "sum is "
            "what the link carries.",
    .column = columns,
    .n = sizeof columns / sizeof *columns,
    .n_key = 2,
};

static void write_esp(struct csv_out *o, const struct tunnel *t, uint32_t inner)
{
    csv_out_int(o, t != NULL ? ESP_IPV4_BYTES : 0);
    csv_out_int(o, t != NULL ? t->udp_bytes : 0);
    csv_out_int(o, t != NULL ? ESP_HEADER_BYTES : 0);
    csv_out_int(o, t != NULL ? t->esp->iv_bytes : 0);
    csv_out_int(o, t != NULL ? mtu_padding(t, inner) : 0);
    csv_out_int(o, t != NULL ? ESP_TRAILER_BYTES : 0);
    csv_out_int(o, t != NULL ? t->esp->icv_bytes : 0);
}

static void write_way(struct csv_out *o, const struct mtu *l, const char *way,
                      const struct mtu_way *w)
{
    const struct trace *t = &w->trace;
    const uint32_t packet = w->shown + LADDER_HEADER_BYTES;
    struct ladder_at *at = ARENA_ARRAY(l->arena, struct ladder_at, t->n_rungs);
    const struct tunnel *in = NULL;
    size_t last;
    const enum ladder_fate fate = ladder_fate(t, packet, &last);
    const char *ends[] = {l->net->vm[l->from].name, l->net->vm[l->to].name};

    ladder_climb(t, packet, at);
    for (size_t i = 0; i < t->n_rungs && (i <= last || fate < LADDER_TOLD); i++) {
        const struct trace_rung *r = &t->rung[i];
        in = r->kind == TRACE_SENDS ? in : r->kind == TRACE_ENCRYPTS ? r->tunnel : NULL;
        csv_out_text(o, way);
        csv_out_int(o, i + 1);
        csv_out_text(o, mtu_place(l->arena, r));
        csv_out_text(o, ends[w != &l->there]);
        csv_out_text(o, ends[w == &l->there]);
        if (r->kind == TRACE_DECRYPTS)
            csv_out_missing(o);
        else
            csv_out_int(o, r->kind == TRACE_SENDS ? r->link->mtu_bytes : r->tunnel->mtu_bytes);
        csv_out_int(o, w->shown);
        csv_out_int(o, LADDER_HEADER_BYTES);
        write_esp(o, in, packet);
        csv_out_int(o, (uint64_t)(at[i].fragments - 1) * ESP_IPV4_BYTES);
        csv_out_int(o, r->kind == TRACE_SENDS ? (uint64_t)at[i].fragments * r->link->framing_bytes
                                              : 0);
        csv_out_int(o, at[i].fragments);
        csv_out_text(o, mtu_fate_word(mtu_fate_at(fate, at, i, last)));
    }
}

int mtu_write_csv(const struct mtu *l, const char *dir)
{
    struct csv_out o;

    if (mkdir(dir, 0777) != 0 && errno != EEXIST)
        return -errno;
    const int err = csv_out_open(&o, dir, &mtu_table);
    if (err != 0)
        return err;
    write_way(&o, l, "there", &l->there);
    write_way(&o, l, "back", &l->back);
    return csv_out_close(&o);
}
