# A legend over the whole width, outside the panels; it comes after them in a multiplot.
# The figure sets LEGEND_N, legend_text(i), LEGEND_FROM (the first entry's colour), LEGEND_BOXES (1:
# of areas, 0: of lines, 2: the figure draws the entries itself) and LEGEND_TOP (where it begins, as a share of the height).

unset title
unset xlabel
unset ylabel
unset border
unset tics
unset grid
unset arrow
unset label
unset logscale
set xrange [0:1]
set yrange [0:1]
set lmargin at screen 0.01
set rmargin at screen 0.99
set tmargin at screen LEGEND_TOP
set bmargin at screen LEGEND_TOP - legend_height(LEGEND_N)
# gnuplot guesses how wide SVG will set a text, and guesses too wide for three columns of long names.
legend_longest = 0
do for [i = 1:LEGEND_N] {
  legend_length = strlen(legend_text(i))
  legend_longest = legend_length > legend_longest ? legend_length : legend_longest
}
legend_width = SVG ? 1 - 0.2 * legend_longest : 1
set key center center horizontal Left reverse samplen 2.5 width legend_width maxcols LEGEND_COLUMNS \
    textcolor rgb INK
if (LEGEND_BOXES == 1) {
  plot -1 notitle, for [i = 1:LEGEND_N] keyentry with boxes lc rgb colour(LEGEND_FROM + i - 1) \
      title legend_text(i)
}
if (LEGEND_BOXES == 0) {
  plot -1 notitle, for [i = 1:LEGEND_N] keyentry with lines lt LEGEND_FROM + i - 1 \
      title legend_text(i)
}
unset key
