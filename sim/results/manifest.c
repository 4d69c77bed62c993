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
    json_key_string(j, "vnetsim", version_number);
    json_key_string(j, "revision", version_revision);
    json_key_string(j, "build", version_build);
    json_key_string(j, "machine", uname(&host) == 0 ? host.machine : NULL);
    json_key_string(j, "libc", gnu_get_libc_version());
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
    json_key_string(j, "scenario", m->scenario->name);
    json_key_string(j, "scenario_file", m->scenario->path);
    json_key_string(j, "scenario_sha256", m->scenario->sha256);
    json_key(j, "overrides");
    json_array_begin(j);
    for (size_t i = 0; i < m->n_sets; i++) {
        json_string(j, m->sets[i]);
    }
    json_array_end(j);
    json_key_int(j, "seed", t->simulation.seed);
    json_key_number(j, "duration_s", sim_time_s(m->net->duration));
    json_key_number(j, "warmup_s", sim_time_s(t->simulation.warmup));
    json_key_string(j, "warmup_by", m->warmup.chosen ? "auto: MSER-5" : "given");
    json_key_string(j, "warmup_warning", m->warmup.why_not);
    json_key(j, "steady"); /* null: not asked for */
    if (t->simulation.type == TOPO_TERMINATING) {
        json_string(j, NULL);
    } else {
        json_bool(j, !steady_backlog_grows(m->net));
    }
    json_key_int(j, "threads", m->threads);
}

static void write_data(const struct manifest *m, struct json *j)
{
    const struct catalog_file *files;
    const size_t n = catalog_files(m->scenario->catalog, &files);
    json_key(j, "model_data");
    json_array_begin(j);
    for (size_t i = 0; i < n; i++) {
        json_object_begin(j);
        json_key_string(j, "file", files[i].path);
        json_key_string(j, "as_of", files[i].as_of[0] != '\0' ? files[i].as_of : NULL);
        json_key_int(j, "rows", files[i].rows);
        json_key_string(j, "sha256", files[i].sha256);
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
        json_key_string(j, "node", c->file[i].node);
        json_key_string(j, "file", c->file[i].name);
        json_key_int(j, "packets", c->file[i].packets[0] + c->file[i].packets[1]);
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
    json_key_number(j, "wall_s", m->wall_s);
    json_key_number(j, "cpu_s", m->cpu_s);
    json_key_int(j, "events", events);
    json_key_number(j, "events_per_s", m->wall_s > 0 ? (double)events / m->wall_s : 0);
    json_key_int(j, "packet_hops", hops);
    json_key_number(j, "packet_hops_per_cpu_s", m->cpu_s > 0 ? (double)hops / m->cpu_s : 0);
    json_key_int(j, "peak_memory_bytes",
                 getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_maxrss * 1024 : 0);
    (void)snprintf(fingerprint, sizeof fingerprint, "%016" PRIx64, network_fingerprint(m->net));
    json_key_string(j, "fingerprint", fingerprint);
}

/* What holds the traffic back, in words. */
static void write_verdicts(const struct results *r, struct json *j)
{
    json_key(j, "verdicts");
    json_array_begin(j);
    for (size_t i = 0; r != NULL && i < r->n_verdicts; i++) {
        json_object_begin(j);
        json_key_string(j, "traffic", r->verdict[i].traffic);
        json_key_string(j, "limited_by", r->verdict[i].limited_by);
        json_key(j, "with");
        json_array_begin(j);
        for (size_t k = 0; k < r->verdict[i].n_with; k++) {
            json_string(j, r->verdict[i].with[k]);
        }
        json_array_end(j);
        json_key_string(j, "sentence", r->verdict[i].text);
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
        json_key_string(&j, "file", m->file[i].name);
        json_key_int(&j, "rows", m->file[i].rows);
        json_key_string(&j, "sha256", m->file[i].sha256);
        json_object_end(&j);
    }
    json_array_end(&j);
    write_captures(m, &j);
    write_cost(m, &j);
    json_object_end(&j);
    json_fini(&j);
}
