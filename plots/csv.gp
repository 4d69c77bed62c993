# How the CSV files of a run are read; every figure loads this first.
#
# A figure is called as: gnuplot -d -c plots/KIND.gp DIR OUT SCENARIO
# DIR holds the CSV files of a run, OUT ends in .png or .svg, SCENARIO is the scenario's name. The
# figure copies these three: gnuplot forgets the arguments while it loads a file.

if (strlen(OUT) == 0) { print "usage: gnuplot -d -c KIND.gp DIR OUT SCENARIO"; exit status 2 }

# RFC 4180, a header (columns are found by name), an empty cell for a missing value.
set encoding utf8
set datafile separator comma
set datafile columnheaders
set datafile missing ""
