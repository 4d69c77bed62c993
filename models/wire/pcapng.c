#include "models/wire/pcapng.h"

enum {
    BLOCK_SECTION = 0x0A0D0D0A,
    BLOCK_INTERFACE = 1,
    BLOCK_STATISTICS = 5,
    BLOCK_PACKET = 6, /* enhanced */
    MAGIC = 0x1A2B3C4D,
    LINK_IPV4 =
        228, /* the same number in libpcap, which takes several interfaces of 101 for a mistake */
    OPTION_END = 0,
    OPTION_PROGRAM = 4, /* shb_userappl */
    OPTION_NAME = 2,    /* if_name */
    OPTION_ABOUT = 3,   /* if_description */
    OPTION_RESOLUTION = 9,
    OPTION_FLAGS = 2, /* epb_flags */
    OPTION_FROM = 2,  /* isb_starttime */
    OPTION_UNTIL = 3, /* isb_endtime */
    OPTION_SEEN = 4,  /* isb_ifrecv */
    OPTION_LOST = 5,  /* isb_ifdrop */
    OPTION_KEPT = 8,  /* isb_usrdeliv */
    FLAG_IN = 1,
    FLAG_OUT = 2,
    NANOSECONDS = 9, /* 10^-9 s */
    TEXT_MAX = 255
};

static uint32_t whole_words(uint32_t n)
{
    return (n + 3) & ~UINT32_C(3);
}

static void put_option(struct bytes *b, uint32_t code, const void *value, uint32_t n)
{
    bytes_put16(b, code);
    bytes_put16(b, n);
    if (n > 0)
        memcpy(b->v + b->n, value, n);
    b->n += n;
    bytes_zero(b, whole_words(n) - n);
}

static void put_text(struct bytes *b, uint32_t code, const char *text)
{
    const size_t n = strlen(text);

    put_option(b, code, text, (uint32_t)(n < TEXT_MAX ? n : TEXT_MAX));
}

/* A block of type and body: its length stands at both ends. */
static void write_block(FILE *out, uint32_t type, const struct bytes *body)
{
    uint8_t buf[8] = {0};
    struct bytes b = {.v = buf};
    const uint32_t bytes = (uint32_t)body->n + 12;

    bytes_put32(&b, type);
    bytes_put32(&b, bytes);
    (void)fwrite(buf, 1, 8, out);
    (void)fwrite(body->v, 1, body->n, out);
    (void)fwrite(buf + 4, 1, 4, out);
}

void pcapng_begin(FILE *out, const char *program)
{
    uint8_t buf[64 + TEXT_MAX];
    struct bytes b = {.v = buf};

    bytes_put32(&b, MAGIC);
    bytes_put16(&b, 1); /* version 1.0 */
    bytes_put16(&b, 0);
    bytes_put64(&b, UINT64_MAX); /* length of the section: not said */
    put_text(&b, OPTION_PROGRAM, program);
    put_option(&b, OPTION_END, NULL, 0);
    write_block(out, BLOCK_SECTION, &b);
}

void pcapng_interface(FILE *out, const char *name, const char *about)
{
    uint8_t buf[64 + 2 * TEXT_MAX];
    struct bytes b = {.v = buf};
    const uint8_t resolution = NANOSECONDS;

    bytes_put16(&b, LINK_IPV4);
    bytes_put16(&b, 0);
    bytes_put32(&b, 0); /* packets are cut by what they are, not at one length */
    put_text(&b, OPTION_NAME, name);
    put_text(&b, OPTION_ABOUT, about);
    put_option(&b, OPTION_RESOLUTION, &resolution, 1);
    put_option(&b, OPTION_END, NULL, 0);
    write_block(out, BLOCK_INTERFACE, &b);
}

static void put_count(struct bytes *b, uint32_t code, uint64_t value)
{
    uint8_t buf[8];
    struct bytes v = {.v = buf};

    bytes_put64(&v, value);
    put_option(b, code, buf, sizeof buf);
}

void pcapng_statistics(FILE *out, uint32_t interface, uint64_t from_ns, uint64_t until_ns,
                       uint64_t n)
{
    uint8_t buf[96];
    struct bytes b = {.v = buf};

    bytes_put32(&b, interface);
    bytes_put64(&b, until_ns);
    put_count(&b, OPTION_FROM, from_ns);
    put_count(&b, OPTION_UNTIL, until_ns);
    put_count(&b, OPTION_SEEN, n);
    put_count(&b, OPTION_LOST, 0);
    put_count(&b, OPTION_KEPT, n);
    put_option(&b, OPTION_END, NULL, 0);
    write_block(out, BLOCK_STATISTICS, &b);
}

void pcapng_packet(FILE *out, const struct pcapng_packet *p)
{
    static const uint8_t zeros[256] = {0};
    uint8_t buf[28] = {0}, end[16] = {0};
    struct bytes b = {.v = buf}, e = {.v = end};
    const uint8_t flags[4] = {0, 0, 0, p->out ? FLAG_OUT : FLAG_IN};
    const uint32_t bytes = 32 + whole_words(p->kept) + 12;

    bytes_put32(&b, BLOCK_PACKET);
    bytes_put32(&b, bytes);
    bytes_put32(&b, p->interface);
    bytes_put64(&b, p->at_ns);
    bytes_put32(&b, p->kept);
    bytes_put32(&b, p->bytes);
    (void)fwrite(buf, 1, b.n, out);
    (void)fwrite(p->head, 1, p->n_head, out);
    for (uint32_t left = whole_words(p->kept) - p->n_head; left > 0;) {
        const uint32_t n = left < sizeof zeros ? left : (uint32_t)sizeof zeros;
        (void)fwrite(zeros, 1, n, out);
        left -= n;
    }
    put_option(&e, OPTION_FLAGS, flags, 4);
    put_option(&e, OPTION_END, NULL, 0);
    bytes_put32(&e, bytes);
    (void)fwrite(end, 1, e.n, out);
}
