/*
 * limits.csv: what held each flow back and for how long, who lost its packets, and what a formula says of it.
 */
#include <math.h>

#include "sim/results/results.h"

static const struct csv_column columns[] = {
    {"flow", "as in flows.csv", CSV_STRING},
    {"word", "as limited_by in flows.csv, and the places that lost packets of the flow", CSV_STRING},
    {"traffic", "the traffic entry", CSV_STRING},
    {"limits", "1: this word is the flow's limited_by; 0", CSV_INTEGER},
    {"time_frac", "share of the flow's counted life that the word held it back; the shares of a flow add up to 1. Of what is not TCP all of it is of one word", CSV_NUMBER},
    {"packets_lost", "of the flow, both ways, that this place dropped; losses on the line stand under loss", CSV_INTEGER},
    {"formula", "that says what the word allows; empty: none does, or it asks for more losses than there were (20)", CSV_STRING},
    {"expected_mbps", "what it says, of application bytes", CSV_NUMBER},
    {"measured_mbps", "goodput_mbps of flows.csv", CSV_NUMBER},
    {"ratio_least", "measured / expected that the formula's assumptions allow, from", CSV_NUMBER},
    {"ratio_most", "to", CSV_NUMBER},
    {"verdict", "of limited_by: agrees, or disagrees: beyond what they allow; empty: of other words, or without a formula", CSV_STRING},
};

static void write_expected(struct csv_out *o, const struct limit_expected *e, double measured, bool limits)
{
    const bool known = e->formula != NULL;
    csv_out_text(o, known ? e->formula : NULL);
    csv_out_number(o, known ? e->mbps : NAN);
    csv_out_number(o, measured);
    csv_out_number(o, known ? e->least : NAN);
    csv_out_number(o, known ? e->most : NAN);
    csv_out_text(o, !known || !limits ? NULL : limit_disagrees(e, measured) ? "disagrees" : "agrees");
}

static void write_limits(const struct results *r, struct csv_out *o)
{
    for (size_t i = 0; i < r->net->n_flows; i++) {
        const struct limit *l = &r->limit[i];
        for (size_t k = 0; k < l->n; k++) {
            const struct limit_word *w = &l->word[k];
            csv_out_text(o, r->net->flow[i].name);
            csv_out_text(o, w->text);
            csv_out_text(o, r->net->flow[i].spec->r.name);
            csv_out_int(o, k == 0);
            csv_out_number(o, l->dur > 0 ? (double)w->dur / (double)l->dur : NAN);
            csv_out_int(o, w->lost);
            write_expected(o, &w->expected, r->flow[i].goodput_mbps, k == 0);
        }
    }
}

static const struct csv_table table = {
    .file = "limits.csv",
    .row = "a flow and a word",
    .help = "The largest share of a flow stands first and is its limited_by. Where a link, a NIC or a gateway's limit is why TCP waits, it takes\n"
            "the place of TCP's own words: one that worked for 95 % of the flow's life; of pacing and windows also the busiest one from 75 % on;\n"
            "of the congestion window the busy place that the flow loses packets at, else the place that drops or marks most of them. What is\n"
            "not TCP sends whatever happens: the narrowest place that it floods limits it, once 3 % of its packets are lost there (of less it\n"
            "would gain as little if the place let everything through), else the application. Who asks, and waits for answers, is held back by a\n"
            "service that gives them, where its servers worked for 95 % of the time.\n"
            "\n"
            "Formulas, and what they allow (ratio_least, ratio_most); none for a flow that stood still for 5 % of its life because something broke:\n"
            "\n"
            "- offered rate: of cbr, poisson, on_off; 2 % (TCP 5 %), and more where random packets or bursts are few; 100 bursts at least.\n"
            "- window/RTT, send buffer/RTT: whole segments of it a mean round trip (RFC 9293); 5 %.\n"
            "- PFTK: Padhye, Firoiu, Towsley, Kurose (SIGCOMM '98), equation (32), of NewReno; a third, as its authors' own comparisons.\n"
            "- CUBIC response: RFC 9438, 5.1, or Reno's where that is more; a third: it is for losses at equal distances.\n"
            "- link rate, NIC rate, SKU limit (a gateway's tunnel or aggregate, by cipher), gateway or appliance limit (one that the scenario gives): what\n"
            "  it carries of full packets, less what passes of flows that it does not limit. One TCP flow that others leave it to\n"
            "  (95 %): 0.75 (a window halved over a short queue) to 1.03; several: equal shares, twofold, after 20 losses. UDP: shares as offered, 5 %, at a place that never\n"
            "  rests; of several none may come in bursts.",
    .column = columns,
    .n = sizeof columns / sizeof *columns,
    .n_key = 2,
};
const struct results_file results_limits = {&table, write_limits};
