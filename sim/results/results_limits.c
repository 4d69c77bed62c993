/*
 * limits.csv: what held each flow back and for how long, who lost its packets, and what a formula
 * says of it.
 */
#include <math.h>

#include "sim/base/arena.h"
#include "sim/results/results.h"

static const struct csv_column columns[] = {
    {"flow", "as in flows.csv", CSV_STRING},
    {"word", "as limited_by in flows.csv, and the places that lost packets of the flow",
     CSV_STRING},
    {"traffic", "the traffic entry", CSV_STRING},
    {"limits", "1: this word is the flow's limited_by; 0", CSV_INTEGER},
    {"time_frac",
     "share of the flow's counted life that the word held it back; the shares of a flow add up to "
     "1. Of what is not TCP packets stand for time: each place that lost some has their share, one "
     "that never rests (95 %) all that the others leave, the application the rest; of who asks "
     "its parts have what they take, and places that lost questions or answers what it waits "
     "for time-outs. After a connection has been given up its time is of the place that lost its "
     "last packet",
     CSV_NUMBER},
    {"packets_lost",
     "of the flow, both ways, that this place dropped; losses on the line stand under loss",
     CSV_INTEGER},
    {"formula",
     "that says what the word allows; empty: none does, or it asks for more losses than there were "
     "(20)",
     CSV_STRING},
    {"expected_mbps", "what it says, of application bytes", CSV_NUMBER},
    {"measured_mbps", "goodput_mbps of flows.csv", CSV_NUMBER},
    {"ratio_least", "measured / expected that the formula's assumptions allow, from", CSV_NUMBER},
    {"ratio_most", "to", CSV_NUMBER},
    {"verdict",
     "of limited_by: agrees, or disagrees: beyond what they allow; empty: of other words, or "
     "without a formula",
     CSV_STRING},
    {"named",
     "1: this word limits the flow, by itself or together with the others that are named; 0",
     CSV_INTEGER},
};

static void write_expected(struct csv_out *o, const struct limit_expected *e, double measured,
                           bool limits)
{
    const bool known = e->formula != NULL;
    csv_out_text(o, known ? e->formula : NULL);
    csv_out_number(o, known ? e->mbps : NAN);
    csv_out_number(o, measured);
    csv_out_number(o, known ? e->least : NAN);
    csv_out_number(o, known ? e->most : NAN);
    csv_out_text(o, !known || !limits              ? NULL
                    : limit_disagrees(e, measured) ? "disagrees"
                                                   : "agrees");
}

static void write_limits(const struct results *r, struct csv_out *o)
{
    struct arena *scratch = arena_new();

    for (size_t i = 0; i < r->net->n_flows; i++) {
        const struct limit *l = &r->limit[i];
        const char *name = network_flow_name(r->net, &r->net->flow[i], scratch);
        for (size_t k = 0; k < l->n; k++) {
            const struct limit_word *w = &l->word[k];
            csv_out_text(o, name);
            csv_out_text(o, w->text);
            csv_out_text(o, r->net->flow[i].spec->r.name);
            csv_out_int(o, k == 0);
            csv_out_number(o, l->dur > 0 ? (double)w->dur / (double)l->dur : NAN);
            csv_out_int(o, w->lost);
            write_expected(o, &w->expected, r->flow[i].goodput_mbps, k == 0);
            csv_out_int(o, w->named);
        }
        arena_clear(scratch);
    }
    arena_free(scratch);
}

