# How a figure's data is read; every figure loads this first.
#
# A figure is called as: gnuplot -d -c plots/KIND.gp KIND.data.csv OUT SCENARIO
# OUT ends in .png or .svg, SCENARIO is what the heading names. The figure copies these three:
# gnuplot forgets the arguments while it loads a file.

if (strlen(OUT) == 0) { print "usage: gnuplot -d -c KIND.gp KIND.data.csv OUT SCENARIO"; exit status 2 }

# RFC 4180, a header (columns are found by name), an empty cell for a missing value.
set encoding utf8
set datafile separator comma
set datafile columnheaders
set datafile missing ""
