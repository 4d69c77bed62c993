#!/bin/sh
# What the world does to a campaign: a disk that is full, folders that cannot be written or vanish, another campaign in the same
# place, signals at any moment. There is a clear message, nothing half written, and the same command brings the same bytes
# afterwards. VNETSIM_LONG: kill -9 at 50 moments in place of 5. SEED=N repeats the moments of a run that failed.
set -u
cd "$(dirname "$0")/../.." || exit
. tests/app/ok.sh
: "${SEED:=$(od -An -N3 -tu4 /dev/urandom | tr -d ' ')}"
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
same() {
  for f in runs.csv summary.csv configurations.csv datapackage.json study.yaml; do
    cmp "$1/$f" "$2/$f" || return 1
  done
  diff -r "$1/runs" "$2/runs"
}
no_rest() { [ -z "$(find "$1" -name '*.part*' -o -name '*.old-*')" ] || { find "$1" -name '*.part*' -o -name '*.old-*'; return 1; }; }
whole_files() { # DIR: each file that has its final name has its final bytes
  find "$1" -type f ! -path '*.part*' ! -name .lock | while read -r f; do
    cmp "$f" "$dir/whole${f#"$1"}" || echo "$f"
  done | awk '{ print; n++ } END { exit n > 0 }'
}
now_ms() { date +%s%3N; }
started=$(now_ms)
ok "an undisturbed campaign" batch -o "$dir/whole" -j 2
took=$(($(now_ms) - started))

# --- disks: file systems of their own, in a mount namespace
cat >"$dir/disk.sh" <<'END'
# SIZE COMMAND...: with $dir/disk a file system of that size
set -u
mkdir -p "$dir/disk"
mount -t tmpfs -o size=$1 tmpfs "$dir/disk" || exit 77
shift
"$@"
code=$?
find "$dir/disk" -name '*.part*' -o -name '*.old-*' | sed 's/^/left: /'
exit $code
END
on_disk() { env dir="$dir" unshare -rm sh "$dir/disk.sh" "$@"; }
if on_disk 100k true >/dev/null 2>&1; then
  # shellcheck disable=SC2086
  {
    ok "run on a full disk: exit 5" exits 5 on_disk 20k "$VNETSIM" run "$dir/base.yaml" $short -o "$dir/disk/r"
    ok "says why" grep -qi "no space left" "$dir/err"
    ok "leaves nothing" sh -c "! grep -q ^left: '$dir/out'"
  }
  # full at the copy of the study, at a run, at runs.csv, at the files after it
  for size in 4k 16k 40k 60k 68k 76k 84k 92k 100k 400k; do
    # shellcheck disable=SC2086
    on_disk $size "$VNETSIM" batch "$dir/study.yaml" $short -o "$dir/disk/b" -j 2 >"$dir/out" 2>"$dir/err"
    code=$?
    [ "$code" = 0 ] && break
    ok "batch on a full disk of $size: exit 5" test "$code" = 5
    ok "$size: says why" grep -qi "no space left" "$dir/err"
    ok "$size: leaves nothing half written" sh -c "! grep '^left:' '$dir/out'"
  done
  ok "the largest disk does" test "$code" = 0
  cat >"$dir/more.sh" <<'END'
# a disk that is full, and then is not
"$VNETSIM" batch "$@" -o "$dir/disk/b" && exit 1
mount -t tmpfs -o remount,size=1m tmpfs "$dir/disk" || exit 77
"$VNETSIM" batch "$@" -o "$dir/disk/b" || exit 1
cp -r "$dir/disk/b" "$dir/after-full"
END
  # shellcheck disable=SC2086
  ok "with more room the same command goes on" env VNETSIM="$VNETSIM" dir="$dir" unshare -rm sh "$dir/disk.sh" 40k sh "$dir/more.sh" "$dir/study.yaml" $short
  ok "to the same bytes" same "$dir/after-full" "$dir/whole"
  cat >"$dir/readonly.sh" <<'END'
mount -t tmpfs -o remount,ro tmpfs "$dir/disk" || exit 77
exec "$@"
END
  # shellcheck disable=SC2086
  ok "a disk that is read only: exit 5" exits 5 on_disk 1m sh "$dir/readonly.sh" "$VNETSIM" batch "$dir/study.yaml" $short -o "$dir/disk/b"
  ok "says so" grep -qi "disk/b: read-only file system" "$dir/err"
