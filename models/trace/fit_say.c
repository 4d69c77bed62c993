/*
 * What check says of packets that do not fit: VN0619, VN0621.
 */
#include "models/net/link.h"
#include "models/trace/fit.h"
#include "models/vpn/gateway.h"
#include "sim/base/arena.h"
#include "sim/base/diag.h"

const struct diag_code fit_code_disorder = {
    .id = "VN0621",
    .severity = DIAG_WARNING,
    .title = "fragments on a path that disorders them",
    .symptom = "Small datagrams pass, and of the large ones some are lost for no visible reason; "
               "with IKE, large IKE_AUTH messages. "
               "In the simulation they are dropped at the link with cause fragment.",
    .cause = "Datagrams that do not fit travel in fragments, and the path brings some of these out "
             "of order "
             "(fragments_disordered). The platform drops fragments out of order, against attacks "
             "by fragments.",
    .mend = "Send datagrams that fit: an inner packet of 1400 bytes fits every tunnel. Or take a "
            "path that keeps the order.",
    .source = "TCP/IP performance tuning for Azure VMs, 2025-04-21; issue azure-docs#29476",
    .example = "feed: {from: web, to: db, app: cbr, rate: 10Mbps, packet_size: 1400B}\n",
};

const struct diag_code fit_code_large = {
    .id = "VN0619",
    .severity = DIAG_WARNING,
    .title = "packets that are too large for their way",
    .symptom =
        "Handshakes and small messages pass, and transfers are slow or hang. In the simulation "
        "full segments travel in two fragments, and drops have the cause fragment; or, with DF "
        "kept, they are dropped where they do not fit, with cause mtu: at a gateway that copies DF "
        "(df_bit: copy), or at a link in clear. Who is told sends smaller segments; where that "
        "message is filtered (fragmentation_needed: false), or finds no way back, nothing gets "
        "through (a black hole). Datagrams with DF set are lost either way.",
    .cause =
        "A NIC's MTU of 1,500 bytes makes segments of 1,460, and ESP adds 54 bytes and more: too "
        "much for a link of 1,500. Or a link on the way has a smaller MTU than the NICs. No "
        "gateway on the way lowers the MSS that the ends tell each other, or not enough: each "
        "tunnel and each link of the way counts, there and back. "
        "The platform takes fragments off its fast path, and drops those that come out of order.",
    .mend = "Set mss_clamp: 1350B at one of the gateways (the platform's advice for devices), or "
            "the MSS that the message names; without a gateway a smaller mtu at the NICs; or let "
            "fragmentation needed pass. `vnetsim mtu` shows every byte of the way and the best "
            "MSS.",
    .source =
        "TCP/IP performance tuning for Azure VMs, 2025-04-21 (fragments); About VPN devices and "
        "IPsec/IKE parameters, 2023-10-06 (MSS 1350); RFC 4303, section 2 (what ESP adds); RFC "
        "2923, section 2.1 (black holes)",
    .example = "virtual_network_gateways:\n"
               "  gw-westus: {virtual_network: vnet-westus, sku: VpnGw1AZ, mss_clamp: 1350B}\n",
};

/* Of the two ends of a tunnel the one that the file names first, and the platform's where the other
 * is a device. */
static const struct topo_connection *end_of(const struct tunnel *t)
{
    const struct topo_connection *a = t->declared, *b = t->reverse->declared;

    if ((a->from->device != NULL) != (b->from->device != NULL))
        return a->from->device != NULL ? b : a;
    return a->r.at.line <= b->r.at.line ? a : b;
}

static struct span line_at(const struct network *n, const struct link *l, const char *field)
{
    for (size_t i = 0; i < n->n_gateways; i++) {
        const struct gateway *g = &n->gateway[i];
        const struct topo_device *d = g->declared->device;
        if (d != NULL && (g->uplink_out == l || g->uplink_in == l))
            return resource_field_at(d->has_uplink ? &d->uplink.r : &d->gateway->vnet->site->r,
                                     field);
    }
    return (struct span){0};
}

