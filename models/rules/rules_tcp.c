/*
 * TCP: fields that its congestion control has no use for.
 */
#include "models/rules/rules_parts.h"

void rules_other_algorithm(const struct rules *r)
{
    static const struct {
        const char *field, *word;
        int64_t of;
    } only[] = {{"hystart", "cubic", TOPO_CC_CUBIC}, {"byte_counting", "newreno", TOPO_CC_NEWRENO}};

    for (size_t i = 0; i < r->t->n_traffic; i++) {
        const struct topo_traffic *t = &r->t->traffic[i];
        for (size_t k = 0; k < sizeof only / sizeof only[0]; k++) {
            if (t->transport != TOPO_TRANSPORT_TCP || t->tcp.congestion_control == only[k].of ||
                !resource_field_given(&t->r, only[k].field)) {
                continue;
            }
            diag_add(r->d, &rules_code_other_algorithm, resource_field_at(&t->r, only[k].field),
                     "has no effect", "`%s` is for `congestion_control: %s` alone", only[k].field,
                     only[k].word);
            if (resource_field_given(&t->r, "congestion_control")) {
                diag_other(r->d, resource_field_at(&t->r, "congestion_control"), "this is another");
            }
            diag_help(r->d, "leave it out, or choose congestion_control: %s", only[k].word);
        }
    }
}
