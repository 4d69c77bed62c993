#!/bin/sh
# Runs every test program and script under tests/ and sums what they report.
#   tests/run.sh BUILDDIR [TSANDIR]
# A cmocka program counts its cases; a script that prints "N passed, N failed" last counts those,
# any other script counts as one; a program that dies counts one failure. Failures are shown in full.
set -eu
cd "$(dirname "$0")/.."
dir=$1
tsan=${2-}
logs=$dir/logs
rm -rf "$logs"
mkdir -p "$logs"
export VNETSIM="$PWD/$dir/vnetsim"
export VNETSIM_TEST_DIR="$PWD/$logs"
export ASAN_OPTIONS=${ASAN_OPTIONS-detect_leaks=1:abort_on_error=0}
export UBSAN_OPTIONS=${UBSAN_OPTIONS-print_stacktrace=1}
export TSAN_OPTIONS=${TSAN_OPTIONS-halt_on_error=1}
limit=${VNETSIM_TEST_TIMEOUT-${VNETSIM_LONG:+3600}}
limit=${limit:-900}

# The thread sanitizer of gcc 12 refuses kernels with more address-space randomness than it knows.
plain=
setarch "$(uname -m)" -R true 2>/dev/null && plain="setarch $(uname -m) -R"

# The scripts, of which some take minutes, go first, so that none of them is left to run alone.
{
  for f in tests/*/*.sh tests/layers.sh; do
    case $f in
      tests/bench/*) continue ;;
    esac
    [ -x "$f" ] && echo "$f $f"
  done
  for f in tests/*/test_*.c; do
    [ -e "$f" ] && echo "${f%.c} $dir/${f%.c}"
    if [ -n "$tsan" ] && [ -x "$tsan/${f%.c}" ]; then
      echo "${f%.c}:tsan $plain $tsan/${f%.c}"
    fi
  done
} | grep -v '/\*' >"$logs/list" || true

cat >"$logs/one" <<'ONE'
# NAME COMMAND...: runs one, leaves NAME.log and NAME.rc
name=$1; shift
log=$VNETSIM_TEST_DIR/$(printf %s "$name" | tr / .)
timeout "$limit" "$@" >"$log.log" 2>&1 </dev/null && rc=0 || rc=$?
echo $rc >"$log.rc"
ONE
export limit
jobs=$(nproc 2>/dev/null || echo 1)
xargs -P "$jobs" -L 1 sh "$logs/one" <"$logs/list"

passed=0 failed=0 bad=
while read -r name _; do
  log=$logs/$(printf %s "$name" | tr / .)
  rc=$(cat "$log.rc" 2>/dev/null || echo 127)
  counts=$(awk '
    /^\[  PASSED  \] [0-9]+ test/ { p += $4; seen = 1 }
    /^\[  FAILED  \] [0-9]+ test/ { f += $4; seen = 1 }
    /^[0-9]+ passed, [0-9]+ failed$/ { p = $1; f = $3; seen = 1 }
    END { if (seen) print p + 0, f + 0 }' "$log.log" 2>/dev/null || true)
  if [ -z "$counts" ]; then
    if [ "$rc" = 0 ]; then counts='1 0'; else counts='0 1'; fi
  fi
  p=${counts% *} f=${counts#* }
  if [ "$rc" != 0 ] && [ "$f" = 0 ]; then f=1; fi
  passed=$((passed + p)) failed=$((failed + f))
  printf '%-48s %4d passed %4d failed\n' "$name" "$p" "$f"
  if [ "$f" != 0 ]; then bad="$bad $log.log"; fi
done <"$logs/list"

for log in $bad; do
  printf '\n---- %s (exit %s)\n' "$log" "$(cat "${log%.log}.rc" 2>/dev/null)"
  grep -v '^\[       OK \]\|^\[ RUN      \]' "$log" | tail -n 80 || true
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
