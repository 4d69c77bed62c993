#include "sim/results/verdict_place.h"

#include <string.h>

#include "sim/base/arena.h"
#include "sim/results/limit.h"

static const struct { /* beginnings of words, and what stands there for them */
    const char *kind, *text;
} noun[] = {
    {"nic:", "the NIC of "},
    {"link:", "the link "},
    {"gateway:", "gateway "},
    {"tunnel:", "the tunnel "},
    {"vnet:", "VNet "},
    {"flow:", ""},
    {"site:", "the site "},
    {"balancer:", "the load balancer "},
    {"endpoint:", "the private endpoint "},
    {"internet:", "the Internet at "},
};

/* What each does to the flow's packets. A cause that is missing is of an element that limits by its
 * rate, or has words of its own: they come here where routes have changed since. */
static const char *const deed[DROP_N] = {
    [DROP_NO_ROUTE] = "which has no route for its packets",
    [DROP_ROUTE_NONE] = "where the route for its packets ends in None",
    [DROP_NSG] = "whose security groups deny its packets",
    [DROP_NOT_FORWARDING] = "which does not forward its packets",
    [DROP_TTL] = "which its packets come to again and again: routes lead them in a circle",
    [DROP_MTU] = "whose MTU its packets are too large for (vnetsim mtu shows the bytes)",
    [DROP_FRAGMENT] = "which drops fragments that come out of order",
    [DROP_REPLAY] = "whose replay window its packets come too late for",
    [DROP_SELECTOR] = "whose traffic selectors do not hold its packets",
    [DROP_NO_STATE] = "which has not seen what its packets answer",
    [DROP_NO_TRANSLATION] = "whose address translation does not know its packets",
    [DROP_NO_PORTS] = "whose address translation has no ports left",
    [DROP_NO_NAME] = "which does not find the receiver's name",
    [DROP_RESERVED_PORT] = "whose source port is the platform's own",
    [DROP_FLOW_LIMIT] = "for which a NIC has no room any more",
    [DROP_NO_RULE] = "which has no rule for its packets",
    [DROP_NO_BACKEND] = "behind which no member is healthy",
    [DROP_HAIRPIN] = "which sends its packets back to where they come from",
    [DROP_BASIC_BALANCER] = "whose SKU Basic is not reached from another region",
    [DROP_QUEUE_FULL] = "whose queue is full",
    [DROP_AQM] = "whose queue drops its packets",
    [DROP_TUNNEL_BITS] = "which carries no more a tunnel",
    [DROP_TUNNEL_PACKETS] = "which carries no more packets a tunnel",
    [DROP_AGGREGATE] = "which carries no more in all",
    [DROP_APPLIANCE] = "whose limits let no more through",
};

/* "left->right" of "link:left->right/link_down". */
static const char *name_of(const struct limit_word *w, struct arena *arena)
{
    const char *at = strchr(w->text, ':'), *end = drop_cause_word(w->cause);
    const size_t len = at != NULL ? strlen(at + 1) : 0, end_len = strlen(end) + 1;
    if (at == NULL) {
        return w->text;
    }
    const bool has_end = len > end_len && at[len - end_len + 1] == '/' &&
                         strcmp(at + 1 + len - end_len + 1, end) == 0;
    return arena_printf(arena, "%.*s", (int)(has_end ? len - end_len : len), at + 1);
}

const char *verdict_place_down(const struct limit_word *w, struct arena *arena)
{
    if (strcmp(w->text, "tunnel_down") == 0) {
        return "the tunnel";
    }
    const char *name = name_of(w, arena);
    const bool is_device = strchr(name, '/') != NULL; /* SITE/DEVICE, one by itself */
    return w->kind != LIMIT_OTHER       ? NULL
           : w->cause == DROP_LINK_DOWN ? name
           : w->cause == DROP_GATEWAY_DOWN
               ? arena_printf(arena, "%s %s", is_device ? "the device" : "an instance of gateway",
                              name)
               : NULL;
}

const char *verdict_place_lost(const struct limit_word *w, struct arena *arena)
{
    const char *what = deed[w->cause] != NULL ? deed[w->cause] : "which drops its packets",
               *before = "";
    for (size_t i = 0; i < sizeof noun / sizeof *noun; i++) {
        before = strncmp(w->text, noun[i].kind, strlen(noun[i].kind)) == 0 ? noun[i].text : before;
    }
    return arena_printf(arena, "%s%s, %s", before, name_of(w, arena), what);
}

const char *verdict_place_overtaking(const struct limit_word *w, struct arena *arena)
{
    const char *at = strchr(w->text, ':'), *end = strrchr(w->text, '/');
    return at == NULL || end == NULL
               ? "packets that overtake each other"
               : arena_printf(arena, "packets that overtake each other on %.*s",
                              (int)(end - at) - 1, at + 1);
}
