#include <stdio.h>

#include "models/net/link.h"
#include "models/vpn/gateway.h"
#include "sim/app/mtu.h"
#include "sim/base/arena.h"

/* Bytes of ESP around a packet, one after the other. */
static const char *parts(struct arena *arena, const struct tunnel *t, uint32_t inner)
{
    const struct esp_suite *e = t->esp;
    return arena_printf(arena, "IPv4 %d%s, ESP %d, IV %u, padding %u, trailer %d, ICV %u",
                        ESP_IPV4_BYTES, t->udp_bytes > 0 ? ", UDP 8" : "", ESP_HEADER_BYTES,
                        e->iv_bytes, mtu_padding(t, inner), ESP_TRAILER_BYTES, e->icv_bytes);
}

static void show_ladder(const struct mtu *l, const struct mtu_way *way)
{
    const struct trace *t = &way->trace;
    const uint32_t packet = way->shown + LADDER_HEADER_BYTES;
    struct ladder_at *at = ARENA_ARRAY(l->arena, struct ladder_at, t->n_rungs);
    size_t last;
    const enum ladder_fate fate = ladder_fate(t, packet, &last);

    ladder_climb(t, packet, at);
    printf("    MTU   bytes\n");
    printf("  %5s  %6u  payload and options of TCP, the MSS%s\n", "", way->shown,
           l->asked > l->most
               ? arena_printf(l->arena, ": the most that the NICs take, not %u", l->asked)
               : "");
    printf("  %5s  %6u  + %d: IPv4 20, TCP 20\n", "", packet, LADDER_HEADER_BYTES);
    for (size_t i = 0; i < t->n_rungs; i++) {
        const struct trace_rung *r = &t->rung[i];
        const char *where = mtu_place(l->arena, r);
        if (i == last && fate >= LADDER_TOLD) {
            printf(
                "  %5u  %6u  %s: TOO LARGE and not to be fragmented, dropped; the sender is %s\n",
                r->kind == TRACE_SENDS ? r->link->mtu_bytes : r->tunnel->mtu_bytes, at[i].bytes,
                where, fate == LADDER_TOLD ? "told" : "NOT told");
            return;
        }
        if (r->kind == TRACE_ENCRYPTS) {
            printf("  %5s  %6u  %s: tunnel %s, %s: + %u: %s\n", "", at[i].bytes, where,
                   r->tunnel->name, r->tunnel->esp->name, at[i].bytes - packet,
                   parts(l->arena, r->tunnel, packet));
        } else if (r->kind == TRACE_DECRYPTS) {
            printf("  %5s  %6u  %s\n", "", at[i].bytes, where);
        } else if (at[i].fragments > 1) {
            printf("  %5u  %6u  %s: TOO LARGE, %u fragments\n", r->link->mtu_bytes, at[i].bytes,
                   where, at[i].fragments);
        } else {
            printf("  %5u  %6u  %s%s\n", r->link->mtu_bytes, at[i].bytes, where,
                   r->link->framing_bytes > 0
                       ? arena_printf(l->arena, ", and %u of framing", r->link->framing_bytes)
                       : "");
        }
    }
}

static const char *remark(const struct mtu *l, uint32_t mss)
{
    const char *what = mss == l->best           ? "the best"
                       : mss == MTU_MSS_DEFAULT ? "what a peer without the option takes"
                       : mss == MTU_MSS_ADVISED ? "the platform's advice to devices"
                                                : "";
    const bool there = mss == l->there.in_force, back = mss == l->back.in_force;
    if (there || back)
        return arena_printf(l->arena, "in force%s%s%s",
                            there && back ? ""
                            : there       ? " there"
                                          : " back",
                            what[0] != '\0' ? "; " : "", what);
    return what[0] == '\0' && mss == l->most ? "of the NICs, without a clamp" : what;
}

