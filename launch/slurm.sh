#!/bin/sh
# A campaign as a Slurm job array: each task runs a shard, and a job after them joins these. No coordination but the file system.
#
#   launch/slurm.sh TASKS OUT STUDY|SCENARIO... [--set PATH=VALUE]...
#
# Options of sbatch come in its own variables (SBATCH_PARTITION=short) or in SBATCH_OPTIONS ("--cpus-per-task=4 --time=60"); a
# task runs as many runs at a time as it has CPUs. Prints the number of the job that joins: `srun --dependency` or `squeue -j`
# wait for it. What the jobs say is in OUT.logs. Run again after a failure, it makes only what is missing.
set -eu
: "${VNETSIM:=vnetsim}"
case ${1-} in
--task) # of the array; Slurm runs a copy of this file, and $2 is where it came from
  launch=$2 tasks=$3
  shift 3
  SHARD_JOBS=${SLURM_CPUS_PER_TASK:-1} exec "$launch/shard.sh" "$SLURM_ARRAY_TASK_ID" "$tasks" "$@"
  ;;
--join) exec "$2/join.sh" "$3" "$4" ;;
esac
[ $# -ge 3 ] || { sed -n '4s/^# *//p' "$0" >&2; exit 2; }
tasks=$1 out=$2
[ ! -e "$out" ] || { echo "$0: $out is there already: choose a new folder" >&2; exit 5; }
mkdir -p "$out.shards" "$out.logs"
launch=$(cd "$(dirname "$0")" && pwd)
export VNETSIM
# shellcheck disable=SC2086
array=$(sbatch --parsable --export=ALL --array="1-$tasks" --output="$out.logs/%a" ${SBATCH_OPTIONS-} "$launch/slurm.sh" --task "$launch" "$@")
# shellcheck disable=SC2086
sbatch --parsable --export=ALL --dependency="afterok:${array%%;*}" --kill-on-invalid-dep=yes --output="$out.logs/join" ${SBATCH_OPTIONS-} "$launch/slurm.sh" --join "$launch" "$tasks" "$out"
