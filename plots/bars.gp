# A figure of horizontal bars, the first row of DATA at the top: its room and its axes.
# The figure sets ROWS, and LEFT and RIGHT after style.gp; row_y(x) is the place of row x of DATA, counted from 0.

row_y(x) = -1 - x
set lmargin at screen panel_left(1, 1)
set rmargin at screen panel_right(1, 1)
set tmargin at screen panel_top(1, 1)
set bmargin at screen panel_bottom(1, 1)
set yrange [-ROWS - 0.6:-0.4]
set ytics scale 0
set format y ""
set grid noytics
