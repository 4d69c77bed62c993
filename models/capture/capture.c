#include "models/capture/capture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "models/control/control.h"
#include "models/front.h"
#include "models/net/link.h"
#include "models/wire/pcapng.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/base/diag.h"
#include "sim/base/file_end.h"

#define LINK_OF(ch) ((struct link *)(void *)((char *)(ch)-offsetof(struct link, channel)))
enum { BUFFER_BYTES = 1 << 18 };

struct node { /* one of the two is not NULL */
    struct net_vm *vm;
    struct gateway *gateway;
    uint32_t slot; /* of the gateway's files */
};

/* Of the network's own: an address that others answer for has none, and what comes to a host of the
 * Internet has been translated on the way, by addresses that nothing here has. */
static bool has_nic(const struct network *n, size_t vm)
{
    return n->vm[vm].declared->kind != TOPO_INTERNET_HOST &&
           (n->vm[vm].front == NULL || network_answers(n, (uint32_t)vm) == vm);
}

static struct node find(const struct network *n, const char *name)
{
    for (size_t i = 0; i < n->n_vms; i++)
        if (has_nic(n, i) &&
            (strcmp(n->vm[i].name, name) == 0 || strcmp(n->vm[i].declared->r.name, name) == 0))
            return (struct node){.vm = &n->vm[i]}; /* a group's name is its first member's */
    for (size_t i = 0; i < n->n_gateways; i++) {
        struct gateway *g = &n->gateway[i];
        const size_t len = strlen(g->name);
        if (g->declared->is_nobody || strncmp(g->name, name, len) != 0)
            continue;
        if (name[len] == '\0')
            return (struct node){.gateway = g, .slot = CAPTURE_WHOLE};
        for (uint32_t k = 0; k < g->n_built; k++)
            if (name[len] == '/' && name[len + 1] == (char)('0' + k) && name[len + 2] == '\0')
                return (struct node){.gateway = g, .slot = 1 + k};
    }
    return (struct node){0};
}

static const char *has_none(const struct network *n, size_t vm)
{
    const struct front *f = n->vm[vm].front;

    if (n->vm[vm].declared->kind == TOPO_INTERNET_HOST)
        return "a host of the Internet is no part of the network: capture at the sender, or at "
               "what its packets pass";
    if (f->n == 0)
        return "nobody answers for this address, and it has no NIC: capture at the sender";
    return arena_printf(n->arena,
                        "an address that others answer for has no NIC: capture at one of those "
                        "(`%s`%s), or at the sender",
                        n->vm[f->member[0]].name,
                        f->n > 1 ? arena_printf(n->arena, " and %u more", f->n - 1) : "");
}

const char *capture_refuses(const struct network *n, const char *name)
{
    const char **word = ARENA_ARRAY(n->arena, const char *, n->n_vms + 3 * n->n_gateways);
    size_t n_words = 0;

    if (find(n, name).vm != NULL || find(n, name).gateway != NULL)
        return NULL;
    for (size_t i = 0; i < n->n_vms; i++)
        if (has_nic(n, i))
            word[n_words++] = n->vm[i].name;
        else if (strcmp(n->vm[i].name, name) == 0 || strcmp(n->vm[i].declared->r.name, name) == 0)
            return has_none(n, i);
    for (size_t i = 0; i < n->n_gateways; i++) {
        const struct gateway *g = &n->gateway[i];
        const size_t len = strlen(name);
        if (strncmp(g->name, name, len) == 0 && g->name[len] == '/')
            return arena_printf(n->arena, "a site's devices are captured: `%s`", g->name);
        word[n_words++] = g->name;
        for (uint32_t k = 0; k < g->n_built && g->n_built > 1; k++)
            word[n_words++] = arena_printf(n->arena, "%s/%u", g->name, k);
    }
    const char *near = diag_closest(name, word, n_words);
    return near != NULL ? arena_printf(n->arena, "there is no such node; did you mean `%s`?", near)
                        : "there is no such node: it takes a VM or host (web, or web-1), a "
                          "gateway, GATEWAY/INSTANCE, or a device of a site";
}

/* Takes the numbers of ESP packets along with the packets. */
static void drain(struct channel *ch)
{
    const struct link *l = LINK_OF(ch);
    const struct network *n = l->near->net;
    const struct capture *c = n->capture;

    for (size_t i = 0; i < n->n_tunnels; i++)
        if (n->tunnel[i].link == l && n->tunnel[i].to->watched)
            sequence_cross(&c->sequence[i], l->far->lp.arena);
    c->drain(ch);
}

