/*
 * The messages of IKE on the outer side of a gateway.
 */
#include "models/capture/frame.h"
#include "models/routing/handshake.h"
#include "models/vpn/gateway.h"
#include "models/wire/ike.h"

enum { HASH_MOST = 48, NOTIFY_BYTES = 8, ID_BYTES = 12, SELECTORS_BYTES = 24 };

static uint16_t group_of(int64_t group)
{
    static const uint16_t number[] = {
        [TOPO_DH_NONE] = 2,    [TOPO_DH_1] = 1,       [TOPO_DH_2] = 2,   [TOPO_DH_14] = 14,
        [TOPO_DH_ECP256] = 19, [TOPO_DH_ECP384] = 20, [TOPO_DH_24] = 24, [TOPO_DH_MM] = 2};
    return number[group];
}

static struct wire_suite suite_of(const struct topo_policy *p)
{
    static const struct wire_suite cipher[] = {
        [TOPO_GCMAES256] = {.cipher = WIRE_AES_GCM_16, .key_bits = 256},
        [TOPO_GCMAES192] = {.cipher = WIRE_AES_GCM_16, .key_bits = 192},
        [TOPO_GCMAES128] = {.cipher = WIRE_AES_GCM_16, .key_bits = 128},
        [TOPO_AES256] = {.cipher = WIRE_AES_CBC, .key_bits = 256},
        [TOPO_AES192] = {.cipher = WIRE_AES_CBC, .key_bits = 192},
        [TOPO_AES128] = {.cipher = WIRE_AES_CBC, .key_bits = 128},
        [TOPO_DES3] = {.cipher = WIRE_3DES},
        [TOPO_DES] = {.cipher = WIRE_DES},
        [TOPO_ENCRYPTION_NONE] = {.cipher = WIRE_NULL}};
    static const struct wire_suite hash[] = {
        [TOPO_INTEGRITY_GCMAES256] = {.prf = WIRE_PRF_SHA256},
        [TOPO_INTEGRITY_GCMAES192] = {.prf = WIRE_PRF_SHA256},
        [TOPO_INTEGRITY_GCMAES128] = {.prf = WIRE_PRF_SHA256},
        [TOPO_SHA384] = {.prf = WIRE_PRF_SHA384, .integrity = WIRE_SHA384_192},
        [TOPO_SHA256] = {.prf = WIRE_PRF_SHA256, .integrity = WIRE_SHA256_128},
        [TOPO_SHA1] = {.prf = WIRE_PRF_SHA1, .integrity = WIRE_SHA1_96},
        [TOPO_MD5] = {.prf = WIRE_PRF_MD5, .integrity = WIRE_MD5_96}};
    struct wire_suite s = cipher[p->ike_encryption];

    s.prf = hash[p->ike_integrity].prf;
    s.integrity = s.cipher == WIRE_AES_GCM_16 ? 0 : hash[p->ike_integrity].integrity;
    s.group = group_of(p->dh_group);
    return s;
}

/* What a gateway without a policy offers, in order (About VPN devices, 2023-10-06, IKE phase 1). */
static const struct wire_suite defaults[] = {
    {WIRE_AES_CBC, 256, WIRE_PRF_SHA1, WIRE_SHA1_96, 2},
    {WIRE_AES_CBC, 256, WIRE_PRF_SHA256, WIRE_SHA256_128, 2},
    {WIRE_AES_CBC, 128, WIRE_PRF_SHA1, WIRE_SHA1_96, 2},
    {WIRE_AES_CBC, 128, WIRE_PRF_SHA256, WIRE_SHA256_128, 2},
    {WIRE_3DES, 0, WIRE_PRF_SHA1, WIRE_SHA1_96, 2},
    {WIRE_3DES, 0, WIRE_PRF_SHA256, WIRE_SHA256_128, 2},
};
enum {
    DEFAULTS = sizeof defaults / sizeof *defaults,
    CHILD_DEFAULTS = 6 /* models/routing/handshake.c */,
    CHILD_BYTES = 44,
    IKE_PROPOSAL_BYTES = 52,
    NONCE_BYTES = 36,
    KE_BYTES = 8,
    DELETE_BYTES = 12
};

/* What the initiator of a connection offers; returns how many. */
static size_t offer(const struct topo_connection *c, struct wire_suite out[DEFAULTS])
{
    const struct topo_policy *policy = c->has_policy             ? &c->policy
                                       : c->from->device != NULL ? handshake_policy(c)
                                                                 : NULL;

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
    return s->prf == WIRE_PRF_SHA384   ? HASH_MOST
           : s->prf == WIRE_PRF_SHA256 ? 32
           : s->prf == WIRE_PRF_SHA1   ? 20
                                       : 16;
}

