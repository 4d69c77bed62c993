# How the one-way delays between each two regions are distributed, from histogram.csv of a run.
#   gnuplot -c latency.gp DIR OUT.png
# A row of histogram.csv is a bucket: kind, name, metric, lower, upper, count. awk sums the counts up to a share.
dir = ARG1
pairs = system(sprintf("awk -F, '$1 == \"pair\" && $3 == \"owd_ms\" && !seen[$2]++ { print $2 }' '%s/histogram.csv'", dir))
share(name) = sprintf("< awk -F, '$1 == \"pair\" && $3 == \"owd_ms\" && $2 == \"%s\" { if (!n) print $4, 0; upper[++n] = $5; count[n] = $6; total += $6 } " . \
                      "END { for (i = 1; i <= n; i++) { sum += count[i]; print upper[i], sum / total } }' '%s/histogram.csv'", name, dir)

set terminal pngcairo size 900,500 font "DejaVu Sans,11"
set output ARG2
set xlabel "one-way delay, ms"
set ylabel "share of packets"
set yrange [0:1]
set ytics 0.25
set format y "%g"
set grid lc rgb "#dddddd"
set border 3
set tics nomirror
set key bottom right
plot for [p in pairs] share(p) using 1:2 with steps lw 2 title p
