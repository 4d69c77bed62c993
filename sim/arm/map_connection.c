/* Connections: ends of tunnels. */
#include <string.h>
#include <strings.h>

#include "sim/arm/call.h"
#include "sim/arm/code.h"
#include "sim/arm/map_parts.h"
#include "sim/base/arena.h"
#include "sim/base/sha256.h"

static const char *const ignored[] = {"enablePrivateLinkFastPath", "authorizationKey", "peer",
                                      "authenticationType", NULL};

static const char *const ends[] = {"virtualNetworkGateway1", "virtualNetworkGateway2",
                                   "localNetworkGateway2", NULL};

/* --- policies and selectors --- */

static void take_policy(struct arm_connection *c, const struct arm_props *x)
{
    static const char *const words[] = {
        "GCMAES256", "GCMAES192", "GCMAES128",   "AES256",   "AES192",   "AES128",    "DES3",
        "DES",       "SHA384",    "SHA256",      "SHA1",     "MD5",      "DHGroup24", "ECP384",
        "ECP256",    "DHGroup14", "DHGroup2048", "DHGroup2", "DHGroup1", "PFS24",     "PFS2048",
        "PFS14",     "PFS2",      "PFS1",        "PFSMM",    "None",     NULL};
    static const char *const names[] = {"ikeEncryption",   "ikeIntegrity",   "dhGroup",
                                        "ipsecEncryption", "ipsecIntegrity", "pfsGroup"};
    struct arm_plan *p = x->p;
    struct arm_value **item;
    const size_t n = arm_prop_list(x, "ipsecPolicies", &item);
    if (n == 0) {
        return;
    }
    if (n > 1) {
        diag_add(p->w->diag, &arm_code_unmapped, item[1]->at, "here",
                 "connection `%s` has %zu IPsec policies: the first one is taken", x->name, n);
    }
    const struct arm_props one = arm_props(p, item[0], "ipsecPolicies", x->name);
    c->has_policy = true;
    for (size_t i = 0; i < 6; i++) {
        c->policy[i] = arm_word(arm_prop_text(&one, names[i]), words);
    }
    c->lifetime = arm_prop_int(&one, "saLifeTimeSeconds", 0);
    c->data_size = arm_prop_int(&one, "saDataSizeKilobytes", 0);
    arm_prop_rest(&one, NULL);
}

static void take_selectors(struct arm_connection *c, const struct arm_props *x)
{
    struct arm_value **item;
    const size_t n = arm_prop_list(x, "trafficSelectorPolicies", &item);
    for (size_t i = 0; i < n; i++) {
        const struct arm_props one = arm_props(x->p, item[i], "trafficSelectorPolicies", x->name);
        struct arm_selector *s = ARENA_NEW(x->p->w->arena, struct arm_selector);
        struct arm_texts local = {0}, remote = {0};
        arm_prop_texts(&one, "localAddressRanges", &local);
        arm_prop_texts(&one, "remoteAddressRanges", &remote);
        arm_take_prefixes(&one, &local, &s->local);
        arm_take_prefixes(&one, &remote, &s->remote);
        if (s->local.n > 0 && s->remote.n > 0) {
            arm_things_add(x->p->w->arena, &c->selectors, s);
        }
    }
}

/* The rules of the gateway that a list of ids names. */
static void take_nats(const struct arm_connection *c, const struct arm_props *x, const char *list,
                      struct arm_texts *out)
{
    struct arm_value **item;
    const size_t n = arm_prop_list(x, list, &item);
    for (size_t i = 0; i < n && arm_may_work(x->p->w, x->at, c->from->nats.n / 8 + 1); i++) {
        const struct arm_props one = arm_props(x->p, item[i], list, x->name);
        const char *id = arm_prop_text(&one, "id");
        const size_t before = out->n;
        for (size_t k = 0; id != NULL && k < c->from->nats.n; k++) {
            const struct arm_nat *nat = c->from->nats.v[k];
            if (strcasecmp(nat->given, arm_last_name(id)) == 0) {
                arm_texts_add(x->p->w->arena, out, nat->name);
            }
        }
        if (id != NULL && out->n == before) {
            diag_add(x->p->w->diag, &arm_code_unknown, item[i]->at, "left out",
                     "connection `%s` names NAT rule `%s`, which gateway `%s` does not have",
                     x->name, arm_last_name(id), c->from->name);
        }
    }
}

/* --- keys --- */

static bool is_key(const char *text)
{
    size_t n = 0;
    while (text[n] > 0x20 && text[n] < 0x7f) {
        n++;
    }
    return text[n] == '\0' && n > 0 && n <= 128;
}

/* A key that the language does not take: what stands for it differs when it differs. */
static const char *stand_for(struct arm_plan *p, const char *key)
{
    struct sha256 hash;
    char hex[SHA256_HEX_MAX];
    sha256_init(&hash);
    sha256_update(&hash, key, strlen(key));
    sha256_hex(&hash, hex);
    return arena_printf(p->w->arena, "key-%.16s", hex);
}

static void take_key(struct arm_connection *c, const struct arm_props *x)
{
    const struct arm_value *v = arm_prop_raw(x, "sharedKey");
    if (v != NULL && v->kind == ARM_UNKNOWN && v->unknown->mistake) {
        diag_add(x->p->w->diag, &arm_code_evaluation, v->at, "here", "sharedKey of `%s`: %s",
                 x->name, v->unknown->why);
    }
    if (v != NULL && v->kind == ARM_TEXT && v->len > 0) {
        c->key = is_key(v->text) ? v->text : stand_for(x->p, v->text);
        if (c->key != v->text) {
            diag_add(x->p->w->diag, &arm_code_assumed, v->at, NULL,
                     "the key of `%s` has blanks or other characters that a scenario's keys do "
                     "not: another stands for it",
                     x->name);
        }
        c->key_known = !v->secret;
    }
}

