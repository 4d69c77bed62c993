#!/bin/sh
# A campaign by an MPI launcher: each rank runs a shard. vnetsim itself needs no MPI; the launcher's numbers of the ranks do.
#
#   launch/mpirun.sh RANKS OUT STUDY|SCENARIO... [--set PATH=VALUE]...
#
# MPIRUN is the launcher with its options: MPIRUN="mpirun --hostfile hosts" (given none: mpirun), MPIRUN=srun. Open MPI, MPICH
# (Hydra), Intel MPI and srun are known. The exit code is that of the campaign. Run again after a failure, it makes only what
# is missing.
set -eu
: "${VNETSIM:=vnetsim}"
if [ "${1-}" = --rank ]; then # started by the launcher
  shift
  rank=${OMPI_COMM_WORLD_RANK-${PMI_RANK-${SLURM_PROCID-}}}
  size=${OMPI_COMM_WORLD_SIZE-${PMI_SIZE-${SLURM_NTASKS-}}}
  [ -n "$rank" ] && [ -n "$size" ] ||
    { echo "$0: the launcher tells no rank (OMPI_COMM_WORLD_RANK, PMI_RANK, SLURM_PROCID)" >&2; exit 2; }
  [ "$size" = "$1" ] || { echo "$0: the launcher started $size ranks, not $1" >&2; exit 2; }
  exec "$(dirname "$0")/shard.sh" "$((rank + 1))" "$@"
fi
[ $# -ge 3 ] || { sed -n '4s/^# *//p' "$0" >&2; exit 2; }
ranks=$1 out=$2
[ ! -e "$out" ] || { echo "$0: $out is there already: choose a new folder" >&2; exit 5; }
mkdir -p "$out.shards"
export VNETSIM
# shellcheck disable=SC2086
${MPIRUN:-mpirun} -n "$ranks" "$0" --rank "$@"
exec "$(dirname "$0")/join.sh" "$ranks" "$out"
