/*
 * The outer side of a gateway: ESP, and the messages of IKE.
 */
#include "models/capture/frame.h"
#include "models/cloud/handshake.h"
#include "models/wire/ike.h"

enum { BENCHMARKS = 0xC6120000, HASH_MOST = 48, NOTIFY_BYTES = 8, ID_BYTES = 12, SELECTORS_BYTES = 24, OUTER_TTL = 64 };

uint32_t frame_public(const struct gateway *g, uint32_t instance)
{
    const struct topo_gateway *d = g->declared;
    const struct topo_address *a = d->device != NULL ? &d->device->public_ip : instance == 0 ? &d->public_ip : &d->second_public_ip;

    return a->text != NULL && (d->device == NULL || instance == 0) ? a->addr : BENCHMARKS + g->number * GATEWAY_INSTANCES + instance + 1;
}

static struct wire_ip outer_ip(const struct tunnel *t, const struct packet *p, uint8_t protocol, uint32_t bytes)
{
    return (struct wire_ip){.src = frame_public(t->from, (uint32_t)(t->at - t->from->instance)),
                            .dst = frame_public(t->to, (uint32_t)(t->far - t->to->instance)),
                            .bytes = bytes, .id = (uint16_t)bytes_mix((uint64_t)p->sent_at ^ (uint64_t)t->hash << 32 ^ p->seq), .ttl = OUTER_TTL, .protocol = protocol};
}

void frame_esp(struct frame *f, const struct tunnel *t, const struct packet *p, uint32_t spi, uint32_t number)
{
    struct bytes b = {.v = f->head};

    f->ip = outer_ip(t, p, t->udp_bytes > 0 ? WIRE_UDP : WIRE_ESP, tunnel_outer_bytes(t, p->bytes));
    f->ip.id = (uint16_t)(spi + number);
    if (t->udp_bytes > 0)
        wire_udp_put(&b, &f->ip, WIRE_IKE_NAT_PORT, WIRE_IKE_NAT_PORT, false);
    wire_esp_put(&b, spi, number);
    f->n_head = (uint32_t)b.n;
    f->whole = false;
}

/* --- IKE --- */

static struct wire_suite suite_of(const struct topo_policy *p)
{
    static const struct wire_suite cipher[] = {
        [TOPO_GCMAES256] = {.cipher = WIRE_AES_GCM_16, .key_bits = 256}, [TOPO_GCMAES192] = {.cipher = WIRE_AES_GCM_16, .key_bits = 192},
        [TOPO_GCMAES128] = {.cipher = WIRE_AES_GCM_16, .key_bits = 128}, [TOPO_AES256] = {.cipher = WIRE_AES_CBC, .key_bits = 256},
        [TOPO_AES192] = {.cipher = WIRE_AES_CBC, .key_bits = 192},       [TOPO_AES128] = {.cipher = WIRE_AES_CBC, .key_bits = 128},
        [TOPO_DES3] = {.cipher = WIRE_3DES},                             [TOPO_DES] = {.cipher = WIRE_DES},
        [TOPO_ENCRYPTION_NONE] = {.cipher = WIRE_NULL}};
    static const struct wire_suite hash[] = {
        [TOPO_INTEGRITY_GCMAES256] = {.prf = WIRE_PRF_SHA256},           [TOPO_INTEGRITY_GCMAES192] = {.prf = WIRE_PRF_SHA256},
        [TOPO_INTEGRITY_GCMAES128] = {.prf = WIRE_PRF_SHA256},           [TOPO_SHA384] = {.prf = WIRE_PRF_SHA384, .integrity = WIRE_SHA384_192},
        [TOPO_SHA256] = {.prf = WIRE_PRF_SHA256, .integrity = WIRE_SHA256_128}, [TOPO_SHA1] = {.prf = WIRE_PRF_SHA1, .integrity = WIRE_SHA1_96},
        [TOPO_MD5] = {.prf = WIRE_PRF_MD5, .integrity = WIRE_MD5_96}};
    static const uint16_t group[] = {[TOPO_DH_NONE] = 2, [TOPO_DH_1] = 1,       [TOPO_DH_2] = 2,   [TOPO_DH_14] = 14,
                                     [TOPO_DH_ECP256] = 19, [TOPO_DH_ECP384] = 20, [TOPO_DH_24] = 24, [TOPO_DH_MM] = 2};
    struct wire_suite s = cipher[p->ike_encryption];