else
  echo "mount namespaces are not allowed here: full and read-only disks are not tested"
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
until_there() { # FILE: waits for it, 10 s at most
  n=0
  while [ ! -e "$1" ] && [ $n -lt 1000 ]; do
    sleep 0.01
    n=$((n + 1))
  done
}
vanish() { # WHAT of $dir/gone vanishes under a campaign
  rm -rf "$dir/gone"
  "$VNETSIM" batch "$dir/study.yaml" --set simulation.duration=20s -o "$dir/gone" -j 2 >"$dir/out" 2>"$dir/err" &
  pid=$!
  until_there "$dir/gone/study.yaml"
  rm -rf "$dir/gone/$1"
  wait $pid
  ok "a folder that vanishes (/$1): exit 5" test $? = 5
  ok "says so" grep -q "$dir/gone: No such file" "$dir/err"
}
vanish ''
vanish runs
mkdir "$dir/self"
cp "$dir/base.yaml" "$dir/study.yaml" "$dir/self"
# shellcheck disable=SC2086
ok "a study in the campaign's own folder" exits 0 "$VNETSIM" batch "$dir/self/study.yaml" $short -o "$dir/self"
ok "is still what it was" cmp "$dir/study.yaml" "$dir/self/study.yaml"

# --- two campaigns at once
batch -o "$dir/two" -j 1 --set simulation.duration=4s >"$dir/out1" 2>"$dir/err1" &
pid=$!
until_there "$dir/two/study.yaml"
ok "another campaign in the same folder: exit 5" exits 5 batch -o "$dir/two"
ok "says so" grep -q "another campaign is at work in $dir/two" "$dir/err"
wait $pid
ok "the first one is not disturbed" test $? = 0
batch -o "$dir/alone" -j 2 --set simulation.duration=4s >/dev/null 2>&1
ok "its bytes are those of one alone" same "$dir/two" "$dir/alone"

# --- signals
moments() { # N: as many random moments in the time that the campaign takes, in seconds
  awk -v n="$1" -v seed="$SEED" -v ms=$took 'BEGIN { srand(seed); for (i = 0; i < n; i++) printf "%.3f\n", rand() * ms / 1000 }'
}
disturb() { # SIGNAL MOMENT: a campaign in $dir/killed, which begins anew when it was finished
  [ -e "$dir/killed/datapackage.json" ] && rm -rf "$dir/killed"
  # shellcheck disable=SC2086
  "$VNETSIM" batch "$dir/study.yaml" $short -o "$dir/killed" -j 2 >"$dir/out" 2>"$dir/err" &
  pid=$!
  sleep "$2"
  {
    kill "-$1" $pid
    wait $pid
  } 2>/dev/null
}
for signal in INT TERM; do
  rm -rf "$dir/long" # its study.yaml says that this one is at work
  # shellcheck disable=SC2086
  "$VNETSIM" batch "$dir/study.yaml" $short --set simulation.duration=30min -o "$dir/long" -j 2 >/dev/null 2>"$dir/err" &
  pid=$!
  until_there "$dir/long/study.yaml"
  sleep 0.1
  kill -$signal $pid
  wait $pid
  ok "SIG$signal: exit 130" test $? = 130
  ok "says how to go on" grep -q "the same command goes on" "$dir/err"
  ok "no child is left" sh -c "! ps -eo comm,args | grep '^vnetsim' | grep -q '$dir/long'"
  ok "nothing half written" no_rest "$dir/long"
done
tries=5
[ -z "${VNETSIM_LONG-}" ] || tries=50
hits=0
for moment in $(moments 30); do
  disturb INT "$moment" && continue # it had ended before
  hits=$((hits + 1))
  ok "SIGINT after $moment s (SEED=$SEED): nothing half written" no_rest "$dir/killed"
  ok "what is there is whole" whole_files "$dir/killed"
  [ $hits -lt 5 ] || break
done
ok "interrupted 5 times (SEED=$SEED)" test $hits = 5
ok "started again" batch -o "$dir/killed" -j 2
ok "the bytes of the undisturbed one" same "$dir/killed" "$dir/whole"
rm -rf "$dir/killed"

hits=0
for moment in $(moments $((6 * tries))); do
  disturb KILL "$moment" && continue # its children go with it, wherever they are
  hits=$((hits + 1))
  ok "kill -9 after $moment s (SEED=$SEED): what is there is whole" whole_files "$dir/killed"
  [ $hits -lt $tries ] || break
done
ok "killed $tries times (SEED=$SEED)" test $hits = $tries
ok "started again" batch -o "$dir/killed" -j 2
ok "the bytes of the undisturbed one" same "$dir/killed" "$dir/whole"
ok "nothing half written is left" no_rest "$dir/killed"
finish
