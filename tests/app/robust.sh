#!/bin/sh
# What the world does to a campaign: a disk that is full, folders that cannot be written or vanish, signals at any moment. There
# is a clear message, nothing half written, and the same command brings the same bytes afterwards.
# VNETSIM_LONG: kill -9 at 50 moments in place of 5.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh
cp scenarios/westus-northeurope.yaml "$dir/base.yaml"
cat >"$dir/study.yaml" <<'END'
vnetsim: 1
study: robust
base: base.yaml
vary:
  sku: {path: virtual_network_gateways.*.sku, values: [VpnGw1AZ, VpnGw2AZ]}
replications: {min: 6}
END
short="--set simulation.duration=2s --set simulation.warmup=500ms"
# shellcheck disable=SC2086
batch() { "$VNETSIM" batch "$dir/study.yaml" $short "$@"; }
same() { cmp "$1/runs.csv" "$2/runs.csv" && cmp "$1/summary.csv" "$2/summary.csv" && diff -r "$1/runs" "$2/runs"; }
no_rest() { [ -z "$(find "$1" -name '*.part*' -o -name '*.old-*')" ]; }
ok "an undisturbed campaign" batch -o "$dir/whole" -j 2

# --- a full disk: a file system of its own, in a mount namespace; what a user namespace does not allow is not tested
cat >"$dir/full.sh" <<'END'
set -u
mkdir -p "$1/disk"
mount -t tmpfs -o size=$2 tmpfs "$1/disk" || exit 77
shift 2
"$@"
code=$?
df "$dir/disk" | tail -n 1
find "$dir/disk" -name '*.part*' -o -name '*.old-*'
exit $code
END
full() { dir=$dir unshare -rm sh "$dir/full.sh" "$dir" "$@"; }
if full 100k true >/dev/null 2>&1; then
  # shellcheck disable=SC2086
  {
    ok "run on a full disk: exit 5" exits 5 full 20k "$VNETSIM" run "$dir/base.yaml" $short -o "$dir/disk/r"
    ok "says why" grep -qi "no space left" "$dir/err"
    ok "leaves nothing" sh -c "! grep -q part '$dir/out'"
    full 60k "$VNETSIM" batch "$dir/study.yaml" $short -o "$dir/disk/b" --keep all >"$dir/out" 2>"$dir/err"
    ok "batch on a full disk fails" test $? -ge 4
    ok "says why too" grep -qi "no space left" "$dir/err"
    ok "leaves nothing half written" sh -c "! grep -q part '$dir/out'"
  }
else
  echo "mount namespaces are not allowed here: a full disk is not tested"
fi

# --- folders
mkdir "$dir/readonly"
chmod 555 "$dir/readonly"
if ! touch "$dir/readonly/x" 2>/dev/null; then
  ok "a read-only folder: exit 5" exits 5 batch -o "$dir/readonly/b"
  ok "says so" grep -qi "permission denied" "$dir/err"
else # root writes anywhere; /proc takes no folders from anybody
  rm -f "$dir/readonly/x"
  ok "a folder that takes none: exit 5" exits 5 batch -o /proc/vnetsim
  ok "says so" grep -qi "/proc/vnetsim: " "$dir/err"
fi
ok "a file in the place of the folder: exit 5" exits 5 batch -o "$dir/base.yaml"
"$VNETSIM" batch "$dir/study.yaml" --set simulation.warmup=500ms -o "$dir/gone" -j 2 >"$dir/out" 2>"$dir/err" &
pid=$!
sleep 0.15
rm -rf "$dir/gone"
wait $pid
code=$?
ok "a folder that vanishes: exit 4 or 5" test $code = 4 -o $code = 5
ok "says so" grep -q "gone\|No such file" "$dir/err"

# --- signals
"$VNETSIM" batch "$dir/study.yaml" $short --set simulation.duration=20s -o "$dir/int" -j 2 >/dev/null 2>"$dir/err" &
pid=$!
sleep 0.2
kill -INT $pid
wait $pid
ok "SIGINT: exit 130" test $? = 130
ok "says how to go on" grep -q "the same command goes on" "$dir/err"
sleep 0.2
ok "no child is left" sh -c "! ps -eo comm,args | grep '^vnetsim' | grep -q '$dir/int'"
ok "nothing half written" no_rest "$dir/int"

tries=5
[ -z "${VNETSIM_LONG-}" ] || tries=50
i=0
while [ $i -lt $tries ]; do
  # shellcheck disable=SC2086
  "$VNETSIM" batch "$dir/study.yaml" $short -o "$dir/killed" -j 2 >/dev/null 2>&1 &
  pid=$!
  # a moment of 0 to 250 ms, another each time: the shell has no random numbers
  sleep "$(printf '0.%03d' $((i * 97 % 251)))"
  kill -9 $pid 2>/dev/null # its children go with it, wherever they are
  wait $pid 2>/dev/null
  i=$((i + 1))
  [ $((i % 10)) = 0 ] && rm -rf "$dir/killed"
done
ok "killed $tries times, started again" batch -o "$dir/killed" -j 2
ok "the bytes of the undisturbed one" same "$dir/killed" "$dir/whole"
ok "nothing half written is left" no_rest "$dir/killed"
finish
