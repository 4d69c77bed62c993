#!/bin/sh
# Two builds (sanitizers and release, say) give the same bytes. VNETSIM and VNETSIM_OTHER name the programs.
set -u
cd "$(dirname "$0")/../.."
: "${VNETSIM:=./vnetsim}"
if [ -z "${VNETSIM_OTHER-}" ]; then
  echo "VNETSIM_OTHER is not set: there is no second build to compare with"
  exit 1
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0
for s in scenarios/*.yaml tests/bad/vn0406-policy.yaml; do
  for p in "$VNETSIM" "$VNETSIM_OTHER"; do
    "$p" run "$s" --duration 3s --set simulation.warmup=200ms -o "$dir/$(basename "$s")-$(echo "$p" | cksum | cut -d' ' -f1)" >/dev/null 2>&1
  done
  same=yes
  set -- "$dir/$(basename "$s")"-*
  [ $# = 2 ] && [ "$(cd "$1" && ls)" = "$(cd "$2" && ls)" ] || same=no
  for f in "$1"/*.csv; do
    cmp "$f" "$2/$(basename "$f")" || same=no
  done
  if [ $same = yes ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $s"; fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
