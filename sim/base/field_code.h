/*
 * Codes of the first ring of checks: what is wrong with one value, before any meaning is looked at.
 * VN0001..VN0099 are theirs. The stages behind have their own tables.
 */
#ifndef SIM_BASE_FIELD_CODE_H
#define SIM_BASE_FIELD_CODE_H

#include <stddef.h>

#include "sim/base/diag.h"

extern const struct diag_code field_code_syntax, field_code_yaml_feature, field_code_duplicate_key,
    field_code_unknown_key, field_code_type, field_code_no_unit, field_code_unit, field_code_range,
    field_code_word, field_code_missing, field_code_ipv6, field_code_host_bits, field_code_prefix,
    field_code_name, field_code_version, field_code_later, field_code_not_here,
    field_code_contradiction, field_code_path, field_code_precision, field_code_sample,
    field_code_distribution;

/* All of them, by id. */
const struct diag_code *const *field_codes(size_t *n);

#endif
