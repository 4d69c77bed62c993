/* What the parameters of a template are given: by --param and --parameters, by the deployment
 * around it, by their defaults; and what stands in for a secret. */
#include <string.h>
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/read.h"
#include "sim/arm/template.h"
#include "sim/base/arena.h"

static bool is_type(const char *type, const char *wanted)
{
    return type != NULL && strcasecmp(type, wanted) == 0;
}

static bool is_secure(const char *type)
{
    return is_type(type, "secureString") || is_type(type, "secureObject");
}

static bool fits(const char *type, const struct arm_value *v)
{
    return type == NULL || v->kind == ARM_UNKNOWN || v->kind == ARM_NULL ||
           ((is_type(type, "string") || is_type(type, "secureString")) && v->kind == ARM_TEXT) ||
           (is_type(type, "int") && v->kind == ARM_INT) ||
           (is_type(type, "bool") && v->kind == ARM_BOOL) ||
           (is_type(type, "array") && v->kind == ARM_ARRAY) ||
           ((is_type(type, "object") || is_type(type, "secureObject")) && v->kind == ARM_OBJECT);
}

static void refuse(struct arm_world *w, const struct arm_given *g, const char *type)
{
    const bool vowel = is_type(type, "object") || is_type(type, "array") || is_type(type, "int");
    diag_add(w->diag, &arm_code_value, g->at, "here", "parameter `%s` takes %s %s", g->name,
             vowel ? "an" : "a", type != NULL ? type : "JSON value");
}

/* The text of --param NAME=TEXT as the declared type has it. NULL: reported. */
static const struct arm_value *read_given(struct arm_world *w, const struct arm_given *g,
                                          const char *type)
{
    const size_t len = strlen(g->text);
    const bool text = is_type(type, "string") || is_type(type, "secureString");
    const bool json = !text && (type != NULL || (len > 0 && strchr("[{", g->text[0]) != NULL));
    if (!json) {
        return arm_value_text(w->arena, g->text, g->at);
    }
    struct arena *own = arena_new();
    const struct arm_value *v = arm_read(0, g->text, len, w->arena, diag_new(own));
    arena_free(own);
    if (v == NULL || !fits(type, v)) {
        refuse(w, g, type);
        return NULL;
    }
    return v;
}

static const struct arm_value *find_given(struct arm_world *w, const char *name, const char *type)
{
    for (size_t i = w->n_given; i > 0; i--) { /* the last one counts: --param after --parameters */
        struct arm_given *g = &w->given[i - 1];
        if (strcasecmp(g->name, name) != 0) {
            continue;
        }
        for (size_t k = 0; k < i; k++) {
            w->given[k].used = w->given[k].used || strcasecmp(w->given[k].name, name) == 0;
        }
        if (g->value == NULL) {
            return read_given(w, g, type);
        }
        if (!fits(type, g->value)) {
            refuse(w, g, type);
            return NULL;
        }
        return g->value;
    }
    return NULL;
}

static struct arm_value *placeholder(struct arm_world *w, const char *name, const char *type,
                                     struct span at)
{
    struct arm_value *v;
    if (is_type(type, "secureObject") || is_type(type, "object")) {
        v = arm_value_object(w->arena, ARENA_ARRAY(w->arena, struct arm_member, 1), 0, at, NULL);
    } else {
        v = arm_value_text(w->arena, arena_printf(w->arena, "placeholder-%s", name), at);
    }
    v->secret = true;
    return v;
}

static void missing(struct arm_world *w, const struct arm_member *m, bool nested)
{
    const char *type = arm_get_text(m->value, "type");
    if (w->n_missing++ >= 100) {
        return;
    }
    diag_add(w->diag, &arm_code_parameter, m->at, "no defaultValue", "parameter `%s` has no value",
             m->name);
    if (nested) {
        diag_help(w->diag, "the deployment around it does not give it one: add it to that one's "
                           "properties.parameters");
    } else {
        diag_help(w->diag, "--param '%s=%s', or --parameters FILE", m->name,
                  is_type(type, "int")      ? "1"
                  : is_type(type, "bool")   ? "true"
                  : is_type(type, "array")  ? "[...]"
                  : is_type(type, "object") ? "{...}"
                                            : "...");
    }
}

/* What is given to a nested deployment: {value}, an expression for that, or a reference to a key
 * vault. */
static const struct arm_value *nested_given(const struct arm_value *parameters, const char *name,
                                            struct arm_slot *slot, bool *vault)
{
    const struct arm_value *p = arm_get(parameters, name);
    slot->wrapped = p != NULL && p->kind == ARM_TEXT;
    *vault = !slot->wrapped && arm_get(p, "value") == NULL && arm_get(p, "reference") != NULL;
    return slot->wrapped ? p : arm_get(p, "value");
}

static void stand_in(struct arm_world *w, struct arm_slot *slot, const struct arm_member *m,
                     const char *type)
{
    slot->value = placeholder(w, m->name, type, m->at);
    slot->state = ARM_DONE;
    diag_add(w->diag, &arm_code_secret, m->at, "no value",
             "secret `%s` is not given: a placeholder stands in", m->name);
    diag_help(w->diag,
              "--param %s=...; where it is a shared key, equal placeholders let the tunnel come up",
              m->name);
}

void arm_deployment_bind(struct arm_deployment *d, const struct arm_value *parameters,
                         const struct arm_frame *around)
{
    struct arm_world *w = d->world;
    const struct arm_value *declared = arm_get(d->template, "parameters");
    for (size_t i = 0; i < arm_template_members(declared); i++) {
        const struct arm_member *m = &declared->object->member[i];
        struct arm_slot *slot = &d->parameters[i];
        const char *type = arm_get_text(m->value, "type");
        const struct arm_value *nullable = arm_get(m->value, "nullable");
        bool vault = false;
        const unsigned errors = diag_count(w->diag, DIAG_ERROR);
        slot->given = around != NULL ? nested_given(parameters, m->name, slot, &vault)
                                     : find_given(w, m->name, type);
        slot->frame = d->is_literal ? NULL : around;
        if (slot->given != NULL || diag_count(w->diag, DIAG_ERROR) > errors) {
            continue;
        }
        const struct arm_value *def = arm_get(m->value, "defaultValue");
        if (vault || (def == NULL && is_secure(type))) {
            stand_in(w, slot, m, type);
        } else if (def != NULL) {
            slot->given = def;
            slot->frame = &d->frame;
        } else if (nullable != NULL && nullable->kind == ARM_BOOL && nullable->truth) {
            slot->value = arm_value_new(w->arena, ARM_NULL, m->at);
            slot->state = ARM_DONE;
        } else {
            missing(w, m, around != NULL);
        }
    }
}
