#include "sim/results/manifest.h"

#include <gnu/libc-version.h>
#include <inttypes.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include "models/capture/capture.h"
#include "models/cloud/catalog.h"
#include "models/net/link.h"
#include "models/steady.h"
#include "sim/base/json.h"
#include "sim/term/version.h"

static void write_instant(struct json *j, const char *key, time_t at)
{
    char text[32] = "";
    struct tm tm;
    if (gmtime_r(&at, &tm) != NULL) {
        (void)strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
    }
    json_key(j, key);
    json_string(j, text);
}

static void text(struct json *j, const char *key, const char *value)
{
    json_key(j, key);
    json_string(j, value);
}

static void number(struct json *j, const char *key, double value)
{
    json_key(j, key);
    json_number(j, value);
}

static void whole(struct json *j, const char *key, uint64_t value)
{
    json_key(j, key);
    json_int(j, (int64_t)value);
}

uint64_t manifest_packet_hops(const struct network *net)
{
    uint64_t hops = 0;
    for (size_t i = 0; i < net->n_links; i++) {
        hops += net->link[i]->count.packets;
    }
    return hops;
}

static void write_program(const struct manifest *m, struct json *j)
{
    struct utsname host;
    text(j, "vnetsim", version_number);
    text(j, "revision", version_revision);
    text(j, "build", version_build);
    text(j, "machine", uname(&host) == 0 ? host.machine : NULL);
    text(j, "libc", gnu_get_libc_version());
    json_key(j, "command_line");
    json_array_begin(j);
    for (int i = 0; i < m->argc; i++) {
        json_string(j, m->argv[i]);
    }
    json_array_end(j);
}

static void write_scenario(const struct manifest *m, struct json *j)
{
    const struct topo *t = m->scenario->topo;
    text(j, "scenario", m->scenario->name);
    text(j, "scenario_file", m->scenario->path);
    text(j, "scenario_sha256", m->scenario->sha256);
    json_key(j, "overrides");
    json_array_begin(j);
    for (size_t i = 0; i < m->n_sets; i++) {
        json_string(j, m->sets[i]);
    }
    json_array_end(j);
    whole(j, "seed", t->simulation.seed);
    number(j, "duration_s", sim_time_s(m->net->duration));
    number(j, "warmup_s", sim_time_s(t->simulation.warmup));
    text(j, "warmup_by", m->warmup.chosen ? "auto: MSER-5" : "given");
    text(j, "warmup_warning", m->warmup.why_not);
    json_key(j, "steady"); /* null: not asked for */
    if (t->simulation.type == TOPO_TERMINATING) {
        json_string(j, NULL);
    } else {
        json_bool(j, !steady_backlog_grows(m->net));
    }
    whole(j, "threads", m->threads);
}

static void write_data(const struct manifest *m, struct json *j)
{
    const struct catalog_file *files;
    const size_t n = catalog_files(m->scenario->catalog, &files);
    json_key(j, "model_data");
    json_array_begin(j);
    for (size_t i = 0; i < n; i++) {
        json_object_begin(j);
        text(j, "file", files[i].path);
        text(j, "as_of", files[i].as_of[0] != '\0' ? files[i].as_of : NULL);
        whole(j, "rows", files[i].rows);
        text(j, "sha256", files[i].sha256);
        json_object_end(j);
    }
    json_array_end(j);
}

static void write_captures(const struct manifest *m, struct json *j)
{
    const struct capture *c = m->net->capture;
    json_key(j, "captures");
    json_array_begin(j);
    for (size_t i = 0; c != NULL && i < c->n_files; i++) {
        json_object_begin(j);
        text(j, "node", c->file[i].node);
        text(j, "file", c->file[i].name);
        whole(j, "packets", c->file[i].packets[0] + c->file[i].packets[1]);
        json_object_end(j);
    }
    json_array_end(j);
}

static void write_cost(const struct manifest *m, struct json *j)
{
    const uint64_t events = network_events(m->net), hops = manifest_packet_hops(m->net);
    char fingerprint[20];
    struct rusage usage;
    write_instant(j, "started", m->started_at);
    write_instant(j, "ended", m->ended_at);
    number(j, "wall_s", m->wall_s);
    number(j, "cpu_s", m->cpu_s);
    whole(j, "events", events);
    number(j, "events_per_s", m->wall_s > 0 ? (double)events / m->wall_s : 0);
    whole(j, "packet_hops", hops);
    number(j, "packet_hops_per_cpu_s", m->cpu_s > 0 ? (double)hops / m->cpu_s : 0);
    whole(j, "peak_memory_bytes",
          getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_maxrss * 1024 : 0);
    (void)snprintf(fingerprint, sizeof fingerprint, "%016" PRIx64, network_fingerprint(m->net));
    text(j, "fingerprint", fingerprint);
}

/* What holds the traffic back, in words. */
static void write_verdicts(const struct results *r, struct json *j)
{
    json_key(j, "verdicts");
    json_array_begin(j);
    for (size_t i = 0; r != NULL && i < r->n_verdicts; i++) {
        json_object_begin(j);
        text(j, "traffic", r->verdict[i].traffic);
        text(j, "limited_by", r->verdict[i].limited_by);
        json_key(j, "with");
        json_array_begin(j);
        for (size_t k = 0; k < r->verdict[i].n_with; k++) {
            json_string(j, r->verdict[i].with[k]);
        }
        json_array_end(j);
        text(j, "sentence", r->verdict[i].text);
        json_object_end(j);
    }
    json_array_end(j);
}

void manifest_write(const struct manifest *m, FILE *out)
{
    struct json j;
    json_init(&j, out);
    json_object_begin(&j);
    write_program(m, &j);
    write_scenario(m, &j);
    write_data(m, &j);
    write_verdicts(m->results, &j);
    json_key(&j, "files");
    json_array_begin(&j);
    for (size_t i = 0; i < m->n_files; i++) {
        json_object_begin(&j);
        text(&j, "file", m->file[i].name);
        whole(&j, "rows", m->file[i].rows);
        text(&j, "sha256", m->file[i].sha256);
        json_object_end(&j);
    }
    json_array_end(&j);
    write_captures(m, &j);
    write_cost(m, &j);
    json_object_end(&j);
    json_fini(&j);
}
