/*
 * Addresses and prefixes of IPv4.
 */
#include <string.h>

#include "sim/arm/code.h"
#include "sim/arm/map_parts.h"
#include "sim/arm/unknown.h"
#include "sim/base/ip4.h"

bool arm_prefix(const char *text, struct ip4_prefix *out)
{
    const enum ip4_error e = ip4_prefix_parse(text, out);
    return e == IP4_OK || e == IP4_HOST_BITS;
}

bool arm_is_address(const char *text)
{
    struct ip4_prefix p;
    char whole[IP4_TEXT_MAX + 4];
    if (text == NULL || strlen(text) >= IP4_TEXT_MAX || strchr(text, '/') != NULL) {
        return false;
    }
    (void)strcat(strcpy(whole, text), "/32");
    return ip4_prefix_parse(whole, &p) == IP4_OK;
}

void arm_take_prefixes(const struct arm_props *x, const struct arm_texts *from,
                       struct arm_texts *to)
{
    for (size_t i = 0; i < from->n && arm_may_work(x->p->w, x->at, to->n / 16 + 1); i++) {
        struct ip4_prefix p;
        const char *text = from->v[i];
        const enum ip4_error e = ip4_prefix_parse(text, &p);
        if (e == IP4_IS_IPV6 || strchr(text, ':') != NULL) {
            diag_add(x->p->w->diag, &arm_code_unmapped, x->at, "IPv6",
                     "prefix %s of %s `%s` is left out: IPv6 is not simulated", text, x->kind,
                     x->name);
            continue;
        }
        if (!arm_texts_has(to, text)) {
            arm_texts_add(x->p->w->arena, to, text);
        }
    }
}
