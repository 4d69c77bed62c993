# A metric by source (rows) and destination (columns).
# Draws heat-map.data.csv: the metric, the source, the destination; a cell without a value is grey.

DATA = ARG1
OUT = ARG2
SCENARIO = ARG3
HERE = ARG0[1:strlen(ARG0) - strlen("heat-map.gp")]
load HERE."csv.gp"
load HERE."metric.gp"
set datafile nocolumnheaders
METRIC = ""
SIDES = ""
stats DATA every ::0::0 using (METRIC = strcol(1), SIDES = strcol(2)." ".strcol(3), 1) nooutput
set datafile columnheaders

# Names in the order of the file.
ROW_NAMES = ""
COL_NAMES = ""
longest_row = 0
longest_col = 0
add(names, s) = strstrt(names." ", " ".s." ") > 0 ? names : names." ".s
place(names, s) = words(names[1:strstrt(names." ", " ".s." ")]) + 1
longer(n, s) = strlen(s) > n ? strlen(s) : n
has_value(x) = strlen(strcol(1)) > 0
cell(x) = has_value(0) ? metric_scale(METRIC) * column(1) : NaN
stats DATA using (ROW_NAMES = add(ROW_NAMES, strcol(2)), COL_NAMES = add(COL_NAMES, strcol(3)), \
    longest_row = longer(longest_row, strcol(2)), longest_col = longer(longest_col, strcol(3)), cell(0)) nooutput
lowest = STATS_min
highest = STATS_max
middle = STATS_median
values = STATS_records
ROWS = words(ROW_NAMES)
COLS = words(COL_NAMES)
gaps = values < ROWS * COLS
# Logarithmic where a few large ones would leave the rest in one colour. Colours span at least 5 %: what is equal within
# that looks alike.
is_log = lowest > 0 && highest > 10 * middle
scale_to = highest
scale_from = lowest
if (highest - lowest < 0.05 * abs(highest)) {
  scale_to = 0.5 * (lowest + highest) + 0.025 * abs(highest)
  scale_from = scale_to - 0.05 * abs(highest)
}

most = ROWS > COLS ? ROWS : COLS
CELL = most <= 6 ? (9.2 * longest_col > 94 && most <= 3 ? 9.2 * longest_col + 16 : 110) : most <= 16 ? 64 : most <= 30 ? 34 : 25
CELL_HIGH = most <= 6 ? 64 : CELL
upright = longest_col * 9.2 > CELL - 10
load HERE."style.gp"
LEFT = name_pixels(longest_row) + 34
names_high = upright ? 9.4 * longest_col + 26 : 32
BOTTOM = names_high + 36
RIGHT = 150
TOP = 60
if (gaps) { BOTTOM = BOTTOM + 34 }
WIDTH = LEFT + COLS * CELL + RIGHT
heading_text = toupper_first(metric_axis(METRIC))
needed = 10.6 * strlen(heading(heading_text)) + 60
RIGHT = WIDTH < needed ? RIGHT + needed - WIDTH : RIGHT
WIDTH = WIDTH < needed ? needed : WIDTH
HEIGHT = TOP + ROWS * CELL_HIGH + BOTTOM
STYLE_KEEP = 1
load HERE."style.gp"
set label 9001 heading(heading_text)
set lmargin at screen panel_left(1, 1)
set rmargin at screen panel_right(1, 1)
set tmargin at screen panel_top(1, 1)
set bmargin at screen panel_bottom(1, 1)
set xrange [0.5:COLS + 0.5]
set yrange [-ROWS - 0.5:-0.5]
unset grid
unset border
set xtics () scale 0
set ytics () scale 0
do for [i = 1:COLS] { set xtics add (tick(word(COL_NAMES, i)) i) }
do for [i = 1:ROWS] { set ytics add (tick(word(ROW_NAMES, i)) -i) }
if (upright) { set xtics rotate by 90 right }
side(i) = word(SIDES, i) eq "src_region" ? "from" : word(SIDES, i) eq "dst_region" ? "to" : spaced(word(SIDES, i))
set label 1 side(1) at screen 24.0 / WIDTH, 0.5 * (panel_top(1, 1) + panel_bottom(1, 1)) center rotate by 90 tc rgb INK
set label 2 side(2) at screen 0.5 * (panel_left(1, 1) + panel_right(1, 1)), \
    screen panel_bottom(1, 1) - (names_high + 12.0) / HEIGHT center tc rgb INK

# ColorBrewer's YlGnBu (C. Brewer, https://colorbrewer2.org), from light to dark: safe for colour-blind readers, and
# in order when printed in grey. Its lightest colour is left out: it is hard to tell from white.
set palette defined (0 "#edf8b1", 1 "#c7e9b4", 2 "#7fcdbb", 3 "#41b6c4", 4 "#1d91c0", 5 "#225ea8", 6 "#253494", 7 "#081d58")
GAP_COLOUR = "#e4e4e4"
if (is_log) { set logscale cb }
set cbrange [scale_from:scale_to > scale_from ? scale_to : scale_from + 1]
set colorbox user origin screen 1 - (RIGHT - 36.0) / WIDTH, screen panel_bottom(1, 1) \
    size screen 20.0 / WIDTH, screen panel_top(1, 1) - panel_bottom(1, 1) noborder
if (!is_log) {
  step = nice_step((scale_to > scale_from ? scale_to - scale_from : 1) / (ROWS * CELL_HIGH < 160 ? 4 : 6))
  set cbtics step
}
set cbtics scale 0 textcolor rgb INK
if (is_log) { set cblabel "logarithmic" offset 1.5, 0 textcolor rgb INK }
if (highest == lowest) { unset colorbox } # one value, and the cells tell it

row(x) = -place(ROW_NAMES, strcol(2))
col(x) = place(COL_NAMES, strcol(3))
gap_px = most <= 16 ? 1.5 : 0.5 # between cells
half_w = 0.5 - gap_px / CELL
half_h = 0.5 - gap_px / CELL_HIGH
share(v) = scale_to == scale_from ? 0 : is_log ? log(v / scale_from) / log(scale_to / scale_from) \
    : (v - scale_from) / (scale_to - scale_from)
numbers = most <= 16
print_number(v) = v == 0 ? "0" : abs(v) < 1e-3 ? sprintf("%.1g", v) \
    : abs(v) >= 1e6 ? sprintf("%.3gM", v / 1e6) : abs(v) >= 1e4 ? sprintf("%.0fk", v / 1e3) : most <= 6 && abs(v) < 1e3 ? sprintf("%.4g", v) : short(v)
if (gaps) {
  set label 3 "grey: no value" at screen panel_left(1, 1), screen 22.0 / HEIGHT left font SMALL_FONT tc rgb INK
}
# Grey below every cell. (A plot without a single point makes gnuplot 5.4 fail when it has one row.)
text_colour(x) = share(cell(0)) < 0.55 ? 0x111111 : 0xffffff
plot DATA using (col(0)):(row(0)):(col(0) - half_w):(col(0) + half_w):(row(0) - half_h):(row(0) + half_h) \
    with boxxyerror lc rgb GAP_COLOUR, \
    DATA using (col(0)):(has_value(0) ? row(0) : NaN):(col(0) - half_w):(col(0) + half_w):(row(0) - half_h):(row(0) + half_h):(cell(0)) \
    with boxxyerror lc palette, \
    DATA using (col(0)):(row(0)):(numbers && has_value(0) ? print_number(cell(0)) : ""):(has_value(0) ? text_colour(0) : 0) \
    with labels tc rgb variable
