#!/bin/sh
# Every broken scenario of tests/bad (and every template, which is imported) gives exactly its expected message and exit code, and every code that the program can
# give has such a scenario. UPDATE=1 rewrites the expectations: then read the difference before it is committed.
set -u
cd "$(dirname "$0")/../.."
: "${VNETSIM:=./vnetsim}"
out=$(mktemp)
trap 'rm -f "$out" "$out.codes"' EXIT
passed=0 failed=0

check() {
  if [ "$1" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

for f in tests/bad/*.yaml tests/bad/*.json; do
  args=$(sed -n 's|^# args: ||p; s|^// args: ||p' "$f")
  # shellcheck disable=SC2086
  case $f in
    *.json) "$VNETSIM" import arm "$f" $args 2>&1 >/dev/null ;;
    *) "$VNETSIM" check "$f" $args 2>&1 ;;
  esac >"$out"
  echo "exit $?" >>"$out"
  cat "$out" >>"$out.codes"
  if [ -n "${UPDATE-}" ]; then cp "$out" "${f%.*}.expected"; fi
  if diff -u "${f%.*}.expected" "$out"; then check 0; else echo "FAILED: $f"; check 1; fi
done

codes=$("$VNETSIM" explain --list | cut -d' ' -f1)
# shellcheck disable=SC2086
"$VNETSIM" explain $codes | awk '/^VN[0-9]+ / { code = $1 } { lines[code]++ } END { for (c in lines) print c, lines[c] }' >"$out"
for code in $codes; do
  if grep -q "\[$code\]" "$out.codes"; then check 0; else echo "FAILED: no scenario of tests/bad gives $code"; check 1; fi
  if awk -v code="$code" '$1 == code && $2 >= 3 { said = 1 } END { exit !said }' "$out"; then check 0; else echo "FAILED: explain $code says nothing"; check 1; fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
