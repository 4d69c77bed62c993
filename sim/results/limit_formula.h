/*
 * Throughput of a long TCP transfer by loss, in segments a second, as the algorithms' authors give
 * it. p: loss events a packet, > 0.
 */
#ifndef SIM_RESULTS_LIMIT_FORMULA_H
#define SIM_RESULTS_LIMIT_FORMULA_H

/* Padhye, Firoiu, Towsley, Kurose, "Modeling TCP throughput" (SIGCOMM '98), equation (32), the full
 * model, with b = 1: windows count bytes (RFC 3465), so delayed acknowledgments do not slow their
 * growth. window: most segments in flight. */
double limit_pftk(double p, double rtt_s, double timeout_s, double window);
/* Mathis, Semke, Mahdavi, Ott (ACM CCR 27(3), 1997), equation (3): without time-outs and windows'
 * ends. */
double limit_reno(double p, double rtt_s);
/* RFC 9438, 5.1 with C = 0.4 and beta 0.7, or Reno's 1.22 / sqrt(p) (Mathis and others, 1997) where
 * that is more (4.3). */
double limit_cubic(double p, double rtt_s);
/* Share of what an element carries that a window has which alone makes its queue overflow: it grows
 * by as much each round trip and keeps a share of itself then. queue: what waits there at most, in
 * bandwidth-delay products. The window goes from kept (1 + queue) to 1 + queue of those, a round
 * trip is as long as it is from 1 on, and it passes once a round trip: 3/4 with no queue and half a
 * window kept; all with one product, the rule of thumb (Appenzeller, Keslassy, McKeown, "Sizing
 * router buffers", SIGCOMM 2004, section 2). Several flows are taken to lose together: where they
 * do not, they have more. */
double limit_sawtooth_frac(double kept, double queue);

#endif
