/*
 * IPsec policies: the words of the platform, and which go together.
 */
#include "models/language/schema.h"

#include "sim/base/field_code.h"

/* An IPsec policy is all or nothing on the platform: a partial one is refused (FAQ, 2022-05-25). */
#define ENCRYPTION_GCM(word, value)                                                                \
    {                                                                                              \
        word, value, false, "AES in Galois/counter mode: encrypts and protects"                    \
    }
static const struct field_word ike_encryption[] = {
    ENCRYPTION_GCM("GCMAES256", TOPO_GCMAES256), ENCRYPTION_GCM("GCMAES128", TOPO_GCMAES128),
    {"AES256", TOPO_AES256, false, "AES-CBC"},   {"AES192", TOPO_AES192, false, "AES-CBC"},
    {"AES128", TOPO_AES128, false, "AES-CBC"},   {"DES3", TOPO_DES3, false, "3DES-CBC"},
    {"DES", TOPO_DES, false, "DES-CBC"},         {NULL, 0, false, NULL},
};
static const struct field_word ike_integrity[] = {
    {"SHA384", TOPO_SHA384, false, ""},
    {"SHA256", TOPO_SHA256, false, ""},
    {"SHA1", TOPO_SHA1, false, ""},
    {"MD5", TOPO_MD5, false, ""},
    {"GCMAES256", TOPO_INTEGRITY_GCMAES256, false, "with the encryption of that name"},
    {"GCMAES128", TOPO_INTEGRITY_GCMAES128, false, "with the encryption of that name"},
    {NULL, 0, false, NULL},
};
static const struct field_word dh_groups[] = {
    {"DHGroup24", TOPO_DH_24, false, "2048 bits with a 256-bit subgroup"},
    {"ECP384", TOPO_DH_ECP384, false, "group 20"},
    {"ECP256", TOPO_DH_ECP256, false, "group 19"},
    {"DHGroup14", TOPO_DH_14, false, "2048 bits"},
    {"DHGroup2048", TOPO_DH_14, false, "another name of DHGroup14"},
    {"DHGroup2", TOPO_DH_2, false, "1024 bits"},
    {"DHGroup1", TOPO_DH_1, false, "768 bits"},
    {"None", TOPO_DH_NONE, false, ""},
    {NULL, 0, false, NULL},
};
static const struct field_word ipsec_encryption[] = {
    ENCRYPTION_GCM("GCMAES256", TOPO_GCMAES256),
    ENCRYPTION_GCM("GCMAES192", TOPO_GCMAES192),
    ENCRYPTION_GCM("GCMAES128", TOPO_GCMAES128),
    {"AES256", TOPO_AES256, false, "AES-CBC"},
    {"AES192", TOPO_AES192, false, "AES-CBC"},
    {"AES128", TOPO_AES128, false, "AES-CBC"},
    {"DES3", TOPO_DES3, false, "3DES-CBC"},
    {"DES", TOPO_DES, false, "DES-CBC"},
    {"None", TOPO_ENCRYPTION_NONE, false, "not encrypted"},
    {NULL, 0, false, NULL},
};
static const struct field_word ipsec_integrity[] = {
    {"GCMAES256", TOPO_INTEGRITY_GCMAES256, false, "with the encryption of that name"},
    {"GCMAES192", TOPO_INTEGRITY_GCMAES192, false, "with the encryption of that name"},
    {"GCMAES128", TOPO_INTEGRITY_GCMAES128, false, "with the encryption of that name"},
    {"SHA256", TOPO_SHA256, false, ""},
    {"SHA1", TOPO_SHA1, false, ""},
    {"MD5", TOPO_MD5, false, ""},
    {NULL, 0, false, NULL},
};
static const struct field_word pfs_groups[] = {
    {"PFS24", TOPO_DH_24, false, ""},
    {"ECP384", TOPO_DH_ECP384, false, ""},
    {"ECP256", TOPO_DH_ECP256, false, ""},
    {"PFS2048", TOPO_DH_14, false, "group 14"},
    {"PFS14", TOPO_DH_14, false, "another name of PFS2048"},
    {"PFS2", TOPO_DH_2, false, ""},
    {"PFS1", TOPO_DH_1, false, ""},
    {"PFSMM", TOPO_DH_MM, false, "the group of the IKE exchange"},
    {"None", TOPO_DH_NONE, false, ""},
    {NULL, 0, false, NULL},
};

