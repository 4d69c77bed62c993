#!/bin/sh
# Draws the figures of a run, as PNG and SVG, into the folder that holds its CSV files.
set -eu
export LC_ALL=C.UTF-8

kinds="latency-cdf throughput delay-split delay drops utilisation"

usage() {
  cat <<END
usage: plot.sh DIR [KIND...]
  DIR   what a run has written: manifest.json and CSV files; the pictures go there too
  KIND  $kinds
        (without one: all)
exit status: 0 done, also when a kind had nothing to draw; 1 gnuplot failed; 2 usage; 5 files
END
}

fail() {
  status=$1
  shift
  echo "plot.sh: $*" >&2
  exit "$status"
}

# The file whose rows a kind draws.
rows_of() {
  case $1 in
    latency-cdf) echo histogram.csv ;;
    throughput | delay) echo series.csv ;;
    delay-split) echo pairs.csv ;;
    drops) echo drops.csv ;;
    utilisation) echo links.csv ;;
  esac
}

has_rows() {
  awk 'NR > 1 && NF > 0 { found = 1; exit } END { exit !found }' "$1"
}

# "scenario": "NAME" or "scenario": {... "name": "NAME" ...} of manifest.json; else DIR's own name.
scenario_of() {
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
  echo "${name:-$(basename "$1")}"
}

# Draws one kind in both formats under another name first: no half picture is ever left. 0: drawn,
# 3: nothing to draw, 1: failed.
draw() {
  for format in png svg; do
    rc=0
    gnuplot -d -c "$here/$1.gp" "$dir" "$tmp/$1.$format" "$scenario" 2> "$tmp/said" || rc=$?
    if [ "$rc" = 3 ]; then
      return 3
    elif [ "$rc" != 0 ] || [ ! -s "$tmp/$1.$format" ]; then
      return 1
    fi
  done
  cat "$tmp/said" >&2
  mv -f "$tmp/$1.png" "$tmp/$1.svg" "$dir/"
}

case ${1:-} in
  -h | --help) usage; exit 0 ;;
  '') usage >&2; exit 2 ;;
esac
[ -d "$1" ] || fail 5 "$1: no such folder"
[ -f "$1/manifest.json" ] || fail 5 "$1: holds no manifest.json, so no run has written it"
command -v gnuplot > /dev/null || fail 5 "gnuplot is not installed (Debian: gnuplot-nox)"
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
dir=$(CDPATH='' cd -- "$1" && pwd)
shift
for kind in "$@"; do
  case " $kinds " in
    *" $kind "*) ;;
    *) fail 2 "$kind: no such kind; there are $kinds" ;;
  esac
done
[ $# -gt 0 ] || eval "set -- $kinds"

tmp=$(mktemp -d "$dir/.plot.XXXXXX") || fail 5 "$dir: cannot write"
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM
scenario=$(scenario_of "$dir")
failed=0
for kind in "$@"; do
  file=$(rows_of "$kind")
  rc=0
  if [ ! -f "$dir/$file" ]; then
    echo "plot.sh: $dir/$file: missing, $kind not drawn" >&2
    failed=5
    continue
  elif has_rows "$dir/$file"; then
    draw "$kind" || rc=$?
  else
    echo "$file has no data rows" > "$tmp/said"
    rc=3
  fi
  case $rc in
    0) echo "wrote    $kind.png, $kind.svg" ;;
    3)
      rm -f "$dir/$kind.png" "$dir/$kind.svg" # of an earlier run
      echo "skipped  $kind: $(tail -n 1 "$tmp/said")"
      ;;
    *)
      echo "plot.sh: gnuplot failed on $kind:" >&2
      cat "$tmp/said" >&2
      failed=1
      ;;
  esac
done
exit "$failed"
