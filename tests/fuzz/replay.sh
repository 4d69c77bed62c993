#!/bin/sh
# Every file of the corpora, and every template and scenario of the tests, through its fuzz target: none may crash.
set -u
cd "$(dirname "$0")/../.."
: "${VNETSIM:=./vnetsim}"
dir=${VNETSIM%/vnetsim}
if [ "$dir" = . ] && [ -r build/current ]; then dir=$(cat build/current); fi
if [ ! -x "$dir/tests/fuzz/fuzz_import" ]; then
  make -s BUILD=asan test-programs && dir=build/asan-gcc
fi
passed=0 failed=0
run() { # TARGET FILE...
  target=$1
  shift
  if "$dir/tests/fuzz/$target" "$@" >/dev/null 2>"$log"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $target"
    tail -n 30 "$log"
  fi
}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
run fuzz_import tests/fuzz/import/* tests/arm/*.json tests/bad/*.json
run fuzz_scenario tests/fuzz/scenario/* tests/arm/*.yaml tests/bad/*.yaml scenarios/*.yaml
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
