#!/bin/sh
# A campaign by GNU parallel: a shard a job, here or on the hosts of --sshlogin, which share the file system.
#
#   launch/parallel.sh SHARDS OUT STUDY|SCENARIO... [--set PATH=VALUE]...
#
# Options of parallel come in its own variable: PARALLEL="--sshlogin a,b --workdir ." The exit code is that of the campaign.
# Run again after a failure, it makes only what is missing.
set -eu
: "${VNETSIM:=vnetsim}"
[ $# -ge 3 ] || { sed -n '4s/^# *//p' "$0" >&2; exit 2; }
shards=$1 out=$2
shift 2
[ ! -e "$out" ] || { echo "$0: $out is there already: choose a new folder" >&2; exit 5; }
mkdir -p "$out.shards"
seq "$shards" | parallel --quote env VNETSIM="$VNETSIM" "$(dirname "$0")/shard.sh" '{}' "$shards" "$out" "$@"
exec "$(dirname "$0")/join.sh" "$shards" "$out"
