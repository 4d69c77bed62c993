#include "sim/arm/call.h"

#include <strings.h>

#include "sim/base/diag.h"

static const struct arm_function *const tables[] = {
    arm_text_functions,   arm_join_functions,  arm_number_functions, arm_list_functions,
    arm_set_functions,    arm_logic_functions, arm_object_functions, arm_lambda_functions,
    arm_id_functions,     arm_net_functions,   arm_time_functions,   arm_scope_functions,
    arm_coding_functions, arm_zone_functions};
enum { N_TABLES = sizeof tables / sizeof tables[0], NAMES_MAX = 200 };

const struct arm_function *arm_function_find(const char *name)
{
    for (size_t t = 0; t < N_TABLES; t++) {
        for (const struct arm_function *f = tables[t]; f->name != NULL; f++) {
            if (strcasecmp(f->name, name) == 0) {
                return f;
            }
        }
    }
    /* list*(): keys and the like, which every provider has its own of */
    return strncasecmp(name, "list", 4) == 0 && name[4] != '\0' ? arm_function_find("listKeys")
                                                                : NULL;
}

const char *arm_function_near(const char *name)
{
    const char *names[NAMES_MAX];
    size_t n = 0;
    for (size_t t = 0; t < N_TABLES; t++) {
        for (const struct arm_function *f = tables[t]; f->name != NULL && n < NAMES_MAX; f++) {
            names[n++] = f->name;
        }
    }
    return diag_closest(name, names, n);
}
