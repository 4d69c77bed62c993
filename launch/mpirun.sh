#!/bin/sh
# A campaign by an MPI launcher: each rank runs a shard. vnetsim itself needs no MPI; the launcher's numbers of the rank do.
#
#   mpirun -n RANKS launch/mpirun.sh OUT STUDY|SCENARIO... [--set PATH=VALUE]... && vnetsim batch --merge OUT.shards/* -o OUT
#
# Open MPI, MPICH (Hydra), Intel MPI, and srun as a launcher are known.
set -eu
: "${VNETSIM:=vnetsim}"
rank=${OMPI_COMM_WORLD_RANK-${PMI_RANK-${SLURM_PROCID-}}}
size=${OMPI_COMM_WORLD_SIZE-${PMI_SIZE-${SLURM_NTASKS-}}}
[ $# -ge 2 ] && [ -n "$rank" ] && [ -n "$size" ] || { sed -n '4s/^# *//p' "$0" >&2; exit 2; }
out=$1
shift
shard=$((rank + 1))
mkdir -p "$out.shards"
exec "$VNETSIM" batch "$@" --shard "$shard/$size" -o "$out.shards/$shard" -j 1
