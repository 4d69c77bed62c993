/* Where the plotting script is: plots/plot.sh beside the program, or where it was installed;
 * VNETSIM_PLOTS names another folder. */
#ifndef SIM_REPORT_PLOT_SCRIPT_H
#define SIM_REPORT_PLOT_SCRIPT_H

struct arena;

/* NULL: nowhere. Sets VNETSIM_PROGRAM, which the script reads, to this program. */
const char *plot_script(struct arena *arena);

#endif