/* Who I am, proof of it, child SA and selectors: sizes of IPv4 identities and one pair of ranges
 * (RFC 7296, 3.5 to 3.13). */
static uint32_t auth_bytes(const struct wire_suite *s, size_t proposals)
{
    return ID_BYTES + 8 + hash_bytes(s) + 4 + (uint32_t)proposals * CHILD_BYTES +
           2 * SELECTORS_BYTES;
}

/* A child SA of CREATE_CHILD_SA: which it replaces (in the request), the SA, a nonce, with PFS a
 * public value, selectors (RFC 7296, 1.3.3). */
static uint32_t child_bytes(const struct topo_connection *c, size_t proposals, bool request)
{
    const struct topo_policy *p = handshake_policy(c);
    const uint32_t key = p == NULL || p->pfs_group == TOPO_DH_NONE
                             ? 0
                             : KE_BYTES + wire_ike_key_bytes(group_of(p->pfs_group));

    return (request ? NOTIFY_BYTES + 4 : 0) + 4 + (uint32_t)proposals * CHILD_BYTES + NONCE_BYTES +
           key + 2 * SELECTORS_BYTES;
}

/* Before there are keys: IKE_SA_INIT, in clear. False: m is none of it. */
static bool put_init(struct bytes *b, const struct wire_ike *like, const struct topo_connection *c,
                     enum ike_message m)
{
    struct wire_suite suite[DEFAULTS];
    struct wire_ike head = *like;
    uint32_t number;
    const struct wire_suite in_force = settled(c, &number);

    if (m == IKE_INIT_OK) {
        wire_ike_init(b, &head, &in_force, 1, number);
        return true;
    }
    head.responder_spi = 0; /* not chosen yet, or none is made: RFC 7296, 2.6 */
    if (m == IKE_INIT)
        wire_ike_init(b, &head, suite, offer(c, suite), 1);
    else if (m == IKE_INIT_VERSION)
        wire_ike_refuse(b, &head, WIRE_INVALID_MAJOR_VERSION);
    else if (m == IKE_INIT_NO_PROPOSAL)
        wire_ike_refuse(b, &head, WIRE_NO_PROPOSAL_CHOSEN);
    else
        return false;
    return true;
}

/* What is inside an encrypted message: its first payload, and the bytes of all. */
struct content {
    uint8_t first;
    uint32_t bytes;
};

static struct content content_of(const struct topo_connection *c, const struct wire_suite *s,
                                 enum ike_message m)
{
    const uint32_t offered = c->has_policy ? 1 : CHILD_DEFAULTS;

    switch (m) {
    case IKE_AUTH:
        return (struct content){WIRE_PAYLOAD_IDI, auth_bytes(s, offered)};
    case IKE_AUTH_OK:
        return (struct content){WIRE_PAYLOAD_IDR, auth_bytes(s, 1)};
    case IKE_AUTH_NO_PROPOSAL: /* the IKE SA stands all the same (RFC 7296, 1.3) */
    case IKE_AUTH_NO_SELECTORS:
        return (struct content){WIRE_PAYLOAD_IDR, ID_BYTES + 8 + hash_bytes(s) + NOTIFY_BYTES};
    case IKE_REKEY:
        return (struct content){WIRE_PAYLOAD_NOTIFY, child_bytes(c, offered, true)};
    case IKE_REKEY_OK:
        return (struct content){WIRE_PAYLOAD_SA, child_bytes(c, 1, false)};
    case IKE_REKEY_IKE:
    case IKE_REKEY_IKE_OK:
        return (struct content){WIRE_PAYLOAD_SA, 4 + IKE_PROPOSAL_BYTES + NONCE_BYTES + KE_BYTES +
                                                     wire_ike_key_bytes(s->group)};
    case IKE_DELETE:
    case IKE_DELETE_EXTRA:
        return (struct content){WIRE_PAYLOAD_DELETE, DELETE_BYTES};
    case IKE_DELETE_IKE:
    case IKE_DELETE_IKE_EXTRA:
    case IKE_CLOSE: /* the header has its SPIs */
        return (struct content){WIRE_PAYLOAD_DELETE, DELETE_BYTES - 4};
    case IKE_ALIVE:
    case IKE_ALIVE_OK:
    case IKE_DELETE_OK:
    case IKE_CLOSE_OK:
        return (struct content){0, 0};
    default:
        return (struct content){WIRE_PAYLOAD_NOTIFY, NOTIFY_BYTES};
    }
}

