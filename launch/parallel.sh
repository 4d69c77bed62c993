#!/bin/sh
# A campaign by GNU parallel: a shard a job, here or on the hosts of --sshlogin (which must share the file system).
#
#   launch/parallel.sh SHARDS OUT STUDY|SCENARIO... [--set PATH=VALUE]...
#
# Options of parallel come in PARALLEL (PARALLEL="--sshlogin a,b").
set -eu
: "${VNETSIM:=vnetsim}"
[ $# -ge 3 ] || { sed -n '4s/^# *//p' "$0" >&2; exit 2; }
shards=$1 out=$2
shift 2
mkdir -p "$out.shards"
seq "$shards" | parallel --halt now,fail=1 --quote "$VNETSIM" batch "$@" --shard "{}/$shards" -o "$out.shards/{}" -j 1
"$VNETSIM" batch --merge "$out".shards/* -o "$out"
