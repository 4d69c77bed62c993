#!/bin/sh
# One shard of a campaign, as the engines start it: its folder is OUT.shards/I.
#
#   launch/shard.sh I N OUT STUDY|SCENARIO... [OPTION]...
#
# A run that failed (exit 4) or a configuration that is refused (3) is a row of runs.csv and no failure of the shard: an engine
# would try it again in vain. What it is worth another try for stays: files or disk (5), a signal.
set -eu
: "${VNETSIM:=vnetsim}"
[ $# -ge 4 ] || { sed -n '4s/^# *//p' "$0" >&2; exit 2; }
shard=$1 shards=$2 out=$3
shift 3
code=0
"$VNETSIM" batch "$@" --shard "$shard/$shards" -o "$out.shards/$shard" -j "${SHARD_JOBS:-1}" || code=$?
case $code in 3 | 4) code=0 ;; esac
exit $code
