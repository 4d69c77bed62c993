#include "sim/app/capturing.h"

#include <stdio.h>
#include <string.h>

#include "models/capture/capture.h"
#include "sim/app/command.h"
#include "sim/base/arena.h"
#include "sim/term/version.h"

static int fail(const char *file, int err)
{
    (void)fprintf(stderr,
                  "vnetsim run: %s: %s; nothing is written (fewer --pcap, a smaller --pcap-snap or "
                  "--duration take less room)\n",
                  file, strerror(-err));
    return EXIT_FILES;
}

int capturing_begin(const struct capturing *c, struct network *n, const char *dir)
{
    if (c->nodes.n == 0) {
        return EXIT_DONE;
    }
    for (size_t i = 0; i < c->nodes.n; i++) {
        const char *why = capture_refuses(n, c->nodes.v[i]);
        if (why != NULL) {
            (void)fprintf(stderr, "vnetsim run: --pcap %s: %s\n", c->nodes.v[i], why);
            return EXIT_USAGE;
        }
    }
    const struct capture_wish wish = {.dir = dir,
                                      .node = c->nodes.v,
                                      .n_nodes = c->nodes.n,
                                      .snap = c->snap,
                                      .program =
                                          arena_printf(n->arena, "vnetsim %s", version_number)};
    const char *at = NULL;
    const int err = capture_open(n, &wish, &at);
    if (err == 0) {
        return EXIT_DONE;
    }
    const int code = fail(at, err);
    return capture_close(n, &at) == 0
               ? code
               : EXIT_FILES; /* what goes wrong after the first error is not told */
}

int capturing_end(struct network *n)
{
    const char *at = NULL;
    const int err = capture_close(n, &at);
    return err == 0 ? EXIT_DONE : fail(at, err);
}
