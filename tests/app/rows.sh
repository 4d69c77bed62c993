#!/bin/sh
# tests/rules.csv: what the platform's pages say of networks (by their subject: 1 address spaces, 2 gateway subnets, 3 peerings, 4 routes, 5 security
# groups, 6 connections, 7 limits), and 56 mistakes of administrators. Of each the code that says it, its severity, and the scenario of tests/bad that makes
# it; without a code, why nothing can be said.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh
"$VNETSIM" explain --list >"$dir/codes"

row() { # CODE SEVERITY SCENARIO
  grep -q "^$1 " "$dir/codes" && grep -q "^$2\[$1\]" "tests/bad/$3.expected" &&
    case $2 in error) grep -q '^exit 3' "tests/bad/$3.expected" ;; *) grep -q '^exit 0' "tests/bad/$3.expected" ;; esac
}

sed 1d tests/rules.csv >"$dir/rows"
while IFS=, read -r name fact code severity scenario; do
  if [ -n "$code" ]; then
    ok "$name, $fact: $code" row "$code" "$severity" "$scenario"
  else
    ok "$name, $fact: no code, and a reason" test -z "$severity" -a -n "$scenario"
  fi
done <"$dir/rows"
mistakes() {
  for i in $(seq 56); do grep -q "^M$(printf %02d "$i")," "$dir/rows" || { echo "no row for mistake $i"; return 1; }; done
}
ok "every mistake has its row" mistakes
finish
