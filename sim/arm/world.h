/*
 * What one import holds: the files, their deployments (a template and the values of its
 * parameters), and the resources that they declare or that were deployed. Everything is worked out
 * when it is asked for, and once: parameters and variables when an expression names them, a nested
 * template when its resources or outputs are needed, a resource's properties when the mapping or a
 * reference() looks at them. So expressions that the network does not depend on are never
 * evaluated.
 */
#ifndef SIM_ARM_WORLD_H
#define SIM_ARM_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/arm/tree.h"

struct catalog;
struct arm_world;
struct arm_index;

enum { ARM_RESOURCES_MAX = 100000, ARM_NESTING_MAX = 32, ARM_COPY_MAX = 800 };

enum arm_state { ARM_NOT_YET, ARM_IN_WORK, ARM_DONE };

/* A name inside a copy loop or a lambda. */
struct arm_local {
    const char *name;
    bool is_copy;
    bool of_resources;       /* copy: of resources; else of the values of a property or variable */
    int64_t index;           /* copy */
    struct arm_value *value; /* lambda */
    const struct arm_local *outer;
};

/* Where an expression is evaluated. */
struct arm_frame {
    struct arm_deployment *in;
    const struct arm_local *locals;
    const struct arm_value
        *args; /* inside a user's function: its parameters, and nothing else is visible; NULL */
    bool is_function;
};

struct arm_slot { /* a parameter or variable */
    enum arm_state state;
    const struct arm_value *given; /* a parameter's, before evaluation; NULL */
    const struct arm_frame *frame; /* in which `given` is evaluated; NULL: it is a plain value */
    bool wrapped;                  /* `given` is an expression for {value}, not for the value */
    struct arm_value *value;
};

enum arm_naming { ARM_UNNAMED, ARM_NAMED, ARM_NAMED_IN_PART };

struct arm_deployment {
    struct arm_world *world;
    struct arm_deployment *parent; /* NULL: a file's own */
    const struct arm_value *template;
    const char *name, *subscription, *group;
    const char *file;      /* of a file's own */
    enum arm_naming named; /* in the text of another file */
    bool linked;           /* meant by the templateLink of another file: deployed only from there */
    unsigned depth;
    enum arm_state state;
    struct arm_frame
        frame; /* of its resources and outputs: its own, or with the scope "outer" that around it */
    bool is_outer;
    bool is_literal; /* the values of its parameters are of a file, which has no expressions */
    struct arm_slot *parameters, *variables; /* as template.parameters, template.variables */
    const struct arm_value *copied;          /* variables.copy, or NULL */
    struct arm_slot *copied_slots;
    struct arm_resource **resource;
    size_t n, cap;
    struct arm_value *outputs;
    enum arm_state outputs_state;
};

struct arm_resource {
    struct arm_deployment *in; /* NULL: deployed, not declared */
    struct arm_frame frame;
    const struct arm_value *json;
    const char *symbol; /* in templates with symbolic names; "vm[0]" in a loop */
    const char *type, *name, *subscription, *group, *id;
    bool existing; /* only named by the template, not made by it */
    enum arm_state state;
    struct arm_value *body;         /* evaluated */
    struct arm_deployment *deploys; /* of Microsoft.Resources/deployments */
    struct span at;                 /* of its name */
    void *mapped;                   /* what the mapping made of it, or NULL */
    bool looked_at;                 /* by the mapping: there is something, or it was said why not */
};

struct arm_parameter_file { /* one that is no template's but a link's: parametersLink */
    const char *file;
    const struct arm_value *root;
};

struct arm_given { /* a parameter's value from --param or --parameters */
    const char *name, *text;
    const struct arm_value *value; /* of a file; NULL: text is from the command line */
    struct span at;
    bool used;
};

struct arm_world {
    struct arena *arena;
    struct diag *diag;
    const struct catalog *catalog;
    const char *location; /* of resource groups */
    bool location_given, location_used, time_used;
    bool zones_used; /* toPhysicalZone() and its like */
    struct arm_given *given;
    size_t n_given, cap_given;
    struct arm_deployment *const *root; /* of the files, in their order */
    size_t n_roots;
    struct arm_parameter_file *const *parameter_file;
    size_t n_parameter_files;
    struct arm_resource **resource;
    size_t n, cap;
    struct arm_index *by_id, *by_type, *by_symbol;
    unsigned depth; /* of evaluation */
    uint64_t work;  /* done in evaluation */
    bool exhausted; /* more than is allowed: said once */
    bool refused;   /* by the platform, which is said */
    unsigned n_missing, n_twice;
    unsigned n_off; /* parts of the network that a condition leaves out */
};

extern const char arm_default_subscription[];

/* Hashes of resources by a text without case; `ambiguous` when a text was added for two different
 * ones. */
void arm_index_add(struct arm_world *w, struct arm_index **index, const char *key,
                   struct arm_resource *r);
struct arm_resource *arm_index_find(struct arm_index *index, const char *key, bool *ambiguous);
void arm_world_fini(struct arm_world *w);

/* By id; where no resource has it, by type and name if that is only one. NULL: none. */
struct arm_resource *arm_resource_by_id(struct arm_world *w, const char *id);
/* Without the provider that it begins with, where it does: "virtualNetworks". */
const char *arm_short_type(const char *type);
/* As reference() names it in frame: an id, a part of one, a symbolic name, or a mere name. */
struct arm_resource *arm_resource_named(struct arm_world *w, const struct arm_frame *frame,
                                        const char *text);
/* "Microsoft.Network/virtualNetworks/subnets" of an id, and "vnet/subnet"; NULL when it is none. */
const char *arm_id_type(struct arena *arena, const char *id);
const char *arm_id_name(struct arena *arena, const char *id);
/* The id without its last type and name; a resource's parent. */
const char *arm_id_parent(struct arena *a, const char *id);
/* The id of a resource of this type and name in a group (NULL: of the subscription). */
const char *arm_id_make(struct arena *arena, const char *subscription, const char *group,
                        const char *type, const char *name);

/* A resource is kept; false when there are too many. */
bool arm_world_add(struct arm_world *w, struct arm_resource *r) __attribute__((warn_unused_result));
/* "westus2" of "West US 2". */
const char *arm_region(struct arena *arena, const char *location);

#endif
