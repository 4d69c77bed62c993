#include "models/vpn/esp.h"

#include <stddef.h>

struct combination {
    enum topo_encryption encryption;
    enum topo_integrity integrity;
    enum catalog_cipher row;
    struct esp_suite suite;
};

#define GCM(bits)                                                                                  \
    {                                                                                              \
        TOPO_GCMAES##bits, TOPO_INTEGRITY_GCMAES##bits, CATALOG_GCMAES256,                         \
        {                                                                                          \
            "GCMAES" #bits, 4, 8, 16                                                               \
        }                                                                                          \
    }
#define HMACS(encryption, word, row, block, iv)                                                    \
    {encryption, TOPO_SHA256, row, {word "/SHA256", block, iv, 16}},                               \
        {encryption, TOPO_SHA1, row, {word "/SHA1", block, iv, 12}},                               \
    {                                                                                              \
        encryption, TOPO_MD5, row,                                                                 \
        {                                                                                          \
            word "/MD5", block, iv, 12                                                             \
        }                                                                                          \
    }

static const struct combination combinations[] = {
    GCM(256),
    GCM(192),
    GCM(128),
    HMACS(TOPO_AES256, "AES256", CATALOG_AES256_SHA256, 16, 16),
    HMACS(TOPO_AES192, "AES192", CATALOG_AES256_SHA256, 16, 16),
    HMACS(TOPO_AES128, "AES128", CATALOG_AES256_SHA256, 16, 16),
    HMACS(TOPO_DES3, "DES3", CATALOG_DES3_SHA256, 8, 8),
    HMACS(TOPO_DES, "DES", CATALOG_DES3_SHA256, 8, 8),
    HMACS(TOPO_ENCRYPTION_NONE, "None", CATALOG_AES256_SHA256, 4, 0),
};

const struct esp_suite *esp_suite_find(enum topo_encryption encryption,
                                       enum topo_integrity integrity)
{
    for (size_t i = 0; i < sizeof combinations / sizeof *combinations; i++)
        if (combinations[i].encryption == encryption && combinations[i].integrity == integrity)
            return &combinations[i].suite;
    return NULL;
}

const struct esp_suite *esp_suite_default(void)
{
    return &combinations[0].suite;
}

enum catalog_cipher esp_suite_row(const struct esp_suite *s)
{
    const struct combination *c =
        (const void *)((const char *)s - offsetof(struct combination, suite));

    return c->row;
}