/* Where the file says that of a link; line 0: it does not. */
static struct span link_at(const struct network *n, const struct link *l, const char *field)
{
    if (l->near != l->far) {
        const struct topo_link pair = topo_link_for(n->topo, l->near->lp.name, l->far->lp.name);
        const struct resource *r =
            resource_field_given(&pair.r, field) ? &pair.r : &n->topo->inter_region.r;
        return r->table != NULL ? resource_field_at(r, field) : (struct span){0};
    }
    return line_at(n, l, field);
}

static bool tells(const struct link *l)
{
    return l->tells_mtu || l->near == l->far;
}

static const char *place_of(const struct fit *f, const struct network *n)
{
    return n->place[f->rung.kind == TRACE_SENDS ? f->rung.link->place : f->rung.tunnel->from->place]
        .text;
}

static const char *help_of(const struct fit *f, const struct network *n, struct arena *arena)
{
    enum { ADVISED = 1350 }; /* About VPN devices, 2023-10-06 */
    const uint32_t most = f->largest > LADDER_HEADER_BYTES ? f->largest - LADDER_HEADER_BYTES : 0;
    const char *mend;

    if (!f->is_tcp)
        mend = f->is_lost      ? "smaller packets, or dont_fragment: false"
               : f->in != NULL ? "packets that fit with ESP around them"
                               : "packets that fit";
    else if (f->has_tunnel)
        mend = arena_printf(arena, "mss_clamp: %uB or less at a gateway or device of the way%s",
                            most, most < ADVISED ? "" : "; 1350B is the platform's advice");
    else
        mend = arena_printf(arena, "mtu: %uB of a NIC at one end%s", f->largest,
                            f->is_lost && !tells(f->rung.link) ? ", or fragmentation_needed: true"
                                                               : "");
    return arena_printf(arena, "%s; vnetsim mtu SCENARIO --from %s --to %s shows the bytes", mend,
                        n->vm[f->from].name, n->vm[f->to].name);
}

static const char *message_of(const struct fit *f, const struct topo_traffic *spec,
                              struct arena *arena)
{
    const char *what = arena_printf(arena, "%s `%s`",
                                    f->is_answer ? "answers to"
                                    : f->is_tcp  ? "segments of"
                                                 : "datagrams of",
                                    spec->r.name);

    if (f->is_lost && !f->is_tcp)
        return arena_printf(arena, "%s are not to be fragmented: some are of %uB, and %uB fit",
                            what, f->bytes, f->largest);
    if (f->is_lost)
        return arena_printf(arena,
                            "%s vanish: %uB with their headers do not fit, and nobody is told",
                            what, f->bytes);
    if (f->is_tcp && f->in != NULL)
        return arena_printf(arena, "%s do not fit `%s`: %uB make %uB of ESP, and %uB pass", what,
                            end_of(f->in)->r.name, f->bytes, tunnel_outer_bytes(f->in, f->bytes),
                            f->rung.link->mtu_bytes);
    return arena_printf(arena, "%s, of up to %uB, travel in fragments%s", what, f->bytes,
                        f->code == &fit_code_disorder ? " over a path that disorders them" : "");
}

struct fit_text fit_say(const struct fit *f, const struct network *n,
                        const struct topo_traffic *spec, struct arena *arena)
{
    const struct link *l = f->rung.link;
    struct fit_text say = {.message = message_of(f, spec, arena),
                           .help = help_of(f, n, arena),
                           .label = "through this"};

    if (f->code == &fit_code_disorder) {
        say.here = link_at(n, l, "fragments_disordered");
        say.label = arena_printf(arena, "of %.3g %% of them the order is lost", l->disorder * 100);
        say.platform = "fragments out of order are dropped, and the datagram with them";
        return say;
    }
    say.here = f->in != NULL ? end_of(f->in)->r.at : link_at(n, l, "mtu");
    if (f->is_lost)
        say.there = f->in != NULL && f->rung.kind != TRACE_SENDS
                        ? resource_field_at(&f->in->from->declared->r, "fragmentation_needed")
                    : !tells(l) ? link_at(n, l, "fragmentation_needed")
                                : (struct span){0};
    say.platform =
        f->is_lost ? arena_printf(arena, "they are dropped (at %s, cause mtu)%s", place_of(f, n),
                                  f->is_tcp ? ": connections stand, and transfers hang" : "")
                   : "they are fragmented, off the fast path; fragments out of order are dropped";
    return say;
}
