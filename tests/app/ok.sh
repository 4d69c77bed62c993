# What the shell tests share; read by them with `.`, from the root of the project. Not a test by itself.
: "${VNETSIM:=./vnetsim}"
case $VNETSIM in /*) ;; *) VNETSIM=$PWD/$VNETSIM ;; esac
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0

ok() { # NAME COMMAND...: the command must succeed
  name=$1
  shift
  if "$@" >"$dir/log" 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $name"
    sed 's/^/    /' "$dir/log" | head -20
  fi
}

exits() { # CODE COMMAND...: its output is left in $dir/out and $dir/err
  want=$1
  shift
  "$@" >"$dir/out" 2>"$dir/err"
  got=$?
  [ "$got" = "$want" ] || { echo "exit $got, not $want: $*"; cat "$dir/err"; return 1; }
}

finish() {
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}
