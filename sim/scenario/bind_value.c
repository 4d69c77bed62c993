#include "sim/scenario/bind_value.h"

#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/field_code.h"
#include "sim/scenario/replay.h"
#include "sim/scenario/sample.h"

bool bind_wrong_type(struct binding *b, const struct field *f, const struct doc_node *node)
{
    diag_add(b->diag, &field_code_type, node->at,
             doc_is_null(node) ? "nothing here" : "not what belongs here", "`%s` takes %s", f->name,
             field_expects(f, b->arena));
    if (f->kind == FIELD_PREFIXES && node->kind == DOC_SCALAR && !doc_is_null(node)) {
        diag_help(b->diag, "write [%s]", node->text);
    } else if (f->example != NULL) {
        diag_help(b->diag, "for example %s: %s", f->name, f->example);
    } else {
        diag_help(b->diag, "%s: %s", f->name, f->help);
    }
    return false;
}

static bool bind_prefix(struct binding *b, const struct field *f, const struct doc_node *node,
                        struct ip4_prefix *out)
{
    char meant[IP4_TEXT_MAX];
    if (node->kind != DOC_SCALAR) {
        return bind_wrong_type(b, f, node);
    }
    switch (ip4_prefix_parse(node->text, out)) {
    case IP4_OK:
        return true;
    case IP4_IS_IPV6:
        diag_add(b->diag, &field_code_ipv6, node->at, "IPv6",
                 "`%s` is an IPv6 prefix, and only IPv4 is simulated", node->text);
        diag_help(b->diag, "leave it out; the IPv4 part of a dual-stack network can be simulated");
        return false;
    case IP4_HOST_BITS:
        diag_add(b->diag, &field_code_host_bits, node->at, "bits behind the length are set",
                 "`%s` is not a network", node->text);
        diag_help(b->diag, "did you mean %s?", ip4_prefix_format(*out, meant));
        return false;
    case IP4_NO_LENGTH:
        diag_add(b->diag, &field_code_prefix, node->at, "no length",
                 "`%s` is no prefix: its length is missing", node->text);
        diag_help(
            b->diag,
            "write the length behind the address, for example %s/24; a single address is %s/32",
            node->text, node->text);
        return false;
    case IP4_LENGTH_RANGE:
        diag_add(b->diag, &field_code_prefix, node->at, "length",
                 "the length of an IPv4 prefix is 0 to 32");
        diag_help(b->diag,
                  "a network of 256 addresses has the length 24, one of 65,536 the length 16");
        return false;
    case IP4_SYNTAX:
        break;
    }
    diag_add(b->diag, &field_code_prefix, node->at, "not a prefix", "`%s` is no IPv4 prefix",
             node->text);
    diag_help(b->diag, "a prefix looks like 10.1.0.0/16");
    return false;
}

static bool bind_prefixes(struct binding *b, const struct field *f, const struct doc_node *node,
                          void *at)
{
    struct topo_prefixes list = {0};
    const bool one = f->kind == FIELD_PREFIX;
    bool ok = true;
    if (one ? node->kind != DOC_SCALAR : node->kind != DOC_LIST || node->n == 0) {
        return bind_wrong_type(b, f, node);
    }
    const size_t n = one ? 1 : node->n;
    list.v = ARENA_ARRAY(b->arena, struct ip4_prefix, n);
    list.at = ARENA_ARRAY(b->arena, struct span, n);
    list.n = n;
    for (size_t i = 0; i < n; i++) {
        const struct doc_node *item = one ? node : node->entry[i].value;
        list.at[i] = item->at;
        ok = bind_prefix(b, f, item, &list.v[i]) && ok;
    }
    memcpy(at, &list, sizeof list);
    return ok;
}

