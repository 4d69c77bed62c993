#!/bin/sh
# Designs that are as they should be give no error and no warning, and lose no packet: those of tests/good, which look like a mistake
# that a rule knows, and those of scenarios, except for what the scenario is there to show.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh

silent() { # FILE
  exits 0 "$VNETSIM" check "$1" && { ! grep -E '^(error|warning)' "$dir/err"; }
}

lossless() { # FILE
  rm -rf "$dir/r"
  "$VNETSIM" run "$1" -o "$dir/r" >/dev/null 2>"$dir/err" && { ! sed 1d "$dir/r/drops.csv" | grep .; }
}

only() { # FILE CODE
  exits 0 "$VNETSIM" check "$1" && [ "$(sed -n 's/^[a-z]*\[\(VN[0-9]*\)\].*/\1/p' "$dir/err" | sort -u)" = "$2" ]
}

for f in tests/good/*.yaml; do
  ok "$f: nothing to say" silent "$f"
  ok "$f: nothing lost" lossless "$f"
done
for f in scenarios/*.yaml; do
  case $f in
    */forced-tunnelling.yaml) ok "$f" only "$f" VN0908 ;;
    */hub-branches.yaml) ok "$f" only "$f" VN0615 ;;
    */ways-out.yaml) ok "$f" only "$f" VN0624 ;;
    */site-to-site-wrong-range.yaml) ok "$f" only "$f" VN0407 ;;
    *) ok "$f" silent "$f" ;;
  esac
done
finish
