#!/bin/sh
# Draws the figures of a run, of a campaign or of a byte ladder, as PNG and SVG, into the folder that holds its CSV files, and beside each
# the data that it shows.
set -eu
export LC_ALL=C.UTF-8

run_kinds="topology latency-cdf latency-tail throughput limits queue delay-split delay drops utilisation heat-map swim-lanes"
campaign_kinds="failover raise box forest knee heat-map"
ladder_kinds="mtu"
with_metric="heat-map box knee"

usage() {
  cat <<END
usage: plot.sh DIR [KIND[:METRIC]...]
  DIR   a run's folder (manifest.json and CSV files) a campaign's (runs.csv, summary.csv), or that of vnetsim mtu
        (ladder.csv); the pictures go there too
  KIND  of a run: $run_kinds
        of a campaign: $campaign_kinds
        of a ladder: $ladder_kinds
        (without one: all)
  METRIC  a column of pairs.csv or runs.csv, for $with_metric; the files are then called KIND-METRIC
exit status: 0 done, also when a kind had nothing to draw; 1 gnuplot failed; 2 usage; 5 files
END
}

fail() {
  status=$1
  shift
  echo "vnetsim plot: $*" >&2
  exit "$status"
}

# Of a ladder whom it leads from and to; of a run "scenario": "NAME" or "scenario": {... "name": "NAME" ...} of manifest.json; of a campaign its study; else DIR's own name.
title_of() {
  if [ -f "$1/manifest.json" ]; then
    name=$(awk '
      { text = text $0 " " }
      END {
        if (!match(text, /"scenario"[ \t]*:[ \t]*/)) exit
        text = substr(text, RSTART + RLENGTH)
        if (text ~ /^[{]/) {
          text = substr(text, 1, index(text, "}"))
          if (!match(text, /"name"[ \t]*:[ \t]*/)) exit
          text = substr(text, RSTART + RLENGTH)
        }
        if (match(text, /^"[^"]*"/)) print substr(text, 2, RLENGTH - 2)
      }' "$1/manifest.json")
  elif [ -f "$1/ladder.csv" ]; then
    name=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } NR == 2 { print $at["from"] " → " $at["to"]; exit }' "$1/ladder.csv")
  else
    name=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "study") at = i } NR == 2 && at { print $at; exit }' "$1/runs.csv")
  fi
  echo "${name:-$(basename "$1")}"
}

# Prepares the data of kind $1, metric $2, and draws it in both formats, all as $3 in another folder first: no half picture
# is ever left. 0: drawn, 3: nothing to draw, 5: a file is missing, 2: a metric, 1: failed.
draw() {
  rc=0
  awk -f "$here/lib.awk" -f "$here/$1.awk" "$dir" "$2" > "$tmp/$3.data.csv" 2> "$tmp/said" || rc=$?
  case $rc in
    0) ;;
    2 | 3 | 5) return $rc ;;
    *) return 1 ;;
  esac
  for format in png svg; do
    gnuplot -d -c "$here/$1.gp" "$tmp/$3.data.csv" "$tmp/$3.$format" "$title" 2> "$tmp/said" || return 1
    [ -s "$tmp/$3.$format" ] || return 1
  done
  cat "$tmp/said" >&2
  mv -f "$tmp/$3.png" "$tmp/$3.svg" "$tmp/$3.data.csv" "$dir/"
}

# The topology, of the scenario that a run leaves beside its CSV files: by vnetsim graph and Graphviz, in place of data and gnuplot.
# Graphviz takes more than its time for a thousand networks, and no page shows them.
draw_topology() {
  program=${VNETSIM_PROGRAM:-$here/../vnetsim}
  if [ ! -f "$dir/scenario.yaml" ]; then
    echo "there is no scenario.yaml" > "$tmp/said"
  elif ! command -v dot > /dev/null; then
    echo "Graphviz is not installed (Debian: graphviz)" > "$tmp/said"
  elif ! "$program" graph --traffic "$dir/scenario.yaml" > "$tmp/topology.dot" 2> /dev/null; then
    echo "scenario.yaml cannot be read from here" > "$tmp/said"
  elif ! timeout 30 dot -Tsvg "$tmp/topology.dot" -o "$tmp/topology.svg" 2> "$tmp/warned" ||
    ! timeout 30 dot -Tpng -Gdpi=110 "$tmp/topology.dot" -o "$tmp/topology.png" 2>> "$tmp/warned"; then
    echo "Graphviz cannot draw it, or not in 30 s" > "$tmp/said"
  else
    mv -f "$tmp/topology.png" "$tmp/topology.svg" "$dir/"
    return 0
  fi
  return 3
}

case ${1:-} in
  -h | --help) usage; exit 0 ;;
  '') usage >&2; exit 2 ;;
esac
[ -d "$1" ] || fail 5 "$1: no such folder: vnetsim run SCENARIO -o $1 makes one"
if [ -f "$1/manifest.json" ]; then
  kinds=$run_kinds what=run
elif [ -f "$1/runs.csv" ]; then
  kinds=$campaign_kinds what=campaign
elif [ -f "$1/ladder.csv" ]; then
  kinds=$ladder_kinds what=ladder
else
  fail 5 "$1: holds neither manifest.json (of a run) nor runs.csv (of a campaign) nor ladder.csv (of vnetsim mtu): nothing of vnetsim's"
fi
command -v gnuplot > /dev/null || fail 5 "gnuplot is not installed (Debian: gnuplot-nox)"
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
dir=$(CDPATH='' cd -- "$1" && pwd)
shift
for arg in "$@"; do
  kind=${arg%%:*}
  case " $kinds " in
    *" $kind "*) ;;
    *) fail 2 "$kind: no such kind; of a $what there are $kinds" ;;
  esac
  case $arg in
    *[!A-Za-z0-9._:-]*) fail 2 "$arg: a metric has letters, digits, . _ and -" ;;
    *:*)
      case " $with_metric " in
        *" $kind "*) ;;
        *) fail 2 "$arg: only $with_metric take a metric" ;;
      esac
      ;;
  esac
done
[ $# -gt 0 ] || eval "set -- $kinds"

tmp=$(mktemp -d "$dir/.plot.XXXXXX") || fail 5 "$dir: cannot write"
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM
title=$(title_of "$dir")
failed=0
for arg in "$@"; do
  kind=${arg%%:*}
  metric=${arg#"$kind"}
  metric=${metric#:}
  name=$kind${metric:+-$metric}
  rc=0
  with_data=", $name.data.csv"
  if [ "$kind" = topology ]; then
    with_data=
    draw_topology || rc=$?
  else
    draw "$kind" "$metric" "$name" || rc=$?
  fi
  case $rc in
    0) echo "wrote    $name.png, $name.svg$with_data" ;;
    3)
      rm -f "$dir/$name.png" "$dir/$name.svg" "$dir/$name.data.csv" # of an earlier run
      echo "skipped  $name: $(tail -n 1 "$tmp/said")"
      ;;
    2 | 5)
      echo "vnetsim plot: $(tail -n 1 "$tmp/said"); $name not drawn" >&2
      failed=$rc
      ;;
    *)
      echo "vnetsim plot: $name could not be drawn:" >&2
      cat "$tmp/said" >&2
      failed=1
      ;;
  esac
done
exit "$failed"
