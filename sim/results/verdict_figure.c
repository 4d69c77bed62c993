#include "sim/results/verdict_figure.h"

#include "sim/base/arena.h"

const char *verdict_figure(double v, struct arena *arena)
{
    return arena_printf(arena, v >= 100 ? "%.0f" : "%.3g", v);
}

const char *verdict_figure_rate(double bps, struct arena *arena)
{
    static const char *const unit[] = {"bps", "kbps", "Mbps", "Gbps", "Tbps"};
    size_t i = 0;
    while (i < 4 && bps >= 999.5) {
        bps /= 1000;
        i++;
    }
    return arena_printf(arena, "%s %s", verdict_figure(bps, arena), unit[i]);
}

const char *verdict_figure_percent(double frac, struct arena *arena)
{
    return arena_printf(arena, frac >= 0.995 ? "%.0f %%" : "%.2g %%", 100 * frac);
}

const char *verdict_figure_whole(uint64_t v, struct arena *arena)
{
    return v < 1000 ? arena_printf(arena, "%u", (unsigned)v)
                    : arena_printf(arena, "%s,%03u", verdict_figure_whole(v / 1000, arena),
                                   (unsigned)(v % 1000));
}