static void put_message(struct bytes *b, const struct wire_ike *like,
                        const struct topo_connection *c, enum ike_message m)
{
    struct wire_ike head = *like;
    uint32_t number;
    const struct wire_suite in_force = settled(c, &number);

    if (!put_init(b, like, c, m)) {
        const struct content inside = content_of(c, &in_force, m);
        wire_ike_sealed(b, &head, &in_force, inside.first, inside.bytes);
    }
}

static bool is_request(enum ike_message m)
{
    return m == IKE_INIT || m == IKE_AUTH || m == IKE_ALIVE || m == IKE_REKEY ||
           m == IKE_REKEY_IKE || (m >= IKE_DELETE && m <= IKE_DELETE_IKE_EXTRA) || m == IKE_CLOSE;
}

static enum wire_ike_exchange exchange_of(enum ike_message m, bool v1)
{
    if (m == IKE_INIT || m == IKE_INIT_OK || m == IKE_INIT_NO_PROPOSAL || m == IKE_INIT_VERSION)
        return v1 ? WIRE_V1_MAIN : WIRE_SA_INIT;
    if (m >= IKE_REKEY && m <= IKE_REKEY_STALE)
        return v1 ? WIRE_V1_QUICK : WIRE_CREATE_CHILD_SA;
    if (m == IKE_ALIVE || m == IKE_ALIVE_OK || m >= IKE_DELETE)
        return v1 ? WIRE_V1_INFORMATIONAL : WIRE_INFORMATIONAL;
    return v1 ? WIRE_V1_QUICK : WIRE_IKE_AUTH;
}

/* The body of a message of IKEv1 has the length of what IKEv2 says instead. */
static void put_v1(struct bytes *b, struct wire_ike *head, const struct topo_connection *c,
                   enum ike_message m)
{
    struct bytes like = {.v = (uint8_t[FRAME_MESSAGE_MOST]){0}};

    put_message(&like, head, c, m);
    head->message_id = head->exchange == WIRE_V1_MAIN
                           ? 0
                           : (uint32_t)bytes_mix(head->responder_spi + head->message_id);
    wire_ike_v1(b, head, (uint32_t)like.n - WIRE_IKE_HEADER_BYTES);
}

void frame_ike(struct frame *f, uint8_t head[FRAME_MESSAGE_MOST], const struct tunnel *t,
               const struct packet *p)
{
    const enum ike_message m = ike_message_of(p->seq);
    const bool request = is_request(m), v1 = t->declared->protocol == TOPO_IKEV1,
               from_initiator = ike_is_from_initiator(p->seq);
    const struct tunnel *asks = request ? t : t->reverse;
    const uint64_t sa = (uint64_t)(from_initiator ? t : t->reverse)->hash << 32 | ike_sa_of(p->seq)
                                                                                      << 2;
    const enum wire_ike_exchange exchange = exchange_of(m, v1);
    const uint32_t port = t->udp_bytes > 0 && exchange != WIRE_SA_INIT && exchange != WIRE_V1_MAIN
                              ? WIRE_IKE_NAT_PORT
                              : WIRE_IKE_PORT;
    struct wire_ike like = {.initiator_spi = bytes_mix(sa | 1),
                            .responder_spi = bytes_mix(sa | 2),
                            .exchange = exchange,
                            .from_initiator = from_initiator,
                            .response = !request,
                            .message_id = p->target,
                            .key = bytes_mix((uint64_t)asks->hash << 28 |
                                             (uint64_t)(ike_sa_of(p->seq) & 0xFF) << 20 |
                                             (uint64_t)p->target << 4) +
                                   (request ? 3 : 4)};
    struct bytes b = {.v = head};

    f->ip = frame_outer(t, p, WIRE_UDP, 0);
    bytes_put16(&b, port);
    bytes_put16(&b, port);
    bytes_zero(&b, 4);
    if (port == WIRE_IKE_NAT_PORT)
        bytes_put32(&b, 0); /* not ESP: no SPI is zero (RFC 3948, 2.2) */
    if (v1)
        put_v1(&b, &like, asks->declared, m);
    else
        put_message(&b, &like, asks->declared, m);
    f->ip.bytes = WIRE_IP_BYTES + (uint32_t)b.n;
    bytes_set16(&b, 4, (uint32_t)b.n);
    wire_udp_close(&b, &f->ip, 0);
    f->n_head = (uint32_t)b.n;
    f->whole = true;
}
