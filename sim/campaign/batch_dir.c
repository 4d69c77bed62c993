#include "sim/campaign/batch_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/base/arena.h"
#include "sim/results/results_dir.h"

static int make_dirs(const char *dir, struct arena *arena)
{
    char *path = arena_printf(arena, "%s/runs", dir);
    for (char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
        if (slash != NULL) {
            *slash = '\0';
        }
        if (mkdir(path, 0777) != 0 && errno != EEXIST) {
            return -errno;
        }
        if (slash == NULL) {
            return 0;
        }
        *slash = '/';
    }
}

static int lock_dir(const char *dir, struct arena *arena)
{
    const struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    const int fd = open(arena_printf(arena, "%s/.lock", dir), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) {
        return -errno;
    }
    if (fcntl(fd, F_SETLK, &whole) == 0) {
        return 0;
    }
    if (errno == EACCES || errno == EAGAIN) {
        return -EBUSY;
    }
    (void)fprintf(stderr,
                  "warning: %s: no locks on this file system (%s): see to it that no other "
                  "campaign works there\n",
                  dir, strerror(errno));
    return 0;
}

int batch_dir_open(const char *dir, struct arena *arena)
{
    const int err = make_dirs(dir, arena);
    const int locked = err != 0 ? err : lock_dir(dir, arena);
    if (locked == 0) {
        batch_dir_sweep(dir);
    }
    return locked;
}

void batch_dir_sweep(const char *dir)
{
    struct arena *arena = arena_new();
    results_dir_sweep(arena_printf(arena, "%s/runs", dir));
    arena_free(arena);
}

bool batch_dir_is_there(const char *dir)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/.lock", dir);
    return access(path, F_OK) == 0;
}
