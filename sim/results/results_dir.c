#include "sim/results/results_dir.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/base/assert.h"

static char *print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static char *print(const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    const int n = vsnprintf(NULL, 0, fmt, args);
    char *text = malloc((size_t)n + 1);
    SIM_ASSERT(n >= 0 && text != NULL);
    (void)vsnprintf(text, (size_t)n + 1, fmt, again);
    va_end(again);
    va_end(args);
    return text;
}

/* Removes a folder and everything in it; symbolic links are removed, not followed. */
static int remove_tree(const char *path)
{
    DIR *dir = opendir(path);
    int err = 0;
    if (dir == NULL) {
        return -errno;
    }
    for (const struct dirent *e; (e = readdir(dir)) != NULL && err == 0;) {
        struct stat st;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) {
            continue;
        }
        char *child = print("%s/%s", path, e->d_name);
        const bool known = lstat(child, &st) == 0;
        if (known && S_ISDIR(st.st_mode)) {
            err = remove_tree(child);
        } else if (!known || unlink(child) != 0) {
            err = -errno;
        }
        free(child);
    }
    (void)closedir(dir);
    if (err == 0 && rmdir(path) != 0) {
        err = -errno;
    }
    return err;
}

static int make_parents(const char *path)
{
    char *copy = print("%s", path);
    int err = 0;
    for (char *slash = strchr(copy + 1, '/'); slash != NULL && err == 0;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(copy, 0777) != 0 && errno != EEXIST) {
            err = -errno;
        }
        *slash = '/';
    }
    free(copy);
    return err;
}

/* Could run, plot or report have written a file of this name? */
static bool is_our_name(const char *name)
{
    static const char *const suffixes[] = {".csv", ".json", ".yaml", ".png",
                                           ".svg", ".pdf",  ".html"};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes && name[0] != '.'; i++) {
        if (dot != NULL && strcmp(dot, suffixes[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Does a folder hold captures alone, as run writes them: NODE.pcapng, or such in folders? */
static bool is_of_captures(const char *path)
{
    bool ours = true;
    DIR *dir = opendir(path);
    if (dir == NULL) {
        return false;
    }
    for (const struct dirent *e; ours && (e = readdir(dir)) != NULL;) {
        struct stat st;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) {
            continue;
        }
        char *child = print("%s/%s", path, e->d_name);
        const char *dot = strrchr(e->d_name, '.');
        ours = lstat(child, &st) == 0 &&
               (S_ISDIR(st.st_mode)
                    ? is_of_captures(child)
                    : S_ISREG(st.st_mode) && dot != NULL && strcmp(dot, ".pcapng") == 0);
        free(child);
    }
    (void)closedir(dir);
    return ours;
}

/* Does a manifest of ours begin the file? */
static bool is_manifest(const char *path)
{
    char head[64] = "";
    FILE *in = fopen(path, "r");
    if (in != NULL) {
        (void)fread(head, 1, sizeof head - 1, in);
        (void)fclose(in);
    }
    return strstr(head, "\"vnetsim\"") != NULL;
}

/* May the folder be removed? NULL, or why not. */
static const char *why_not_ours(const char *path, bool inside)
{
    const char *why = NULL;
    bool empty = true;
    DIR *dir = opendir(path);
    if (dir == NULL) {
        return "is there already and cannot be read";
    }
    for (const struct dirent *e; why == NULL && (e = readdir(dir)) != NULL;) {
        struct stat st;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) {
            continue;
        }
        empty = false;
        char *child = print("%s/%s", path, e->d_name);
        const bool captures = strcmp(e->d_name, "pcap") == 0 && is_of_captures(child);
        if (lstat(child, &st) != 0 ||
            !(captures ? S_ISDIR(st.st_mode) : S_ISREG(st.st_mode) && is_our_name(e->d_name))) {
            why = "holds what vnetsim has not written: it is not replaced";
        }
        free(child);
    }
    (void)closedir(dir);
    char *manifest = print("%s/manifest.json", path);
    if (!inside && !empty && !is_manifest(manifest)) {
        why = "is there already, and it is no folder of results (no manifest.json of vnetsim): it "
              "is not replaced";
    }
    free(manifest);
    return why;
}

static const char *why_refused(const char *path, const struct stat *st, bool force, bool inside)
{
    const char *name = strrchr(path, '/');
    name = name != NULL ? name + 1 : path;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
        return "is replaced as a whole or not at all: give the folder by its name";
    }
    if (!force) {
        return "is there already; --force replaces it, -o DIR writes elsewhere";
    }
    return S_ISDIR(st->st_mode) ? why_not_ours(path, inside)
                                : "is there already, and it is no folder";
}

static int open_dir(struct results_dir *d, const char *path, bool force, bool inside)
{
    struct stat st;
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/') {
        n--;
    }
    *d = (struct results_dir){.path = print("%.*s", (int)n, path)};
    if (lstat(d->path, &st) == 0) {
        d->replace = true;
        d->refusal = why_refused(d->path, &st, force, inside);
        if (d->refusal != NULL) {
            return -EEXIST;
        }
    }
    const int err = inside ? 0 : make_parents(d->path);
    if (err != 0) {
        return err;
    }
    d->temporary = print("%s.part-%ld", d->path, (long)getpid());
    if (mkdir(d->temporary, 0777) != 0) {
        const int why = -errno;
        free(d->temporary);
        d->temporary = NULL;
        return why;
    }
    return 0;
}

int results_dir_open(struct results_dir *d, const char *path, bool force)
{
    return open_dir(d, path, force, false);
}

int results_dir_open_inside(struct results_dir *d, const char *path, bool force)
{
    return open_dir(d, path, force, true);
}

void results_dir_sweep(const char *folder)
{
    DIR *dir = opendir(folder);
    for (const struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        if (strstr(e->d_name, ".part-") != NULL || strstr(e->d_name, ".old-") != NULL) {
            char *path = print("%s/%s", folder, e->d_name);
            (void)remove_tree(path); /* what cannot be removed is not looked at either */
            free(path);
        }
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
}

int results_dir_commit(struct results_dir *d)
{
    char *old = print("%s.old-%ld", d->path, (long)getpid());
    int err = 0;
    if (d->replace && rename(d->path, old) != 0) {
        err = -errno;
    } else if (rename(d->temporary, d->path) != 0) {
        err = -errno;
        if (d->replace && rename(old, d->path) != 0) {
            (void)fprintf(stderr, "vnetsim: the former results are now in %s\n", old);
        }
    } else {
        free(d->temporary);
        d->temporary = NULL;
        if (d->replace) {
            err = remove_tree(old);
        }
    }
    free(old);
    return err;
}

void results_dir_close(struct results_dir *d)
{
    if (d->temporary != NULL) {
        (void)remove_tree(d->temporary);
    }
    free(d->temporary);
    free(d->path);
    *d = (struct results_dir){0};
}
