#!/bin/sh
# A campaign as a Slurm job array: each task runs a shard, and the last job joins them. No coordination but the file system.
#
#   launch/slurm.sh TASKS OUT STUDY|SCENARIO... [--set PATH=VALUE]...
#
# What is run is `vnetsim batch`; -j is the CPUs of a task (SLURM_CPUS_PER_TASK). Options of sbatch come in SBATCH_* variables
# (SBATCH_PARTITION=short) or in SBATCH_OPTIONS. Run again after a failure, it makes only what is missing.
set -eu
: "${VNETSIM:=vnetsim}"
if [ -n "${SLURM_ARRAY_TASK_ID-}" ]; then # a task of the array
  tasks=$1 out=$2
  shift 2
  exec "$VNETSIM" batch "$@" --shard "$SLURM_ARRAY_TASK_ID/$tasks" -o "$out.shards/$SLURM_ARRAY_TASK_ID" -j "${SLURM_CPUS_PER_TASK:-1}"
fi
if [ "${1-}" = --join ]; then # the job after it
  rm -rf "$2.joining"
  "$VNETSIM" batch --merge "$2".shards/* -o "$2.joining"
  mv "$2.joining" "$2"
  exit
fi
[ $# -ge 3 ] || { sed -n '4s/^# *//p' "$0" >&2; exit 2; }
mkdir -p "$2.shards" "$2.logs"
self=$(cd "$(dirname "$0")" && pwd)/slurm.sh
# shellcheck disable=SC2086
array=$(sbatch --parsable --export=ALL --array="1-$1" --output="$2.logs/%a" ${SBATCH_OPTIONS-} --wrap "$(printf "'%s' " "$self" "$@")")
# shellcheck disable=SC2086
sbatch --parsable --export=ALL --dependency="afterok:$array" --output="$2.logs/join" ${SBATCH_OPTIONS-} --wrap "'$self' --join '$2'"
