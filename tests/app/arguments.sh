#!/bin/sh
# Command lines that cannot be meant: exit 2 and one line that says why. Folders that are not ours: exit 5, and untouched.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh
scenario=$PWD/scenarios/westus-northeurope-peering.yaml

says() { # CODE TEXT ARGUMENT...: the exit code, and TEXT on stderr
  code=$1 text=$2
  shift 2
  exits "$code" "$VNETSIM" "$@" && grep -qF -- "$text" "$dir/err"
}

run_it="run $scenario --set simulation.warmup=0s --duration 2s"
# shellcheck disable=SC2086
{
  ok "an empty folder name" says 2 "-o needs a name" $run_it -o ""
  ok "a folder named twice" says 2 "-o is given twice" $run_it -o "$dir/x" -o "$dir/y"
  ok "a value that is missing" says 2 '`--seed` needs a value' $run_it --seed
  ok "a value too many" says 2 '`--force=3`: this option takes no value' $run_it --force=3
  ok "an unknown option" says 2 'unknown option `--nope`' $run_it --nope
  ok "a file that begins with -" says 2 'unknown option `-x`' check -x.yaml
  ok "a first run" exits 0 "$VNETSIM" $run_it -o "$dir/a"
  ok "a folder that is there" says 5 "--force replaces it" $run_it -o "$dir/a"
  ok "the command line is kept as it was" sh -c "grep -A8 command_line '$dir/a/manifest.json' | tr -d '\n' | grep -q 'duration.*2s.*-o'"
  ok "results are replaced" exits 0 "$VNETSIM" $run_it -o "$dir/a" --force
  echo "mine" >"$dir/a/notes.txt"
  ok "a foreign file is kept" says 5 "holds what vnetsim has not written" $run_it -o "$dir/a" --force
  ok "it is there" grep -q mine "$dir/a/notes.txt"
  rm "$dir/a/notes.txt"
  mkdir "$dir/foreign"
  echo '{"name": "another tool"}' >"$dir/foreign/manifest.json"
  ok "a foreign manifest is kept" says 5 "no manifest.json of vnetsim" $run_it -o "$dir/foreign" --force
  ok "it is there too" grep -q another "$dir/foreign/manifest.json"
  cd "$dir/a" || exit 1
  ok "the folder one stands in" says 5 "give the folder by its name" $run_it -o . --force
}
finish
