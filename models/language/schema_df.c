/*
 * What a tunnel's end does to the packets in it: DF, and the MSS left as it is.
 */
#include "models/language/schema.h"

#include "sim/base/field_code.h"

const struct field_word schema_no_clamp[] = {
    {"none", 0, false, "left as it is"},
    {NULL, 0, false, NULL},
};

const struct field_word schema_df[] = {
    {"clear", TOPO_DF_CLEAR, false, "they may be fragmented, whatever is in them"},
    {"copy", TOPO_DF_COPY, false,
     "as the packet in them: one that is not to be fragmented, and does not fit, is dropped for "
     "the cause mtu"},
    {NULL, 0, false, NULL},
};

static void refuse_telling(const struct resource *r, struct diag *diag)
{
    diag_add(diag, &field_code_contradiction, resource_field_at(r, "fragmentation_needed"),
             "has no effect",
             "`%s` clears DF, so that nothing is dropped that senders could be told of", r->name);
    diag_help(diag, "leave it out, or set df_bit: copy");
}

void schema_check_df(const struct resource *r, int64_t df, bool *tells_mtu, struct diag *diag)
{
    if (!resource_field_given(r, "fragmentation_needed"))
        *tells_mtu = true;
    else if (df != TOPO_DF_COPY)
        refuse_telling(r, diag);
}