/* Both ends of a captured gateway's tunnels count, the far ones for what comes. */
static void attach_gateway(struct capture *c, struct gateway *g)
{
    const struct network *n = c->net;

    g->watched = true;
    for (size_t i = 0; i < n->n_tunnels; i++) {
        struct tunnel *t = &n->tunnel[i];
        if (t->from != g && t->to != g)
            continue;
        t->from->watched = t->to->watched = true;
        if (n->control != NULL && n->control->session[t->number] != NULL &&
            c->talk[t->number] == NULL)
            c->talk[t->number] = talk_new(n, t);
        if (t->link->channel.drain == NULL || t->link->channel.drain == drain)
            continue;
        c->drain = t->link->channel.drain;
        t->link->channel.drain = drain;
    }
}

/* The folders of DIR/pcap/NODE.pcapng. */
static int make_folders(char *path, size_t from)
{
    for (char *slash = strchr(path + from, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        const int err = mkdir(path, 0777) != 0 && errno != EEXIST ? -errno : 0;
        *slash = '/';
        if (err != 0)
            return err;
    }
    return 0;
}

static int open_file(struct capture *c, struct capture_file *f, const struct capture_wish *wish)
{
    char *path = arena_printf(c->net->arena, "%s/pcap/%s.pcapng", wish->dir, f->node);
    const struct node node = find(c->net, f->node);
    int err = make_folders(path, strlen(wish->dir) + 1);

    f->path = path;
    f->name = path + strlen(wish->dir) + 1;
    f->snap = wish->snap;
    if (err == 0 && (f->out = fopen(path, "wb")) == NULL)
        err = -errno;
    if (err != 0)
        return err;
    (void)setvbuf(f->out, NULL, _IOFBF, BUFFER_BYTES);
    pcapng_begin(f->out, wish->program);
    if (node.vm != NULL) {
        f->vm = node.vm;
        pcapng_interface(f->out, arena_printf(c->net->arena, "%s/nic", f->node), "NIC");
        capture_attach_nic(c, f);
        return 0;
    }
    SIM_ASSERT(node.gateway != NULL); /* capture_refuses has been asked */
    pcapng_interface(f->out, arena_printf(c->net->arena, "%s/inner", f->node),
                     "inner side, in clear");
    pcapng_interface(f->out, arena_printf(c->net->arena, "%s/outer", f->node),
                     "outer side, ESP and IKE");
    c->of_gateway[(size_t)node.gateway->number * CAPTURE_OF_GATEWAY + node.slot] = f;
    attach_gateway(c, node.gateway);
    return 0;
}

int capture_open(struct network *n, const struct capture_wish *wish, const char **at)
{
    struct capture *c = ARENA_NEW(n->arena, struct capture);
    int err = 0;

    c->net = n;
    c->file = ARENA_ARRAY(n->arena, struct capture_file, wish->n_nodes);
    c->of_vm = ARENA_ARRAY(n->arena, struct capture_file *, n->n_vms);
    c->of_gateway =
        ARENA_ARRAY(n->arena, struct capture_file *, n->n_gateways * CAPTURE_OF_GATEWAY);
    c->sequence = ARENA_ARRAY(n->arena, struct sequence, n->n_tunnels);
    c->talk = ARENA_ARRAY(n->arena, struct talk *, n->n_tunnels);
    frame_names_init(&c->names, n);
    n->capture = c;
    for (size_t i = 0; i < wish->n_nodes && err == 0; i++) {
        const struct node node = find(n, wish->node[i]);
        const char *name = node.vm != NULL ? node.vm->name : wish->node[i];
        bool again = false;
        for (size_t k = 0; k < c->n_files; k++)
            again = again || strcmp(c->file[k].node, name) == 0;
        if (again)
            continue;
        struct capture_file *f = &c->file[c->n_files++];
        f->node = name;
        err = open_file(c, f, wish);
        *at = f->path;
    }
    return err;
}

int capture_close(struct network *n, const char **at)
{
    struct capture *c = n->capture;
    int err = 0;

    for (size_t i = 0; c != NULL && i < c->n_files; i++) {
        struct capture_file *f = &c->file[i];
        if (f->out == NULL)
            continue;
        if (f->vm != NULL)
            capture_finish_nic(c, f);
        for (uint32_t k = 0; f->error == 0 && k < (f->vm != NULL ? 1 : 2); k++)
            pcapng_statistics(f->out, k, 0, (uint64_t)(n->duration / SIM_NS), f->packets[k]);
        const int failed = f->error != 0 ? -f->error : 0, closed = file_end(f->out);
        f->out = NULL;
        if (err == 0 && (failed != 0 || closed != 0)) {
            err = failed != 0 ? failed : closed;
            *at = f->path;
        }
    }
    return err;
}