    s.prf = hash[p->ike_integrity].prf;
    s.integrity = s.cipher == WIRE_AES_GCM_16 ? 0 : hash[p->ike_integrity].integrity;
    s.group = group[p->dh_group];
    return s;
}

/* What a gateway without a policy offers, in order (About VPN devices, 2023-10-06, IKE phase 1). */
static const struct wire_suite defaults[] = {
    {WIRE_AES_CBC, 256, WIRE_PRF_SHA1, WIRE_SHA1_96, 2},   {WIRE_AES_CBC, 256, WIRE_PRF_SHA256, WIRE_SHA256_128, 2},
    {WIRE_AES_CBC, 128, WIRE_PRF_SHA1, WIRE_SHA1_96, 2},   {WIRE_AES_CBC, 128, WIRE_PRF_SHA256, WIRE_SHA256_128, 2},
    {WIRE_3DES, 0, WIRE_PRF_SHA1, WIRE_SHA1_96, 2},        {WIRE_3DES, 0, WIRE_PRF_SHA256, WIRE_SHA256_128, 2},
};
enum { DEFAULTS = sizeof defaults / sizeof *defaults, CHILD_DEFAULTS = 6 /* models/cloud/handshake.c */, CHILD_BYTES = 44 };

/* What the initiator of a connection offers; returns how many. */
static size_t offer(const struct topo_connection *c, struct wire_suite out[DEFAULTS])
{
    const struct topo_policy *policy = c->has_policy ? &c->policy : c->from->device != NULL ? handshake_policy(c) : NULL;

    memcpy(out, defaults, sizeof defaults);
    if (policy != NULL)
        out[0] = suite_of(policy);
    return policy != NULL ? 1 : DEFAULTS;
}

/* What the two settle on; *number: of the proposal in the offer. */
static struct wire_suite settled(const struct topo_connection *c, uint32_t *number)
{
    struct wire_suite offered[DEFAULTS];
    const size_t n = offer(c, offered);
    const struct topo_policy *policy = handshake_policy(c);
    const struct wire_suite s = policy != NULL ? suite_of(policy) : defaults[0];

    for (*number = 1; *number < n && memcmp(&offered[*number - 1], &s, sizeof s) != 0;)
        ++*number;
    return s;
}

static uint32_t hash_bytes(const struct wire_suite *s)
{
    return s->prf == WIRE_PRF_SHA384 ? HASH_MOST : s->prf == WIRE_PRF_SHA256 ? 32 : s->prf == WIRE_PRF_SHA1 ? 20 : 16;
}

/* Who I am, proof of it, child SA and selectors: sizes of IPv4 identities and one pair of ranges (RFC 7296, 3.5 to 3.13). */
static uint32_t auth_bytes(const struct wire_suite *s, size_t proposals)
{
    return ID_BYTES + 8 + hash_bytes(s) + 4 + (uint32_t)proposals * CHILD_BYTES + 2 * SELECTORS_BYTES;
}