static const struct arm_gateway *target(const struct arm_connection *c)
{
    return c->to != NULL ? c->to : c->far != NULL ? c->far->gateway : NULL;
}

static struct arm_connection *reverse_of(const struct arm_plan *p, const struct arm_connection *c)
{
    for (size_t i = 0; i < p->connections.n; i++) {
        struct arm_connection *o = p->connections.v[i];
        if (o != c && target(o) == c->from && target(c) == o->from) {
            return o;
        }
    }
    return NULL;
}

/* Where a key is not known, the other end's is the likely one. */
static void settle_keys(struct arm_plan *p)
{
    for (size_t i = 0; i < p->connections.n; i++) {
        struct arm_connection *c = p->connections.v[i];
        if (c->key_known || !arm_may_work(p->w, c->at, p->connections.n / 8 + 1)) {
            continue;
        }
        struct arm_connection *o = reverse_of(p, c);
        if (o != NULL && o->key != NULL) {
            c->key = o->key;
        }
        if (c->key == NULL) {
            c->key = "placeholder-shared-key";
            diag_add(p->w->diag, &arm_code_secret, c->at, "no sharedKey",
                     "connection `%s` does not say its shared key: a placeholder stands in",
                     c->name);
        }
        c->key_known = o != NULL && o->key_known;
    }
}

/* --- connections --- */

static bool is_twice(struct arm_plan *p, const struct arm_connection *c)
{
    for (size_t i = 0; i < p->connections.n; i++) {
        const struct arm_connection *o = p->connections.v[i];
        if (o->from == c->from && target(o) != NULL && target(o) == target(c)) {
            diag_add(p->w->diag, &arm_code_unmapped, c->at, "left out",
                     "connection `%s` joins the same two gateways as `%s`: one stands for both",
                     c->name, o->name);
            diag_platform(p->w->diag, "with active-active gateways each address has its own; here "
                                      "one connection has the tunnels of all");
            return true;
        }
    }
    return false;
}

static void *end(struct arm_plan *p, const struct arm_props *x, const char *name, const char *type,
                 struct span at)
{
    const char *id = arm_prop_id(x, name);
    return id != NULL ? arm_find(p, id, type, at,
                                 arena_printf(p->w->arena, "connection `%s` is left out", x->name))
                      : NULL;
}

static void map_connection(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    static const char *const types[] = {"Vnet2Vnet", "IPsec", "ExpressRoute", "VPNClient", NULL},
                             *const modes[] = {"Default", "InitiatorOnly", "ResponderOnly", NULL},
                             *const protocols[] = {"IKEv2", "IKEv1", NULL};
    struct arm_connection *c = ARENA_NEW(p->w->arena, struct arm_connection);
    c->at = r->at;
    c->json = x->body;
    c->name = r->name;
    c->type = arm_word(arm_prop_text(x, "connectionType"), types);
    if (c->type == NULL || (strcmp(c->type, "Vnet2Vnet") != 0 && strcmp(c->type, "IPsec") != 0)) {
        diag_add(p->w->diag, &arm_code_unmapped, r->at, "left out",
                 "connection `%s` is of type %s, which is not simulated", r->name,
                 c->type != NULL ? c->type : "unknown");
        return;
    }
    c->from =
        end(p, x, "virtualNetworkGateway1", "Microsoft.Network/virtualNetworkGateways", r->at);
    if (strcmp(c->type, "IPsec") == 0) {
        c->far = c->from != NULL ? end(p, x, "localNetworkGateway2",
                                       "Microsoft.Network/localNetworkGateways", r->at)
                                 : NULL;
    } else {
        c->to = c->from != NULL ? end(p, x, "virtualNetworkGateway2",
                                      "Microsoft.Network/virtualNetworkGateways", r->at)
                                : NULL;
    }
    if (c->from == NULL || (c->far == NULL && c->to == NULL)) {
        if (arm_prop_raw(x, "virtualNetworkGateway1") == NULL ||
            (c->from != NULL && arm_prop_raw(x, c->to == NULL && strcmp(c->type, "IPsec") == 0
                                                    ? "localNetworkGateway2"
                                                    : "virtualNetworkGateway2") == NULL)) {
            diag_add(p->w->diag, &arm_code_unknown, r->at, "left out",
                     "connection `%s` does not name both of its ends", r->name);
        }
        return;
    }
    take_key(c, x);
    take_policy(c, x);
    take_selectors(c, x);
    take_nats(c, x, "ingressNatRules", &c->ingress);
    take_nats(c, x, "egressNatRules", &c->egress);
    c->mode = arm_word(arm_prop_text(x, "connectionMode"), modes);
    c->protocol = arm_word(arm_prop_text(x, "connectionProtocol"), protocols);
    c->bgp = arm_prop_bool(x, "enableBgp", false);
    c->by_policy = arm_prop_bool(x, "usePolicyBasedTrafficSelectors", false);
    c->dpd = arm_prop_int(x, "dpdTimeoutSeconds", 0);
    c->weight = arm_prop_int(x, "routingWeight", 0);
    arm_prop_done(x, ends);
    arm_prop_rest(x, ignored);
    if (!arm_may_work(p->w, c->at, p->connections.n / 8 + 1) || is_twice(p, c)) {
        return;
    }
    c->name = arm_given_name(p, &p->connection_names, r->name);
    arm_things_add(p->w->arena, &p->connections, c);
    r->mapped = c;
}

void arm_map_connections(struct arm_plan *p)
{
    arm_each(p, "Microsoft.Network/connections", map_connection);
    settle_keys(p);
}
