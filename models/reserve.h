/*
 * Reserve: what a region may still need is there when the warm-up ends, so that handlers take
 * nothing of the system afterwards. Done once, before the first window behind the warm-up's end,
 * while no region runs:
 *
 * - Arrays that move when they grow (segments, what waits at links and in queues, what crosses to
 *   other regions or overtakes, translations) get eight times the places that they have needed so
 *   far, a NIC's the whole queue that it may have; those that would be larger than a chunk of 4 MiB
 *   twice: of many things together less varies.
 * - What comes by the piece (blocks, chunks of packets, counters and their histograms, rows of
 *   events.csv) is handed out by the region's arena, which has room for as much again as it has
 *   given so far. What is counted begins to be counted here, so there is room beside that for each
 *   end of a flow to see delays over three octaves, between a least one and eight times that; where
 *   a region has more than some 600 ends, for less of each.
 *
 * All this takes addresses, and memory as it is used: flows that stay silent cost nothing. Where
 * addresses are limited (ulimit -v) it may be what is too much.
 *
 * So nothing is taken in a steady state, and an array that outgrows its places moves within the
 * arena's room. No more is promised where the warm-up has not seen the like of what comes: without
 * a warm-up; with traffic or faults that begin later and need more than all before together; new
 * routes are made in memory of their own, captures keep what they write. Then arenas open chunks of
 * 4 MiB. Tests: tests/theory/test_no_allocation.c, test_queue_threads.c, test_tcp_threads.c.
 */
#ifndef MODELS_RESERVE_H
#define MODELS_RESERVE_H

struct network;

void reserve_memory(struct network *n);

#endif
