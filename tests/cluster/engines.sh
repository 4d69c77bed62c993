#!/bin/sh
# A campaign on engines that exist: a Slurm job array (one node, started here), GNU parallel, mpirun, srun. Each gives the bytes
# of the campaign in one piece. Long: needs VNETSIM_LONG (make test-long installs the engines), and root for Slurm.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh
if [ -z "${VNETSIM_LONG-}" ]; then
  finish
  exit
fi
export VNETSIM
cat >"$dir/study.yaml" <<END
vnetsim: 1
study: engines
base: $PWD/scenarios/westus-northeurope.yaml
vary:
  sku: {path: virtual_network_gateways.*.sku, values: [VpnGw1AZ, VpnGw2AZ, VpnGw3AZ]}
  mtu: {path: links.inter_region.mtu, values: [1400B, 1500B]}
replications: {min: 3}
END
sed 's/1400B/1B/' "$dir/study.yaml" >"$dir/refused.yaml"
short="--set simulation.duration=2s --set simulation.warmup=500ms"
same() { # DIR [WHOLE]
  for f in runs.csv summary.csv configurations.csv datapackage.json study.yaml; do
    cmp "$1/$f" "${2-$dir/whole}/$f" || return 1
  done
  diff -r "$1/runs" "${2-$dir/whole}/runs"
}

# shellcheck disable=SC2086
{
  ok "in one piece" exits 0 "$VNETSIM" batch "$dir/study.yaml" $short -o "$dir/whole"
  ok "in one piece, a setting refused" exits 3 "$VNETSIM" batch "$dir/refused.yaml" $short -o "$dir/whole-3"
  ok "GNU parallel" exits 0 launch/parallel.sh 4 "$dir/it's parallel" "$dir/study.yaml" $short
  ok "parallel: the same bytes" same "$dir/it's parallel"
  ok "a folder that is there is left alone" exits 5 launch/parallel.sh 4 "$dir/it's parallel" "$dir/study.yaml" $short
  rm -rf "$dir/it's parallel" "$dir/it's parallel.shards/2/runs/"*-1 "$dir/it's parallel.shards/3/shard"
  ok "parallel again after a loss" exits 0 launch/parallel.sh 4 "$dir/it's parallel" "$dir/study.yaml" $short
  ok "it goes on to the same bytes" same "$dir/it's parallel"
  ok "with other shards: the same bytes" sh -c "rm -rf '$dir/parallel'; launch/parallel.sh 3 '$dir/parallel' '$dir/study.yaml' $short && rm -rf '$dir/parallel' && launch/parallel.sh 2 '$dir/parallel' '$dir/study.yaml' $short"
  ok "and they are" same "$dir/parallel"
  ok "parallel: a refused setting's exit code" exits 3 launch/parallel.sh 4 "$dir/parallel-3" "$dir/refused.yaml" $short
  ok "and its bytes" same "$dir/parallel-3" "$dir/whole-3"

  export MPIRUN="mpirun --allow-run-as-root --oversubscribe"
  ok "mpirun" exits 0 launch/mpirun.sh 3 "$dir/mpi" "$dir/study.yaml" $short
  ok "mpirun: the same bytes" same "$dir/mpi"
  ok "mpirun: a refused setting's exit code" exits 3 launch/mpirun.sh 2 "$dir/mpi-3" "$dir/refused.yaml" $short
  ok "and its bytes" same "$dir/mpi-3" "$dir/whole-3"
  ok "no rank, no shard" exits 2 env -u SLURM_PROCID launch/mpirun.sh --rank 2 "$dir/none" "$dir/study.yaml"
  unset MPIRUN
}

# --- the command line of the Kubernetes Job, as launch/README.md has it; without a cluster
sed 's/duration: 60s, warmup: 5s/duration: 2s, warmup: 500ms/' scenarios/westus-northeurope.yaml >"$dir/quick.yaml"
mkdir "$dir/data"
sed "s|^base: .*|base: $dir/quick.yaml|" "$dir/study.yaml" >"$dir/data/all-pairs.yaml"
pod=$(sed -n "s|^ *- exec ||; T; s|/opt/vnetsim|$PWD|; s|/data|$dir/data|g; p" launch/README.md)
ok "in one piece, of a quick scenario" exits 0 "$VNETSIM" batch "$dir/data/all-pairs.yaml" -o "$dir/whole-pod"
i=0
while [ $i -lt 16 ]; do
  ok "pod $i" exits 0 env JOB_COMPLETION_INDEX=$i sh -c "$pod"
  i=$((i + 1))