static void show_choices(const struct mtu *l)
{
    const double best = mtu_payload_frac(l, l->best);

    printf("    MSS  largest  packets     of a link     lost to  packets/s\n");
    printf("         on wire  a segment   is payload    the best  a Gbps of payload\n");
    for (size_t i = 0; i < l->n_choices; i++) {
        const uint32_t mss = l->choice[i];
        const struct ladder_cost c = mtu_cost(l, mss);
        if (mss > l->most) {
            printf("  %5u  more than the NICs take: TCP sends no more than %u\n", mss, l->most);
            continue;
        }
        if (mtu_fate(l, mss) >= LADDER_TOLD) {
            printf("  %5u  %-53s  %s\n", mss,
                   mtu_fate(l, mss) == LADDER_TOLD
                       ? arena_printf(l->arena, "dropped; found out, and %s taken",
                                      mtu_settled(l, mss, mss))
                       : "dropped, and nobody tells: nothing passes",
                   remark(l, mss));
            continue;
        }
        printf("  %5u  %7u  %7u     %8.2f %%   %7.2f %%  %9.0f  %s\n", mss, c.wire_bytes,
               c.fragments, 100 * mtu_payload_frac(l, mss),
               100 * (1 - mtu_payload_frac(l, mss) / best), 1e9 / 8 / mss * c.fragments,
               remark(l, mss));
    }
}

/* Gateways and devices clamp what goes through their tunnels. */
static bool has_tunnel(const struct trace *t)
{
    for (size_t i = 0; i < t->n_rungs; i++) {
        if (t->rung[i].kind != TRACE_SENDS)
            return true;
    }
    return false;
}

static const char *lost_later(const struct mtu *l)
{
    const char *there = mtu_lost_later(l, &l->there), *back = mtu_lost_later(l, &l->back);
    return there != NULL ? there : back != NULL ? back : "";
}

static void show_advice(const struct mtu *l)
{
    const char *mend =
        has_tunnel(&l->there.trace) || has_tunnel(&l->back.trace)
            ? arena_printf(
                  l->arena,
                  "Mend it: mss_clamp: %uB at the gateway or device, or a smaller mtu of the NIC.",
                  l->best)
            : arena_printf(l->arena, "Mend it: mtu: %uB of a NIC at one end.",
                           l->best + (unsigned)LADDER_HEADER_BYTES);

    static const char without_df[] =
        "That is of packets with DF, as TCP's are; those of traffic with dont_fragment: false "
        "travel as fragments, which the platform drops\n"
        "when they come out of order.";

    switch (mtu_fate_in_force(l)) {
    case LADDER_WHOLE:
        break;
    case LADDER_FRAGMENTS:
        printf("\nThe MSS in force makes fragments. The platform drops fragments that come out of "
               "order and takes them off its fast path\n"
               "(TCP/IP performance tuning for Azure VMs, 2025-04-21). %s\n",
               mend);
        break;
    case LADDER_TOLD:
        printf("\nThe MSS in force is too large. Senders are told by ICMP, lose their first "
               "segments and go on with %s. %s\n%s\n",
               mtu_settled(l, l->there.in_force, l->back.in_force), mend, without_df);
        break;
    case LADDER_LOST:
        printf("\nBLACK HOLE: with the MSS in force handshakes and small packets pass, and "
               "transfers hang.%s %s\n%s\n",
               lost_later(l), mend, without_df);
        break;
    }
}

void mtu_show(const struct mtu *l)
{
    const char *from = l->net->vm[l->from].name, *to = l->net->vm[l->to].name;

    printf("%s -> %s, a full segment of TCP, with DF\n", from, to);
    if (l->share < 1)
        printf("of several ways side by side the one that fares worst, of %.3g %% of all flows\n",
               100 * l->share);
    show_ladder(l, &l->there);
    printf("\n%s -> %s, the answer\n", to, from);
    show_ladder(l, &l->back);
    if (l->there.in_force == l->back.in_force)
        printf("\nMSS in force: %u (%s)\n", l->there.in_force, l->there.by);
    else
        printf("\nMSS in force: there %u (%s), back %u (%s); the two ways differ, and a gateway "
               "clamps only what it sees\n",
               l->there.in_force, l->there.by, l->back.in_force, l->back.by);
    printf("best MSS: %u, the largest that nothing on either way fragments\n\n", l->best);
    show_choices(l);
    show_advice(l);
}
