#!/bin/sh
# explain on the command line: codes in any case, several of them, unknown ones, JSON, the reference.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh

ok "a code" exits 0 "$VNETSIM" explain VN0412
cp "$dir/out" "$dir/upper"
ok "its title" grep -q '^VN0412 (warning): the two ends of a tunnel do not share a key$' "$dir/upper"
for part in symptom cause mend source; do
  ok "its $part" grep -q "^$part  *[A-Z]" "$dir/upper"
done
ok "its example" grep -q '^    b-to-a: {type: Vnet2Vnet' "$dir/upper"
ok "in small letters" exits 0 "$VNETSIM" explain vn0412
ok "gives the same" cmp "$dir/out" "$dir/upper"
ok "two codes" exits 0 "$VNETSIM" explain VN0412 VN0615
ok "both are there" sh -c "grep -q '^VN0412 ' '$dir/out' && grep -q '^VN0615 ' '$dir/out'"
narrow() { # of every text that is not an example
  # shellcheck disable=SC2046
  "$VNETSIM" explain $("$VNETSIM" explain --list | cut -d' ' -f1) | grep -v '^    ' | grep -v '^VN' | awk 'length > 100 { print; bad = 1 } END { exit bad || NR < 1000 }'
}
ok "no line is wider than 100 columns" narrow

ok "an unknown code: exit 2" exits 2 "$VNETSIM" explain VN412
ok "the one that is meant" grep -q 'no code `VN412`; did you mean VN0412?' "$dir/err"
ok "nothing on stdout" test ! -s "$dir/out"
ok "a known one beside it does not help" exits 2 "$VNETSIM" explain VN0412 tunnel
ok "where all of them are" grep -q 'no code `tunnel`; --list shows all of them' "$dir/err"
ok "nothing on stdout then either" test ! -s "$dir/out"
ok "no code: exit 2" exits 2 "$VNETSIM" explain
ok "--json without a code: exit 2" exits 2 "$VNETSIM" explain --json
ok "a code beside --list: exit 2" exits 2 "$VNETSIM" explain --list VN0412
ok "--list as JSON: exit 2" exits 2 "$VNETSIM" explain --list --json

ok "the list is sorted, each once" sh -c "'$VNETSIM' explain --list | cut -d' ' -f1 | sort -cu"

cat >"$dir/records.py" <<'PY'
import json, sys
codes = json.load(open(sys.argv[1]))
keys = ["code", "severity", "title", "symptom", "cause", "mend", "source", "example"]
assert [list(c) for c in codes] == [keys] * len(codes)
assert all(c["severity"] in ("error", "warning", "note") for c in codes)
assert all(isinstance(c[k], str) and c[k] for c in codes for k in keys[:-1])
assert all(c["example"] is None or c["example"].endswith("\n") for c in codes)
assert [c["code"] for c in codes] == sys.argv[2:]
PY
ok "as JSON" exits 0 "$VNETSIM" explain --json vn0412 VN0001
ok "records of these two" python3 "$dir/records.py" "$dir/out" VN0412 VN0001
ok "all as JSON" exits 0 "$VNETSIM" explain --all --json
# shellcheck disable=SC2046
ok "records of all" python3 "$dir/records.py" "$dir/out" $("$VNETSIM" explain --list | cut -d' ' -f1)
# One at a time each gives its own page.
titles() {
  "$VNETSIM" explain --list | cut -d' ' -f1 | while read -r code; do
    "$VNETSIM" explain "$code" | head -1 | grep -q "^$code (" || exit 1
  done
}
ok "each code has its own page" titles
# The cause for which packets of a bad scenario are dropped (suffer.sh sees to that) is the one that explain names.
causes() {
  sed -n '/LIST.$/,/^LIST$/ s/^vn\([0-9]*\)-[^ ]* [^ ]* \([a-z_]*\) .*/\1 \2/p' tests/app/suffer.sh >"$dir/causes"
  [ "$(wc -l <"$dir/causes")" -ge 30 ] || return 1
  while read -r code cause; do
    "$VNETSIM" explain "VN$code" | grep -qw "$cause" || { echo "VN$code does not name $cause"; return 1; }
  done <"$dir/causes"
}
ok "explain names the cause of drops" causes
ok "the reference is up to date" sh -c "'$VNETSIM' explain --all | cmp - scenarios/DIAGNOSTICS.md"
finish
