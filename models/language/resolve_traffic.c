/* Traffic: the members that an entry means, whether they may send, and who knows whose name. */
#include <stdlib.h>
#include <string.h>

#include "models/language/resolve_parts.h"
#include "sim/base/arena.h"
#include "sim/base/field.h"
#include "sim/base/field_code.h"

struct members {
    const struct topo_vm_group *group;
    uint32_t first, n;
};

/* The number behind the last "-" of NAME-3; false when the text is no such name. */
static bool split_member(const struct resolve *r, const char *text, const char **name,
                         int64_t *number)
{
    const char *dash = strrchr(text, '-');
    if (dash == NULL || dash == text) {
        return false;
    }
    const char *digits = dash + 1;
    const size_t n = strlen(digits);
    if (n == 0 || n > 5 || strspn(digits, "0123456789") != n || (n > 1 && digits[0] == '0')) {
        return false;
    }
    *name = arena_strndup(r->a, text, (size_t)(dash - text));
    *number = strtol(digits, NULL, 10);
    return true;
}

static struct members find_members(const struct resolve *r, struct topo_ref ref)
{
    const struct resolve_set vms = RESOLVE_SET("virtual machine", r->t->vms, r->t->n_vms);
    const struct topo_vm_group *whole = resolve_find(&vms, ref.name), *part = NULL;
    const char *name;
    int64_t number = 0;
    if (split_member(r, ref.name, &name, &number)) {
        part = resolve_find(&vms, name);
    }
    if (whole != NULL && part != NULL && number < part->count) {
        diag_add(r->d, &resolve_code_member, ref.at, "which one?",
                 "`%s` is an entry of its own and also member %lld of `%s`", ref.name,
                 (long long)number, part->r.name);
        diag_other(r->d, whole->r.at, "the entry");
        diag_other(r->d, part->r.at, "its members are %s-0 to %s-%lld", part->r.name, part->r.name,
                   (long long)part->count - 1);
        diag_help(r->d, "rename one of them");
        return (struct members){0};
    }
    if (whole != NULL) {
        return (struct members){whole, 0, (uint32_t)whole->count};
    }
    if (part != NULL && number < part->count) {
        return (struct members){part, (uint32_t)number, 1};
    }
    if (part != NULL) {
        diag_add(r->d, &resolve_code_member, ref.at, "no such member", "`%s` has no member %lld",
                 part->r.name, (long long)number);
        diag_other(r->d, part->r.at, "%lld of them: the last one is %s-%lld",
                   (long long)part->count, part->r.name, (long long)part->count - 1);
        diag_help(r->d, "members are counted from 0");
        return (struct members){0};
    }
    resolve_want(r, &vms, ref);
    return (struct members){0};
}

/* Would some VM send to itself? all_to_all leaves those pairs out, so there it is wrong only when
 * no other is left. */
static bool reaches_itself(const struct topo_traffic *f, const struct members *from,
                           const struct members *to)
{
    if (from->group != to->group || from->first >= to->first + to->n ||
        to->first >= from->first + from->n) {
        return false;
    }
    if (f->pairing == TOPO_ALL_TO_ALL) {
        return from->n == 1 && to->n == 1;
    }
    if (f->pairing == TOPO_RANDOM) {
        return true;
    }
    for (uint32_t i = 0; i < from->n; i++) {
        if (from->first + i == to->first + i % to->n) {
            return true;
        }
    }
    return false;
}

/* Virtual Network FAQ, 2020-06-26: the platform's DNS, which knows the names of a network inside
 * it. */
static bool is_platform_dns(uint32_t addr)
{
    return addr == UINT32_C(0xA83F8110); /* 168.63.129.16 */
}

static bool is_machine(const struct topo *t, uint32_t addr)
{
    uint32_t member;
    for (size_t i = 0; i < t->n_vms; i++) {
        if (topo_vm_has(&t->vms[i], addr, &member)) {
            return true;
        }
    }
    return false;
}

/* Does a sender find a name? Hosts of sites know all names (assumed). A group whose subnet is not
 * found has an error of its own. */
static bool knows_name(const struct topo *t, const struct topo_vm_group *sender,
                       const struct topo_vm_group *named)
{
    if (sender->subnet == NULL || named->subnet == NULL)
        return true;
    const struct topo_vnet *v = sender->subnet->vnet, *of = named->subnet->vnet;
    bool platform = v->dns.n == 0, other = v->site != NULL;
    for (size_t i = 0; i < v->dns.n && !other; i++) {
        platform = platform || is_platform_dns(v->dns.v[i].addr);
        other = !is_platform_dns(v->dns.v[i].addr) && is_machine(t, v->dns.v[i].addr);
    }
    return other || (platform && (v == of || of->outside != NULL));
}

enum { CONNECTIONS_MOST = 65536 }; /* of a flow */

void resolve_traffic(const struct resolve *r)
{
    for (size_t i = 0; i < r->t->n_traffic; i++) {
        struct topo_traffic *f = &r->t->traffic[i];
        const struct members from = find_members(r, f->from_ref), to = find_members(r, f->to_ref);
        if (from.group == NULL || to.group == NULL) {
            continue;
        }
        if (from.group->kind == TOPO_INTERNET_HOST) {
            diag_add(r->d, &resolve_code_sends_nothing, f->from_ref.at, "only answers",
                     "traffic `%s` comes from a %s", f->r.name, from.group->r.table->kind);
            diag_other(r->d, from.group->r.at, "nobody there can name a private address");
            diag_help(r->d,
                      "name it as `to`: its answers come back the way that the requests went");
            continue;
        }
        if (from.group->balancer != NULL || from.group->endpoint != NULL) {
            diag_add(r->d, &resolve_code_sends_nothing, f->from_ref.at, "sends nothing",
                     "traffic `%s` comes from a %s", f->r.name, from.group->r.table->kind);
            diag_other(r->d, from.group->r.at, "an address that others answer for");
            diag_help(r->d, "name it as `to`, or let %s%s%s send",
                      from.group->behind != NULL ? "`" : "a VM",
                      from.group->behind != NULL ? from.group->behind->r.name : "",
                      from.group->behind != NULL ? "`" : "");
            continue;
        }
        if (f->transport == TOPO_TRANSPORT_TCP && f->pairing == TOPO_RANDOM &&
            to.n > CONNECTIONS_MOST / (f->app == TOPO_REQUEST_RESPONSE ? f->connections : 1)) {
            diag_add(r->d, &field_code_range, f->to_ref.at, "so many connections",
                     "traffic `%s` may open %lld connections a source, and %d are the most",
                     f->r.name,
                     (long long)to.n * (f->app == TOPO_REQUEST_RESPONSE ? f->connections : 1),
                     CONNECTIONS_MOST);
            diag_help(r->d, "with pairing: random each of `connections` has one to each member of "
                            "`to`: fewer of either");
        }
        f->from = from.group;
        f->from_first = from.first;
        f->from_n = from.n;
        f->to = to.group;
        f->to_first = to.first;
        f->to_n = to.n;
        f->is_unknown = f->by_name && !knows_name(r->t, from.group, to.group);
        if (reaches_itself(f, &from, &to)) {
            diag_add(r->d, &resolve_code_to_itself, f->to_ref.at, "the same VM",
                     "traffic `%s` lets a VM send to itself", f->r.name);
            diag_other(r->d, f->from_ref.at, "the sender");
            if (from.n > 1 || to.n > 1) {
                diag_help(r->d, "within one group: pairing: all_to_all, which leaves out a VM's "
                                "pair with itself; or two members");
            } else {
                diag_help(r->d, "name another VM as `to`");
            }
        }
    }
}
