#!/bin/sh
# A campaign on engines that exist: a Slurm job array (one node, started here), GNU parallel, mpirun. Each gives the bytes of
# the campaign in one piece. Long: needs VNETSIM_LONG (make test-long installs the engines), and root for Slurm.
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
short="--set simulation.duration=2s --set simulation.warmup=500ms"
same() { cmp "$1/runs.csv" "$dir/whole/runs.csv" && cmp "$1/summary.csv" "$dir/whole/summary.csv" && cmp "$1/datapackage.json" "$dir/whole/datapackage.json" && diff -r "$1/runs" "$dir/whole/runs"; }

# shellcheck disable=SC2086
{
  ok "in one piece" exits 0 "$VNETSIM" batch "$dir/study.yaml" $short -o "$dir/whole"
  ok "GNU parallel" exits 0 launch/parallel.sh 4 "$dir/parallel" "$dir/study.yaml" $short
  ok "parallel: the same bytes" same "$dir/parallel"
  ok "mpirun" exits 0 mpirun --allow-run-as-root --oversubscribe -n 3 launch/mpirun.sh "$dir/mpi" "$dir/study.yaml" $short
  ok "its shards are joined" sh -c "'$VNETSIM' batch --merge '$dir'/mpi.shards/* -o '$dir/mpi'"
  ok "mpirun: the same bytes" same "$dir/mpi"
}

# --- Slurm: a cluster of this machine, with its own folder and ports
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
ready() { # COMMAND...: until it succeeds, 30 s at most
  n=0
  until "$@" >/dev/null 2>&1; do
    n=$((n + 1))
    [ $n -lt 60 ] || return 1
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
  ok "Slurm: the jobs are taken" exits 0 launch/slurm.sh 4 "$dir/array" "$dir/study.yaml" $short
  ok "Slurm: they end" ready ended
  ok "Slurm: the same bytes" same "$dir/array" || true
  [ -d "$dir/array" ] || cat "$dir"/array.logs/*
else
  cat "$slurm/out" "$slurm"/*.log
  ok "Slurm has come up" false
fi
finish