/* Begins with a letter: what else is to be a prefix is judged as one. */
static bool is_tag(const struct field *f, const struct doc_node *node)
{
    const char first =
        node->kind == DOC_SCALAR && !doc_is_null(node) ? (char)(node->text[0] | 0x20) : '\0';
    return (f->flags & FIELD_OR_TAG) != 0 && first >= 'a' && first <= 'z' &&
           strchr(node->text, ':') == NULL;
}

static bool bind_ref(struct binding *b, const struct field *f, const struct doc_node *node,
                     void *at)
{
    if (node->kind != DOC_SCALAR) {
        return bind_wrong_type(b, f, node);
    }
    const char *slash = strchr(node->text, '/');
    bool ok;
    if (f->kind == FIELD_SUBNET_REF || (slash != NULL && (f->flags & FIELD_IN_PART) != 0)) {
        ok = slash != NULL && slash > node->text && field_name_ok(slash + 1) &&
             field_name_ok(arena_strndup(b->arena, node->text, (size_t)(slash - node->text)));
    } else {
        ok = field_name_ok(node->text);
    }
    if (!ok) {
        return bind_wrong_type(b, f, node);
    }
    const struct topo_ref ref = {node->text, node->at};
    memcpy(at, &ref, sizeof ref);
    return true;
}

static bool bind_sample(struct binding *b, const struct field *f, const struct doc_node *node,
                        void *at)
{
    if (node->kind != DOC_SCALAR || doc_is_null(node)) {
        return bind_wrong_type(b, f, node);
    }
    const struct dist_empirical *sample = sample_find(b, node, f->kind == FIELD_SAMPLE_TIME);
    memcpy(at, &sample, sizeof sample);
    return sample != NULL;
}

static bool bind_replay(struct binding *b, const struct field *f, const struct doc_node *node,
                        void *at)
{
    if (node->kind != DOC_SCALAR || doc_is_null(node)) {
        return bind_wrong_type(b, f, node);
    }
    const struct topo_replay *replay = replay_read(b, node);
    memcpy(at, &replay, sizeof replay);
    return replay != NULL;
}

static bool bind_names(struct binding *b, const struct field *f, const struct doc_node *node,
                       void *at)
{
    struct field_names list = {0};
    if (node->kind != DOC_LIST || node->n == 0) {
        return bind_wrong_type(b, f, node);
    }
    list.v = ARENA_ARRAY(b->arena, const char *, node->n);
    list.at = ARENA_ARRAY(b->arena, struct span, node->n);
    for (size_t i = 0; i < node->n; i++) {
        const struct doc_node *item = node->entry[i].value;
        if (item->kind != DOC_SCALAR || doc_is_null(item)) {
            return bind_wrong_type(b, f, item);
        }
        list.v[list.n] = item->text;
        list.at[list.n++] = item->at;
    }
    memcpy(at, &list, sizeof list);
    return true;
}

bool bind_value(struct binding *b, const struct field *f, const struct doc_node *node, void *object)
{
    void *at = (char *)object + f->offset;
    switch (f->kind) {
    case FIELD_PREFIX:
        if (is_tag(f, node)) {
            memcpy((char *)object + f->aux, &node->text, sizeof node->text);
            return true;
        }
        return bind_prefixes(b, f, node, at);
    case FIELD_PREFIXES:
        return bind_prefixes(b, f, node, at);
    case FIELD_REF:
    case FIELD_SUBNET_REF:
        return bind_ref(b, f, node, at);
    case FIELD_SAMPLE_TIME:
    case FIELD_SAMPLE_BYTES:
        return bind_sample(b, f, node, at);
    case FIELD_REPLAY:
        return bind_replay(b, f, node, at);
    case FIELD_NAMES:
        return bind_names(b, f, node, at);
    case FIELD_NODE:
        memcpy(at, &node, sizeof node);
        return true;
    default:
        if (node->kind != DOC_SCALAR) {
            return bind_wrong_type(b, f, node);
        }
        return field_store(f, (struct field_text){node->text, node->quoted, node->at}, object,
                           b->arena, b->diag);
    }
}
