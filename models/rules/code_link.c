/*
 * Links between regions: VN0501 to VN0507. Their checks are in rules_*.c.
 */
#include "models/rules/rules_parts.h"

const struct diag_code rules_code_no_round_trip = {
    .id = "VN0501",
    .severity = DIAG_ERROR,
    .title = "no published round trip for a pair of regions",
    .symptom = "check refuses to run: the delay of this pair of regions would be a guess.",
    .cause =
        "The latency of the pair is to be the measured one (the default), and the data has no row "
        "for it: one of the regions is your own, or the platform does not publish the pair.",
    .mend = "Say the delay, one way, under links; half of a round trip that you measured is a good "
            "start.",
    .source = "Azure network round-trip latency statistics, 30 days to 2026-07-30 "
              "(models/data/region-rtt.csv)",
    .example =
        "links:\n"
        "  westus--moonbase: {latency: {distribution: fixed, base: 1300ms}}      # one way\n",
};

const struct diag_code rules_code_no_p95 = {
    .id = "VN0502",
    .severity = DIAG_NOTE,
    .title = "only the median of a round trip is published",
    .symptom = "Every path of this pair has the same delay, where paths of other pairs spread.",
    .cause = "For most pairs the 50th and the 95th percentile of the round trip are published, and "
             "paths are spread between them. Of this pair only the median is.",
    .mend =
        "Nothing, when a single delay will do. Otherwise give the pair a distribution of your own "
        "under links.",
    .source = "Azure network round-trip latency statistics, P50 and P95 editions, 2026-07-30; West "
              "India's of 2025-06-30 without a P95",
    .example = "links:\n"
               "  westindia--uksouth: {latency: {distribution: gamma, base: 50ms, mean: 3ms, "
               "stddev: 3ms}}\n",
};

const struct diag_code rules_code_faster_than_light = {
    .id = "VN0503",
    .severity = DIAG_WARNING,
    .title = "a latency below that of light in fibre",
    .symptom =
        "The run goes on with a delay that no cable can have, and every result that depends on it "
        "is too good.",
    .cause =
        "Light covers 200 km a millisecond in fibre, and no cable is shorter than the great circle "
        "between the two regions. A delay below that is mostly a slip: a round trip is not one "
        "way, and us are not ms.",
    .mend = "Take at least the delay that the message names. For an experiment with free delays "
            "declare regions of your own without a position: they raise no warning.",
    .source =
        "TCP/IP performance tuning for Azure VMs, 2025-04-21 (200 km a millisecond); coordinates "
        "of models/data/regions.csv, 2025",
    .example = "regions:\n"
               "  left: {}\n"
               "  right: {}\n",
};

const struct diag_code rules_code_no_look_ahead = {
    .id = "VN0504",
    .severity = DIAG_ERROR,
    .title = "no delay between two regions",
    .symptom = "check refuses a delay of zero between two regions that something joins.",
    .cause =
        "Regions are simulated side by side, each as far ahead as nothing from another can reach "
        "it: the smallest delay between them, which must be above zero. With a drawn latency that "
        "is `base`, since a draw can come close to zero.",
    .mend = "Give the latency a base above 0: the part of the delay that every packet has.",
    .source = "the scenario language of vnetsim: scenarios/README.md, section latency (base); R. "
              "Fujimoto, Parallel discrete event simulation, 1990 (lookahead)",
    .example =
        "inter_region: {latency: {distribution: gamma, base: 30ms, mean: 1ms, stddev: 1ms}}\n",
};

const struct diag_code rules_code_unused_link = {
    .id = "VN0505",
    .severity = DIAG_NOTE,
    .title = "an entry of links without effect",
    .symptom = "Changing this entry of links changes no result.",
    .cause =
        "No peering and no connection joins the two regions, so nothing goes over this link. One "
        "of the names may be wrong, or the networks lie in other regions than was thought.",
    .mend = "Correct the names. Nothing is to be done in a file that is run with several regions.",
    .source = "the scenario language of vnetsim: scenarios/README.md, section links",
};

const struct diag_code rules_code_fabric = {
    .id = "VN0506",
    .severity = DIAG_ERROR,
    .title = "the fabric inside a region is longer than the way to another",
    .symptom =
        "check refuses to run: the link between the regions would have less than no delay left.",
    .cause =
        "Published round trips go from VM to VM, so the fabric of both regions is in them, and it "
        "is taken out of the link. This intra_region latency is longer than the whole way to the "
        "other region.",
    .mend =
        "Lower the base of links.intra_region.latency, which is some tens of microseconds; or give "
        "the pair a latency of its own.",
    .source = "Azure network round-trip latency statistics, 2026-07-30 (what they measure); "
              "scenarios/README.md, section intra-region link",
    .example =
        "intra_region: {latency: {distribution: gamma, base: 25us, mean: 5us, stddev: 5us}}\n",
};

const struct diag_code rules_code_idle_queue = {
    .id = "VN0507",
    .severity = DIAG_NOTE,
    .title = "a queue discipline without effect",
    .symptom = "The run goes on, and the discipline drops, marks or delays no packet.",
    .cause =
        "RED, CoDel and FQ-CoDel decide about packets that wait, and in front of a transmitter of "
        "unlimited bandwidth none does. A token bucket shapes only when its rate is below the "
        "bandwidth behind it.",
    .mend =
        "Give the transmitter a bandwidth, or the bucket a rate below it; or leave the queue out. "
        "In a study that varies the bandwidth it may be as meant.",
    .source = "RFC 8289, section 4; RFC 8290, section 5; scenarios/README.md, section queue",
    .example = "links:\n"
               "  westus--northeurope: {bandwidth: 1Gbps, queue: {discipline: fq_codel}}\n",
};
