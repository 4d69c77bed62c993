# How every figure looks. A figure sets WIDTH and HEIGHT (pixels) first when it wants other ones.

if (!exists("WIDTH")) WIDTH = 1280
if (!exists("HEIGHT")) HEIGHT = 760

# Without enhanced text: names hold underscores.
SVG = OUT[strlen(OUT) - 3:] eq ".svg"
if (SVG) {
  set terminal svg size WIDTH, HEIGHT font "DejaVu Sans,15" background "#ffffff" noenhanced
} else {
  set terminal pngcairo size WIDTH, HEIGHT font "DejaVu Sans,12" background "#ffffff" noenhanced
}
set output OUT

# Colours that stay apart for colour-blind readers: M. Okabe and K. Ito, "Color Universal Design",
# 2008 (https://jfly.uni-koeln.de/color/); their yellow is too light for lines on white, grey
# stands for it. From the eighth on the colours come again, dashed.
COLOURS = "#0072B2 #D55E00 #009E73 #CC79A7 #E69F00 #56B4E9 #666666"
colour(i) = word(COLOURS, (i - 1) % words(COLOURS) + 1)
INK = "#333333"
do for [i = 1:21] {
  dash = i <= words(COLOURS) ? 1 : i <= 2 * words(COLOURS) ? 2 : 4
  set linetype i lw 2 lc rgb colour(i) dt dash
}

set border 3 back lc rgb "#999999"
set tics nomirror out scale 0.6 textcolor rgb INK
set grid xtics ytics lt 1 lw 1 lc rgb "#e4e4e4" dt 1
set style fill solid 1.0 noborder
unset key # legend.gp draws it

# One line above all panels, at the same place in every figure.
HEADING_FONT = SVG ? ",21" : ",16" # pixels there, points here
set label 9001 "" at screen 22.0 / WIDTH, screen 1 - 27.0 / HEIGHT left font HEADING_FONT tc rgb INK
heading(what) = what.": ".SCENARIO

# Panels stand in columns and rows between a heading, a left margin for the y axis, the x axis below
# and legends. All in pixels; SVG sets lines further apart. Then the edges as shares of the picture.
LINE = SVG ? 22 : 20
if (!exists("STYLE_KEEP")) LEFT = 112
if (!exists("STYLE_KEEP")) RIGHT = 32
if (!exists("STYLE_KEEP")) TOP = SVG ? 92 : 88
if (!exists("STYLE_KEEP")) BOTTOM = SVG ? 78 : 64 # the x axis with its numbers and its name
GAP_X = 96
GAP_Y = BOTTOM + 36 # and the title of the panel below
panel_w(n) = (WIDTH - LEFT - RIGHT - GAP_X * (n - 1)) / (1.0 * n)
panel_h(n) = (HEIGHT - TOP - BOTTOM - GAP_Y * (n - 1)) / (1.0 * n)
panel_left(i, n) = (LEFT + (i - 1) * (panel_w(n) + GAP_X)) / WIDTH
panel_right(i, n) = panel_left(i, n) + panel_w(n) / WIDTH
panel_top(i, n) = 1 - (TOP + (i - 1) * (panel_h(n) + GAP_Y)) / HEIGHT
panel_bottom(i, n) = panel_top(i, n) - panel_h(n) / HEIGHT
name_pixels(n) = 9.2 * n + 32 # room for a text of n letters beside a bar

# A figure adds legend_pixels(entries) to BOTTOM or GAP_Y for its legends.
LEGEND_COLUMNS = 3
legend_pixels(n) = LINE * ceil(n / (1.0 * LEGEND_COLUMNS)) + 20.0
legend_height(n) = legend_pixels(n) / HEIGHT

# "westus->northeurope" as one reads it.
arrow(s) = strstrt(s, "->") > 0 \
    ? s[1:strstrt(s, "->") - 1]." → ".s[strstrt(s, "->") + 2:] : s

# A number with the digits one wants to read.
short(x) = abs(x) >= 100 ? sprintf("%.0f", x) : sprintf("%.3g", x)

# A tick's text is a format: its % doubled.
tick(s) = strstrt(s, "%") == 0 ? s : s[1:strstrt(s, "%")]."%".tick(s[strstrt(s, "%") + 1:])

POINT = SVG ? 0.62 : 1 # SVG draws points larger
SMALL_FONT = SVG ? ",13" : ",10"
line_width(points) = points > 500 ? 1 : 2

# A round step of an axis, at least x.
nice_unit(x) = 10.0 ** floor(log10(x))
nice_step(x) = x <= nice_unit(x) ? nice_unit(x) : x <= 2 * nice_unit(x) ? 2 * nice_unit(x) \
    : x <= 5 * nice_unit(x) ? 5 * nice_unit(x) : 10 * nice_unit(x)

# Text with its first letter large, and with blanks for underscores.
LETTERS_LOW = "abcdefghijklmnopqrstuvwxyz"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
letter_at(s) = strstrt(LETTERS_LOW, s[1:1])
toupper_first(s) = letter_at(s) > 0 ? LETTERS[letter_at(s):letter_at(s)].s[2:] : s
spaced(s) = strstrt(s, "_") == 0 ? s : s[1:strstrt(s, "_") - 1]." ".spaced(s[strstrt(s, "_") + 1:])