static const struct csv_table table = {
    .file = "limits.csv",
    .row = "a flow and a word",
    .help =
        "The largest share of a flow stands first and is its limited_by. Where a link, a NIC or a "
        "gateway's limit is why TCP waits, it takes\n"
        "the place of TCP's own words: one that worked for 95 % of the flow's life; of pacing and "
        "windows also the busiest one from 75 % on.\n"
        "An application that sends steadily stands first where all that it offers arrives (97 %), "
        "however late: nothing else would let it have more.\n"
        "Of the congestion window it is who reduces it, weighed by reductions, however many "
        "packets each of them cost: losses on the line,\n"
        "when by the formula they alone would leave the flow no more than it has; else the busiest "
        "place from 75 % on that has a tenth of\n"
        "the other reductions; else the place of most. Recoveries for which nothing was lost, and "
        "that were not undone, count with losses on the\n"
        "line: packets overtook each other and were taken for lost. Where those are more, the word "
        "is "
        "reordering, with the link that lets them\n"
        "(link:NAME/reordering) where it is one. A recovery that was undone reduced nothing, "
        "whatever "
        "was lost in it. Time that is waited for a time-out behind "
        "another one goes to who lost what was sent\n"
        "again, and what a connection waits to be opened to who lost its SYNs, or their answers: "
        "to "
        "a link or gateway that is down (link:NAME/link_down,\n"
        "gateway:GW/gateway_down), a tunnel (tunnel_down), a missing route; how busy a place is "
        "counts, of TCP, by the time without such waiting.\n"
        "Of a flow whose way changes (faults, BGP) each way is judged by what was counted on it, "
        "and times add up: what holds the flow back on a way\n"
        "that a tenth of its bytes went is named. A way that it comes to with the rate or the "
        "window of another one is put down to what works half of the time there. What is\n"
        "not TCP sends whatever happens: the narrowest place that it floods limits it, once 3 % of "
        "its packets are lost there (of less it\n"
        "would gain as little if the place let everything through), else the application. Such a "
        "place stands first whatever its share of time.\n"
        "\n"
        "Seldom one limit alone holds a flow back: others are as near, or take turns with it. They "
        "are "
        "named too (named), and stand in the\n"
        "sentence at the end of a run and as `with` in manifest.json. Raising all that is named by "
        "a "
        "quarter (of losses: the packets from one to\n"
        "the next; of times: what goes by in one) raises goodput, or answers, by a tenth or more; "
        "without any one of them it is less; raising\n"
        "anything that is not named brings less than 3 %. That is tested over random scenarios of "
        "long transfers, constant rates, and requests.\n"
        "Each limit by itself would let the flow have so much: an element what it carries of full "
        "packets, a window itself a round trip without queues,\n"
        "an application its offer. The nearest of them is named, and what is up to 1.175 times as "
        "far: midway between 1.1, within which it would cost\n"
        "a raise its tenth, and 1.25, where none would meet it. An element with a short queue does "
        "not carry all of that for TCP whose window it reduces:\n"
        "of half a window kept (NewReno; CUBIC 0.7) it carries 3/4 (CUBIC 85 %) without a queue, "
        "and all with one of a bandwidth-delay product\n"
        "(Appenzeller, Keslassy, McKeown, SIGCOMM 2004); not where a window is too small to fill "
        "the queue, or less comes through what is before it.\n"
        "Losses meet the peaks of a window, and what those do not pass: beside losses on the\n"
        "line that limit, nothing further than 1.85 times what the flow has (CUBIC 1.6) is named, "
        "but what has 1.5 % of the line's reductions, four or more,\n"
        "and a window that holds the flow for 3 % of its time; and losses on the line beside what "
        "limits up to 1.75 (CUBIC 1.5) times, from four losses on. These follow from\n"
        "the process of a window below a cap (tests/theory/test_limits_turns.c); and so is a "
        "window named, up to its peaks, beside an element that is busy for less than\n"
        "95 % of the time: what reduces windows there by chance, as other flows and what a stall "
        "lets go at once do, is such a process. Of a larger window than the one that holds\n"
        "the flow that time counts by what is left of a quarter more. And, of an element that "
        "entries share, what they send by: their offer,\n"
        "and a window where a quarter more of it is worth 3 % of what the flow has, for the share "
        "of its packets that go out while the window holds it (of BBR, of the phases that raise "
        "its rate),\n"
        "and as far as others yield; but\n"
        "of a queue that serves flows in turn (fq_codel) not what is sent steadily and loses "
        "packets there: it has its share, however much it offers.\n"
        "Of the element that limits, and of one that is busy for 95 % of the time, both figures "
        "are named, bits and packets a second, where either decides 8.6 % of its work: x of it are "
        "worth\n"
        "1 / (1 - x / 5), 1.75 % from there on; 15 %, worth 3 %, where the other limits let no "
        "more "
        "through.\n"
        "Acknowledgments that share a budget take its time by packets, data by bits.\n"
        "Of a window the busiest element from half of the time on is named where waiting there is "
        "so long a part of the round trip, and an element for which the two packets that are\n"
        "acknowledged together are, that a quarter faster is worth 3 %.\n"
        "Beside losses on the line the sender's NIC is named up to 1.25 times as far: TCP keeps no "
        "queue there that a loss would leave something of.\n"
        "An element up to 1.25 times as far as the nearest is named, too, where a tenth of the "
        "reductions happen, four or more; and, of a window, as of what losses on the line leave of "
        "one, the busiest\n"
        "element where less waiting in its queue, u / (1 - u) of a packet's time where it is busy "
        "for u of its time, could make 3 % of the round trip.\n"
        "Raised in runs of its own each limit shows what it brings: "
        "`vnetsim raise` does that.\n"
        "Where one limit holds a flow back alone, it holds of what is named first: in each of 540 "
        "random scenarios (seeds 54101 to 54113, 55101 to 55103, 61001 to\n"
        "61008, 73101 to 73108, 77101 to 77110, 91101 to 91103) whose others lie 1.25 to 4 times "
        "as far (windows "
        "as "
        "the tightest 1.5 to 4, an application over TCP 1.67 to 4, losses\n"
        "on the line 2.5 to 6). Nearer than 1.1 times no single word can have it: raising it by a "
        "quarter meets the next. Of what is named together it holds nearly\n"
        "everywhere: of 492 random scenarios whose limits lie 1 to 4 times apart, without gaps "
        "(seeds 77001 to 77036, three of which gave a rule, and 91001 to 91005), all that was "
        "named\n"
        "brought 6 % in place of a tenth in one, and in 6 something named brought less than 0.5 "
        "%.\n"
        "\n"
        "What a sender over TCP stands still for is named from 13 % of its time on: a fifth less "
        "of it "
        "brings x / 5 / (1 - x), 3 % there.\n"
        "\n"
        "Who asks, and waits for answers, spends the time from question to question: thinking "
        "(application), on the way (round_trip: its\n"
        "propagation, both ways), waiting for the service or for a link or gateway. A part of 12 % "
        "of "
        "it is named. A link or gateway that never rests is all of it where the entry has 85 % of "
        "its work; "
        "where "
        "others fill it, waiting there is a part. What would hold it next is named with it, where "
        "it would ask less than 1.175 times as often: the parts that are left without the queue of "
        "what never rests, or a link or gateway that the entry fills so far.\n"
        "Over TCP the time until a timer sends again what was lost, a SYN too, is of what lost it. "
        "Connections that are opened for a question\n"
        "take a round trip more; those that are idle have no time.\n"
        "An answer that comes after its time-out (timeout_late in drops.csv) is not lost: its time "
        "is the round trip's, of a ping too, or that of a link\n"
        "that never rests, or of a service that never rests where it would come in time but for "
        "the wait there. Over TCP so many questions\n"
        "were given up for that as are more than the packets lost; packets of their answers "
        "arrive, and stand in no drops.csv.\n"
        "\n"
        "Formulas, and what they allow (ratio_least, ratio_most); none for a flow that stood still "
        "for 5 % of its life because something broke. Where the word\n"
        "held a flow back for part of its time, ratio_least is that part of what stands here:\n"
        "\n"
        "- offered rate: what cbr, poisson, on_off, replay gave to be sent in that time; 3 % (TCP "
        "5 %, and what it had been given before).\n"
        "- window/RTT, send buffer/RTT: whole segments of it a mean round trip (RFC 9293); 5 %, of "
        "an "
        "odd number n more by 1 / n: its last segment is acknowledged with\n"
        "  the next round trip's first, and that is sampled.\n"
        "- PFTK: Padhye, Firoiu, Towsley, Kurose (SIGCOMM '98), equation (32), of NewReno; a "
        "third, as its authors' own comparisons. Its losses are recoveries and time-outs that were "
        "not "
        "undone.\n"
        "- CUBIC response: RFC 9438, 5.1, or Reno's where that is more; a third: it is for losses "
        "at equal distances. Both take the mean\n"
        "  round trip, and allow as much more as the shortest one would make of them, and PFTK as "
        "much as 1.22 / sqrt(p) without time-outs, which SACK spares.\n"
        "- link rate, NIC rate, token bucket (in front of either, where it lets through less in "
        "the flow's life: its rate, and what it held when that\n"
        "  began; none where others may have taken of it before, by what is worth a name), SKU "
        "limit (a gateway's "
        "tunnel or aggregate, by cipher), gateway or appliance\n"
        "  limit (one that the scenario gives): what it carries of full packets, less what passes "
        "of flows that it does not limit, and shared with those that live at the same time. One "
        "TCP flow\n"
        "  that others leave it to (95 %): 0.75 (a window halved over a short queue) to 1.03; "
        "several: equal shares, twofold, after 20 losses, none\n"
        "  of BBR, nor of one that sends 5 % again and had recoveries undone. UDP: shares as "
        "offered, 5 % (several: 10 %), at a place that never rests; of "
        "several none may come in bursts. Each allows as much more as arrives behind the flow's "
        "end, "
        "of its life: what a queue of 0.1 s holds is a tenth of 1 s.",
    .column = columns,
    .n = sizeof columns / sizeof *columns,
    .n_key = 2,
};
const struct results_file results_limits = {&table, write_limits};
