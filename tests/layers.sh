#!/bin/sh
# Checks every #include of the project against tests/layers.txt; lists each that breaks it.
cd "$(dirname "$0")/.." || exit 1
find sim models -name '*.[ch]' | LC_ALL=C sort | xargs awk '
  function room_of(path) { sub(/\/[^\/]*$/, "", path); return path }
  BEGIN {
    while ((getline line < "tests/layers.txt") > 0) {
      if (line ~ /^#/ || line == "") continue
      n = split(line, w, /[ :]+/)
      if (w[1] == "room") known[w[2]] = 1
      for (i = 3; i <= n; i++) if (w[i] != "") allow[w[1], w[2], w[i]] = 1
      if (w[1] == "lib") lib[w[2]] = 1
    }
  }
  FNR == 1 { room = room_of(FILENAME); if (!(room in known)) bad(room " is no room of tests/layers.txt") }
  function bad(why) { printf "%s:%d: %s\n", FILENAME, FNR, why; failed = 1 }
  /^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, q, "\""); to = room_of(q[2])
    if (to == q[2]) bad("\"" q[2] "\" does not start at the root")
    else if (to != room && !((("room") SUBSEP room SUBSEP to) in allow) &&
             !(("room" SUBSEP room SUBSEP q[2]) in allow) && !(("file" SUBSEP FILENAME SUBSEP to) in allow))
      bad(room " may not include " q[2])
  }
  /^[ \t]*#[ \t]*include[ \t]*</ {
    header = $0; sub(/^[^<]*</, "", header); sub(/>.*/, "", header)
    for (l in lib) if (index(header, l) == 1) {
      ok = 0
      for (key in allow) {
        split(key, k, SUBSEP)
        if (k[1] == "lib" && k[2] == l && index(FILENAME, k[3]) == 1) ok = 1
      }
      if (!ok) bad("<" header "> is not for this file")
    }
  }
  END { exit failed }'