#define POLICY_WORD(key, list, text)                                                               \
    {                                                                                              \
        .name = #key, .kind = FIELD_WORD, .flags = FIELD_REQUIRED,                                 \
        .offset = offsetof(struct topo_policy, key), .words = list, .help = text                   \
    }

static const struct field policy_fields[] = {
    POLICY_WORD(ike_encryption, ike_encryption, "of the IKE exchange"),
    POLICY_WORD(ike_integrity, ike_integrity, "of the IKE exchange"),
    POLICY_WORD(dh_group, dh_groups, "Diffie-Hellman group of the IKE exchange"),
    POLICY_WORD(ipsec_encryption, ipsec_encryption,
                "of the packets; decides their size and what the gateway can carry"),
    POLICY_WORD(ipsec_integrity, ipsec_integrity,
                "of the packets; with GCM the same word as ipsec_encryption"),
    POLICY_WORD(pfs_group, pfs_groups, "Diffie-Hellman group at rekeying"),
    {.name = "sa_lifetime",
     .kind = FIELD_DURATION,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_policy, sa_lifetime),
     .min = 300 * SIM_S,
     .max = 172799 * SIM_S,
     .help = "rekeyed after this time",
     .example = "27000s"},
    {.name = "sa_data_size",
     .kind = FIELD_KILOBYTES,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_policy, sa_data_size),
     .min = INT64_C(1024) * 1024,
     .max = INT64_C(2147483647) * 1024,
     .help = "rekeyed after so much data; here KB, MB and GB are powers of 1,024",
     .example = "102400000KB"},
};

/* With GCM the integrity must be the encryption's own name, and with nothing else (FAQ on IPsec
 * policies, 2022-05-25). */
static void policy_finish(void *object, struct arena *arena, struct diag *diag)
{
    const struct topo_policy *p = object;
    const bool gcm = p->ipsec_encryption <= TOPO_GCMAES128,
               own = p->ipsec_integrity <= TOPO_INTEGRITY_GCMAES128;
    (void)arena;
    if (!resource_field_given(&p->r, "ipsec_encryption") ||
        !resource_field_given(&p->r, "ipsec_integrity")) {
        return;
    }
    if (p->ike_integrity <= TOPO_INTEGRITY_GCMAES128 &&
        resource_field_given(&p->r, "ike_encryption") &&
        (p->ike_encryption > TOPO_GCMAES128 ||
         p->ike_encryption - TOPO_GCMAES256 != p->ike_integrity - TOPO_INTEGRITY_GCMAES256)) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&p->r, "ike_integrity"),
                 "does not go with it", "ike_encryption and ike_integrity do not go together");
        diag_other(diag, resource_field_at(&p->r, "ike_encryption"), "the encryption");
        diag_platform(diag, "GCM as integrity goes with the encryption of that name alone");
        diag_help(diag, "SHA384 or SHA256, or the same GCM for both");
    }
    if (gcm != own || (gcm && p->ipsec_encryption - TOPO_GCMAES256 !=
                                  p->ipsec_integrity - TOPO_INTEGRITY_GCMAES256)) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&p->r, "ipsec_integrity"),
                 "does not go with it", "ipsec_encryption and ipsec_integrity do not go together");
        diag_other(diag, resource_field_at(&p->r, "ipsec_encryption"), "the encryption");
        diag_platform(diag, "GCM protects by itself: both words must be the same");
        diag_help(diag, "a GCM for both, or AES256 with SHA256");
    }
}

const struct field_table schema_policy = {
    .kind = "IPsec policy",
    .help = "In place of the default proposals. The platform wants all eight keys, and the same "
            "policy at both ends.",
    .size = sizeof(struct topo_policy),
    .resource = offsetof(struct topo_policy, r),
    .fields = policy_fields,
    .n = SCHEMA_N(policy_fields),
    .finish = policy_finish,
};
