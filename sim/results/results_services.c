/*
 * services.csv: what stands between a request's arrival and its response, at the members that have
 * a service_time.
 */
#include <math.h>

#include "models/flow/service.h"
#include "sim/base/field.h"
#include "sim/results/results.h"

static const struct csv_column columns[] = {
    {"service", "the member: sql-mi-0", CSV_STRING},
    {"kind", "of its entry: virtual machine, cloud service, managed instance", CSV_STRING},
    {"servers", "requests at work at once", CSV_INTEGER},
    {"requests", "that began to be served", CSV_INTEGER},
    {"utilisation_frac", "share of the time that a server was at work, mean over the servers",
     CSV_NUMBER},
    {"waiting_mean", "requests that wait for a server: mean over time", CSV_NUMBER},
    {"waiting_max", "most of them", CSV_INTEGER},
    {"wait_mean_ms",
     "from a request's arrival to the begin of its service: in the round trip, in no one-way delay",
     CSV_NUMBER},
    {"wait_max_ms", "longest", CSV_NUMBER},
    {"service_mean_ms", "from the begin of service to the response", CSV_NUMBER},
};

static void write_services(const struct results *r, struct csv_out *o)
{
    const struct network *n = r->net;
    const double dur_ps = (double)(n->duration - n->warmup);
    for (size_t i = 0; i < n->n_vms; i++) {
        const struct service *s = n->vm[i].service;
        if (s == NULL) {
            continue;
        }
        const double requests = s->requests > 0 ? (double)s->requests : NAN;
        csv_out_text(o, n->vm[i].name);
        csv_out_text(o, n->vm[i].declared->r.table->kind);
        csv_out_int(o, s->n_servers);
        csv_out_int(o, s->requests);
        csv_out_number(o, (double)s->busy_dur / dur_ps / s->n_servers);
        csv_out_number(o, (double)s->waiting_ps / dur_ps);
        csv_out_int(o, s->waiting_max);
        csv_out_number(o, (double)s->wait_dur / requests / (double)SIM_MS);
        csv_out_number(o, s->requests > 0 ? sim_time_ms(s->wait_max_dur) : NAN);
        csv_out_number(o, (double)s->service_dur / requests / (double)SIM_MS);
    }
}

static const struct csv_table table = {
    .file = "services.csv",
    .row = "a member with a service_time",
    .help = "Covers what begins to be served from the warm-up's end to the end of the run. Only "
            "request_response is served; ping is\n"
            "answered at once. A wait here is part of rtt_* and of no one-way delay.",
    .column = columns,
    .n = sizeof columns / sizeof *columns,
    .n_key = 1,
};
const struct results_file results_services = {&table, write_services};