static void put_message(struct bytes *b, const struct wire_ike *like, const struct topo_connection *c, enum ike_message m)
{
    struct wire_suite suite[DEFAULTS];
    struct wire_ike head = *like;
    uint32_t number;
    const struct wire_suite in_force = settled(c, &number);

    switch (m) {
    case IKE_INIT:
        head.responder_spi = 0;
        wire_ike_init(b, &head, suite, offer(c, suite), 1);
        break;
    case IKE_INIT_OK:
        wire_ike_init(b, &head, &in_force, 1, number);
        break;
    case IKE_INIT_NO_PROPOSAL:
        head.responder_spi = 0; /* none is made: RFC 7296, 2.6 */
        wire_ike_refuse(b, &head, WIRE_NO_PROPOSAL_CHOSEN);
        break;
    case IKE_AUTH:
        wire_ike_sealed(b, &head, &in_force, WIRE_PAYLOAD_IDI, auth_bytes(&in_force, c->has_policy ? 1 : CHILD_DEFAULTS));
        break;
    case IKE_AUTH_OK:
        wire_ike_sealed(b, &head, &in_force, WIRE_PAYLOAD_IDR, auth_bytes(&in_force, 1));
        break;
    case IKE_AUTH_NO_PROPOSAL: /* the IKE SA stands all the same (RFC 7296, 1.3) */
    case IKE_AUTH_NO_SELECTORS:
        wire_ike_sealed(b, &head, &in_force, WIRE_PAYLOAD_IDR, ID_BYTES + 8 + hash_bytes(&in_force) + NOTIFY_BYTES);
        break;
    case IKE_ALIVE:
    case IKE_ALIVE_OK:
    case IKE_DELETE: /* with a Delete payload of the IKE SA: no more than its head */
        wire_ike_sealed(b, &head, &in_force, m == IKE_DELETE ? WIRE_PAYLOAD_DELETE : 0, m == IKE_DELETE ? 8 : 0);
        break;
    default:
        wire_ike_sealed(b, &head, &in_force, WIRE_PAYLOAD_NOTIFY, NOTIFY_BYTES);
        break;
    }
}

/* Did the end that t starts from begin the IKE SA? As models/vpn/ike.h settles it between two that begin. */
static bool is_initiator(const struct tunnel *t)
{
    const int64_t own = t->declared->mode, other = t->reverse->declared->mode;
    const bool own_first = strcmp(t->from->name, t->to->name) < 0;

    return own != TOPO_RESPONDER_ONLY && (other == TOPO_RESPONDER_ONLY || own == TOPO_INITIATOR_ONLY || (own_first && other != TOPO_INITIATOR_ONLY));
}

void frame_ike(struct frame *f, uint8_t head[FRAME_IKE_MOST], const struct tunnel *t, const struct packet *p)
{
    const enum ike_message m = (enum ike_message)p->seq;
    const bool alive = m == IKE_ALIVE || m == IKE_ALIVE_OK || m == IKE_DELETE;
    const bool request = m == IKE_INIT || m == IKE_AUTH || m == IKE_ALIVE || m == IKE_DELETE, init = m == IKE_INIT || m == IKE_INIT_OK || m == IKE_INIT_NO_PROPOSAL;
    const struct tunnel *asks = (alive ? is_initiator(t) : request) ? t : t->reverse;
    const uint32_t port = t->udp_bytes > 0 && !init ? WIRE_IKE_NAT_PORT : WIRE_IKE_PORT;
    const struct wire_ike like = {.initiator_spi = bytes_mix((uint64_t)asks->hash << 8 | 1), .responder_spi = bytes_mix((uint64_t)asks->hash << 8 | 2),
                                  .exchange = init ? WIRE_SA_INIT : alive ? WIRE_INFORMATIONAL : WIRE_IKE_AUTH, .from_initiator = asks == t, .response = !request,
                                  .message_id = p->target, .key = bytes_mix(((uint64_t)asks->hash << 20 | (uint64_t)p->target << 4) + (request ? 3 : 4))};
    struct bytes b = {.v = head};

    f->ip = outer_ip(t, p, WIRE_UDP, 0);
    bytes_put16(&b, port);
    bytes_put16(&b, port);
    bytes_zero(&b, 4);
    if (port == WIRE_IKE_NAT_PORT)
        bytes_put32(&b, 0); /* not ESP: no SPI is zero (RFC 3948, 2.2) */
    put_message(&b, &like, asks->declared, m);
    f->ip.bytes = WIRE_IP_BYTES + (uint32_t)b.n;
    bytes_set16(&b, 4, (uint32_t)b.n);
    wire_udp_close(&b, &f->ip, 0);
    f->n_head = (uint32_t)b.n;
    f->whole = true;
}
