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

# every command explains itself: by --help, by help NAME, and with every option that it takes
for c in check trace mtu routes graph diff import run batch compare failover pair plot report schema explain; do
  ok "$c --help" exits 0 "$VNETSIM" $c --help
  cp "$dir/out" "$dir/help"
  ok "$c has an example" grep -q '^examples:' "$dir/help"
  ok "help $c" sh -c "'$VNETSIM' help $c | cmp - '$dir/help'"
  ok "it is in the list" sh -c "'$VNETSIM' help | grep -q '^  vnetsim $c '"
  for option in $(sed -n 's/{"/\n&/gp' sim/app/cmd_$c.c | sed -n 's/^{"\([a-z-]*\)", *\(OPTIONS_\|[a-z]*_argument\).*/\1/p'); do
    case $option in
      help) ;;
      out | output | jobs) ok "$c --$option" grep -q -- "-$(echo "$option" | cut -c1)\\b" "$dir/help" ;;
      pcap*) [ $c = batch ] || ok "$c --$option" grep -q -- "--$option" "$dir/help" ;; # batch only says that it does not
      *) ok "$c --$option" grep -q -- "--$option\\b" "$dir/help" ;;
    esac
  done
  ok "$c: nothing given" exits $([ $c = schema ] && echo 0 || echo 2) "$VNETSIM" $c
done
ok "help of nothing" says 2 'there is no command `chek`; did you mean `check`?' help chek
ok "no command at all: help, where messages go" sh -c "[ -z \"\$('$VNETSIM' 2>/dev/null)\" ] && '$VNETSIM' 2>&1 | grep -q 'exit codes: 0 done, 1 a gate'"

ok "an empty argument" says 2 'one of the arguments is empty' compare "$(: nothing)"
ok "a VM that is not there: which there are" says 2 'there is no VM `nobody`; there are db, web' trace "$scenario" --from nobody --to db
ok "a subnet that is not there" says 2 'there is no subnet `x/y`; there are vnet-northeurope/' routes "$scenario" x/y
ok "a gateway that is not there" says 2 'there is no gateway `nope`; there are gw-northeurope, gw-westus' failover scenarios/westus-northeurope.yaml --gateway nope -o "$dir/f"
ok "a metric misspelt" says 2 'there is no metric `rtt_p5_ms`; did you mean `rtt_p50_ms`?' compare --metric rtt_p5_ms "$dir"
ok "a metric that is not there" says 2 'there is no metric `beauty`; there are ' pair --from westus --candidates northeurope --scenario "$scenario" --metric beauty=1
ok "no region to pair with" says 2 '`nowhere` is no region; there are ' pair --from nowhere --candidates northeurope --scenario "$scenario" -o "$dir/p"
ok "a folder that is no campaign's" says 5 "is to be a campaign's folder: vnetsim batch STUDY -o scenarios makes one" compare scenarios
ok "-j where nothing runs" says 2 'unknown option `-j`' trace "$scenario" --all -j 3
ok "help to a full disk: exit 5" sh -c "'$VNETSIM' --help >/dev/full 2>/dev/null; [ \$? = 5 ]"

run_it="run $scenario --set simulation.warmup=0s --duration 2s"
# shellcheck disable=SC2086
{
  ok "an empty folder name" says 2 "one of the arguments is empty" $run_it -o ""
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
