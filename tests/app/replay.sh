#!/bin/sh
# Files that are replayed: relative to the scenario, in the canonical form, and refused with the line that is wrong.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh

mkdir "$dir/in"
sed '/^traffic:/,$d' scenarios/westus-northeurope-peering.yaml >"$dir/in/s.yaml"
echo 'traffic: {t: {from: web-0, to: db-0, app: replay, file: rows.csv}}' >>"$dir/in/s.yaml"
printf 'time_s,bytes\n0,1400\n0.5,200\n' >"$dir/in/rows.csv"

refused() { # WORDS ROWS...: the file is refused, and that is said
  words=$1
  shift
  printf '%s\n' "$@" >"$dir/in/rows.csv"
  "$VNETSIM" check "$dir/in/s.yaml" >"$dir/out" 2>&1
  [ $? = 3 ] && grep -q "$words" "$dir/out" || { cat "$dir/out"; return 1; }
}
packets() { # FILE: offered, received
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } NR == 2 { print $at["packets_offered"], $at["packets_received"] }' "$1"
}

ok "runs" "$VNETSIM" run "$dir/in/s.yaml" --duration 2s --set simulation.warmup=0s -o "$dir/a"
ok "both rows arrive" [ "$(packets "$dir/a/flows.csv")" = "2 2" ]
ok "canonical form" sh -c "'$VNETSIM' check --canonical '$dir/in/s.yaml' >'$dir/in/c.yaml'"
ok "canonical form runs" "$VNETSIM" run "$dir/in/c.yaml" --duration 2s --set simulation.warmup=0s -o "$dir/c"
ok "to the same bytes" cmp "$dir/a/flows.csv" "$dir/c/flows.csv"
ok "the columns' names" refused 'two columns are wanted' 'time,bytes' '0,1400'
ok "a third column" refused 'two columns are wanted' 'time_s,bytes,x' '0,1400,1'
ok "no row" refused 'holds no row' 'time_s,bytes'
ok "back in time" refused ':4: earlier than the row before' 'time_s,bytes' '0,1400' '2,1400' '1,1400'
ok "no time" refused ':2:' 'time_s,bytes' ',1400'
ok "half a byte" refused ':3: not a whole number of bytes' 'time_s,bytes' '0,1400' '1,0.5'
ok "too small for UDP" refused 'row 2 has 27B' 'time_s,bytes' '0,1400' '1,27'
ok "too large for UDP" refused 'row 1 has 65536B' 'time_s,bytes' '0,65536'
ok "not for TCP" exits 0 "$VNETSIM" check "$dir/in/s.yaml" --set traffic.t.transport=tcp
rm "$dir/in/rows.csv"
ok "no file" exits 3 "$VNETSIM" check "$dir/in/s.yaml"
finish
