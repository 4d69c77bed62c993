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

#endif
