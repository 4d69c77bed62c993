#!/bin/sh
# Joins the shards OUT.shards/1 to OUT.shards/N in OUT: the bytes of the campaign in one piece, and its exit code.
#
#   launch/join.sh N OUT
set -eu
: "${VNETSIM:=vnetsim}"
[ $# = 2 ] || { sed -n '4s/^# *//p' "$0" >&2; exit 2; }
shards=$1 out=$2 i=0
set --
while [ $i -lt "$shards" ]; do
  i=$((i + 1))
  set -- "$@" "$out.shards/$i"
done
exec "$VNETSIM" batch --merge "$@" -o "$out"
