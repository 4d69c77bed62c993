#!/bin/sh
# What is no scenario and no template: any bytes end in exit 3 with a message that says what to do, and soon; what is no file in exit 5.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh
good=scenarios/westus-northeurope.yaml
says() { # FILE TEXT: check refuses the file with a message that has the text, within 20 s
  exits 3 timeout 60 "$VNETSIM" check "$dir/$1" && grep -qF -- "$2" "$dir/err"
}
repeat() { # TEXT N
  yes "$1" | head -n "$2" | tr -d '\n'
}

: >"$dir/empty"
ok "nothing" says empty 'a scenario needs a `vnetsim`'
repeat '[' 200000 >"$dir/deep"
ok "200,000 brackets" says deep 'the nesting is too deep'
ok "says what to look for" grep -q 'help: no scenario needs more than 32 levels' "$dir/err"
repeat '{a: ' 100000 >"$dir/deep-map"
ok "100,000 mappings" says deep-map 'the nesting is too deep'
printf 'vnetsim: 1\na: &a [x, x]\nb: [*a, *a]\n' >"$dir/bomb"
ok "an alias bomb" says bomb 'anchors are not read'
cat $good - $good >"$dir/two" <<'END2'
---
END2
ok "two documents" says two 'a file holds one document'
ok "says where the second goes" grep -q 'into a file of its own' "$dir/err"
head -c 100000 /dev/urandom >"$dir/binary"
ok "random bytes" says binary 'error[VN0001]'
{ cat $good; printf '\0'; } >"$dir/nul"
ok "a NUL" says nul 'byte 0x00 is no text'
for form in UTF-16LE UTF-16BE UTF-16 UTF-32; do
  iconv -f UTF-8 -t $form $good >"$dir/$form"
  ok "$form" says $form 'is no text'
done
ok "UTF-16 is named" says UTF-16 'help: the file is UTF-16 text: save it as UTF-8'
ok "without a mark too" says UTF-16LE 'help: the file is UTF-16 text: save it as UTF-8'
sed 's/example/ex\xe9mple/' $good >"$dir/latin-1"
ok "Latin-1" says latin-1 'byte 0xe9 is no text'
sed 's/^  vnet-westus/\tvnet-westus/' $good >"$dir/tabs"
ok "tabs" says tabs 'tab character'
{ printf 'vnetsim: 1\nname: '; repeat aaaaaaaaaa 500000; echo; } >"$dir/long-name"
ok "a name of 5 MB" says long-name 'error[VN0014]'
ok "is not said whole" sh -c "[ \$(wc -c <'$dir/err') -lt 4000 ]"
{ printf '{"vnetsim": 1, "x": ['; repeat '{"type": "a", "name": "b"},' 200000; echo '1]}'; } >"$dir/one-line"
ok "a line of 5 MB" says one-line 'a scenario has no key `x`'
seq -f 'key-%.0f: 1' 300000 >"$dir/keys"
ok "300,000 unknown keys" says keys 'and 299001 more'
head -c 100000000 /dev/zero >"$dir/100MB"
ok "100 MB" says 100MB 'larger than 64 MiB'
for command in "trace FILE --all" "routes FILE web" "mtu FILE --from web --to db" "graph FILE" "diff FILE $good" "diff $good FILE" "run FILE -o $dir/none" \
  "batch FILE -o $dir/none" "failover FILE -o $dir/none" "pair --from westus --candidates eastus -o $dir/none --scenario FILE"; do
  for file in binary 100MB; do
    # shellcheck disable=SC2046
    ok "$command: $file" exits 3 timeout 60 "$VNETSIM" $(echo "$command" | sed "s|FILE|$dir/$file|")
    ok "says why" grep -q '^error\[VN0001\]' "$dir/err"
  done
  # shellcheck disable=SC2046
  ok "$command: a missing file" exits 5 "$VNETSIM" $(echo "$command" | sed "s|FILE|$dir/missing|")
  ok "says so" grep -q 'missing: No such file' "$dir/err"
  # shellcheck disable=SC2046
  ok "$command: a folder" exits 5 "$VNETSIM" $(echo "$command" | sed "s|FILE|$dir|")
  wanted=3
  case $command in batch* | failover* | pair*) wanted=2 ;; esac # they read it again for each run
  # shellcheck disable=SC2046
  ok "$command: standard input" exits $wanted sh -c "echo nothing | '$VNETSIM' $(echo "$command" | sed "s|FILE|-|")"
done
mkfifo "$dir/fifo"
cat $good >"$dir/fifo" &
ok "a FIFO" exits 0 timeout 60 "$VNETSIM" check "$dir/fifo"

# line ends and marks that editors leave are no mistake
sed 's/$/\r/' $good >"$dir/crlf"
{ printf '\357\273\277'; cat $good; } >"$dir/bom"
for f in crlf bom; do
  ok "$f" exits 0 "$VNETSIM" check "$dir/$f"
done

# --- studies
study() { # KEY VALUE...: a study of a seed, with these lines more
  printf 'vnetsim: 1\nstudy: s\nbase: %s\nvary:\n  a: {path: simulation.seed, values: [1, 2]}\n%s\n' "$1" "$2" >"$dir/study.yaml"
  rm -rf "$dir/out-study"
  timeout 60 "$VNETSIM" batch "$dir/study.yaml" -o "$dir/out-study"
}
ok "a base that is missing" exits 5 study none.yaml ''
ok "is said once" sh -c "[ \$(grep -c 'none.yaml: No such file' '$dir/err') = 1 ]"
ok "a base that is a folder" exits 5 study . ''
ok "a base that is a study" exits 3 study study.yaml ''
ok "a base of random bytes" exits 3 study binary ''
ok "a filter of 100,000 brackets" exits 3 study one.yaml "where: \"$(repeat '(' 100000)\""
ok "replications without end" exits 3 study one.yaml 'replications: {min: 1000000000000}'

# --- templates
refused() { # FILE TEXT
  exits 3 timeout 60 "$VNETSIM" import arm "$dir/$1" && grep -qF -- "$2" "$dir/err"
}
for f in empty binary nul one-line 100MB; do
  ok "import: $f" refused $f ''
done
ok "import: 200,000 brackets" refused deep 'the nesting is deeper than 100 levels'
echo '{"resources": []}' | iconv -f UTF-8 -t UTF-16 >"$dir/utf-16.json"
ok "import: what PowerShell's > writes is read" refused utf-16.json 'the files declare no virtual network'
ok "import: a missing file" exits 5 "$VNETSIM" import arm "$dir/missing"
ok "import: a folder" exits 5 "$VNETSIM" import arm "$dir"
ok "import: missing parameters" exits 5 "$VNETSIM" import arm tests/arm/hub-spoke.json --parameters "$dir/missing"
ok "import: standard input" exits 0 sh -c "'$VNETSIM' import arm - <tests/arm/hub-spoke.json"
finish