done
ok "the pods' shards are joined" exits 0 launch/join.sh 16 "$dir/data/all-pairs"
ok "pods: the same bytes" same "$dir/data/all-pairs" "$dir/whole-pod"

# --- Slurm: a cluster of this machine, with its own folder and ports
if [ "$(id -u)" != 0 ]; then
  echo "not root: Slurm is not tested"
  finish
  exit
fi
slurm=$dir/slurm
mkdir -p "$slurm/state" "$slurm/spool" "$slurm/munge"
host=$(hostname -s)
dd if=/dev/urandom of="$slurm/munge.key" bs=1024 count=1 2>/dev/null
chmod 400 "$slurm/munge.key"
chmod 755 "$dir" "$slurm" "$slurm/munge"
cat >"$slurm/slurm.conf" <<END
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/munge
AuthInfo=socket=$slurm/munge/socket
CryptoType=crypto/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$slurm/state
SlurmdSpoolDir=$slurm/spool
SlurmctldPidFile=$slurm/slurmctld.pid
SlurmdPidFile=$slurm/slurmd.pid
SlurmctldLogFile=$slurm/slurmctld.log
SlurmdLogFile=$slurm/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1
MpiDefault=none
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=short Nodes=$host Default=YES MaxTime=INFINITE State=UP
END
export SLURM_CONF="$slurm/slurm.conf"
stop() {
  for p in slurmd slurmctld munged; do
    [ -f "$slurm/$p.pid" ] && kill "$(cat "$slurm/$p.pid")" 2>/dev/null
  done
  sleep 1
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT TERM
ready() { # COMMAND...: until it succeeds, 60 s at most
  n=0
  until "$@" >/dev/null 2>&1; do
    n=$((n + 1))
    [ $n -lt 120 ] || { echo "not within 60 s: $*"; return 1; }
    sleep 0.5
  done
}
munged --force --key-file="$slurm/munge.key" --socket="$slurm/munge/socket" --pid-file="$slurm/munged.pid" \
  --log-file="$slurm/munged.log" --seed-file="$slurm/munged.seed" >"$slurm/out" 2>&1
slurmctld -c -f "$SLURM_CONF" >>"$slurm/out" 2>&1
slurmd -f "$SLURM_CONF" >>"$slurm/out" 2>&1
up() { sinfo -h -o %t | grep -q idle; }
ended() { [ -z "$(squeue -h)" ]; }
if ready up; then
  # shellcheck disable=SC2086
  {
    ok "Slurm: the jobs are taken" exits 0 launch/slurm.sh 4 "$dir/array" "$dir/study.yaml" $short
    ok "Slurm: they end" ready ended
    [ -d "$dir/array" ] || cat "$dir"/array.logs/*
    ok "Slurm: the same bytes" same "$dir/array"

    # the second shard cannot write: nothing is joined, and the same command goes on
    mkdir -p "$dir/again.shards"
    touch "$dir/again.shards/2"
    ok "Slurm: the jobs are taken, one of which will fail" exits 0 launch/slurm.sh 3 "$dir/again" "$dir/study.yaml" $short
    ok "Slurm: they end too" ready ended
    ok "nothing is joined" test ! -e "$dir/again"
    ok "the log says why" grep -q "again.shards/2" "$dir/again.logs/2"
    rm "$dir/again.shards/2"
    ok "Slurm: the same command" exits 0 launch/slurm.sh 3 "$dir/again" "$dir/study.yaml" $short
    ok "Slurm: it ends" ready ended
    ok "it has gone on to the same bytes" same "$dir/again"

    ok "srun as the launcher" exits 0 env MPIRUN="srun --overcommit" launch/mpirun.sh 3 "$dir/srun" "$dir/study.yaml" $short
    ok "srun: the same bytes" same "$dir/srun"
  }
else
  cat "$slurm/out" "$slurm"/*.log
  ok "Slurm has come up" false
fi
finish
