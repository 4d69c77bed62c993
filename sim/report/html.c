#include "sim/report/html.h"

#include <errno.h>
#include <stdint.h>

void html_text(FILE *out, const char *s)
{
    for (; *s != '\0'; s++) {
        switch (*s) {
        case '&':
            (void)fputs("&amp;", out);
            break;
        case '<':
            (void)fputs("&lt;", out);
            break;
        case '>':
            (void)fputs("&gt;", out);
            break;
        case '"':
            (void)fputs("&quot;", out);
            break;
        case '\'':
            (void)fputs("&#39;", out);
            break;
        default:
            if ((unsigned char)*s < 0x20 && *s != '\n' && *s != '\t') {
                (void)fputs("&#xFFFD;", out);
            } else {
                (void)fputc(*s, out);
            }
        }
    }
}

/* RFC 4648, 4. */
static void write_base64(FILE *out, const uint8_t *b, size_t n)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const uint32_t v =
        (uint32_t)b[0] << 16 | (n > 1 ? (uint32_t)b[1] << 8 : 0) | (n > 2 ? b[2] : 0);
    (void)fputc(digit[v >> 18], out);
    (void)fputc(digit[v >> 12 & 63], out);
    (void)fputc(n > 1 ? digit[v >> 6 & 63] : '=', out);
    (void)fputc(n > 2 ? digit[v & 63] : '=', out);
}

int html_data_uri(FILE *out, const char *path, const char *type)
{
    uint8_t b[3];
    size_t n;
    FILE *in = fopen(path, "rb");
    if (in == NULL) {
        return -errno;
    }
    (void)fprintf(out, "data:%s;base64,", type);
    while ((n = fread(b, 1, sizeof b, in)) > 0) {
        write_base64(out, b, n);
    }
    const int err = ferror(in) ? -EIO : 0;
    (void)fclose(in);
    return err;
}
