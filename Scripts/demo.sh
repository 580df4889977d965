#!/bin/sh
# make demo: replays the OOM demo, a real recording of a kernel and one of a C library, and tells what came out.
# Usage: Scripts/demo.sh REPLAY-TOOL OUTPUT-FOLDER
set -eu

tool=$1
out=$2
here=$(dirname "$0")/..
mkdir -p "$out"

# One value from a run.
ask() { "$tool" query "$out/$1" "$2" --format csv | tail -n +2 | tr -d '\r"'; }

# replay NAME TRACE [OPTIONS]: sets `seconds`.
replay() {
    name=$1
    trace=$2
    shift 2
    began=$(date +%s%N)
    "$tool" run "$here/traces/$trace" -o "$out/$name.sqlite" --quiet "$@"
    seconds=$(awk -v ns=$(($(date +%s%N) - began)) 'BEGIN { printf "%.1f", ns / 1e9 }')
    echo "== $trace: $(ask "$name.sqlite" "SELECT printf('%,d', value) FROM run WHERE key = 'trace_events'") events," \
        "$(ask "$name.sqlite" "SELECT printf('%,d', value) FROM run WHERE key = 'rows'") rows of history, $seconds s =="
}

echo
replay demo s18-oom-demo.trace
replay build real/perf-build.txt.zst
replay cc1 real/glibc-cc1.txt.zst

cat <<END

1. A PROGRAM WRITES 2000 MB ON A MACHINE OF 1 GiB  ($out/demo.sqlite)

malloc succeeds and takes nothing; every page is taken when it is first written. HighMem goes first,
then Normal, then DMA. When nothing above the reserves is left, the kernel kills the program.

END
"$tool" query "$out/demo.sqlite" "
    SELECT m.text AS mark, (SELECT printf('%,d', vss * 4) FROM process_state WHERE pid = 159 AND step <= m.step ORDER BY step DESC LIMIT 1) AS 'VSS kB',
           (SELECT printf('%,d', rss * 4) FROM process_state WHERE pid = 159 AND step <= m.step ORDER BY step DESC LIMIT 1) AS 'RSS kB',
           (SELECT printf('%,d', free * 4) FROM v_zone_free WHERE zone = 'HighMem' AND step <= m.step ORDER BY step DESC LIMIT 1) AS 'HighMem free',
           (SELECT printf('%,d', free * 4) FROM v_zone_free WHERE zone = 'Normal' AND step <= m.step ORDER BY step DESC LIMIT 1) AS 'Normal free',
           (SELECT printf('%,d', free * 4) FROM v_zone_free WHERE zone = 'DMA' AND step <= m.step ORDER BY step DESC LIMIT 1) AS 'DMA free'
    FROM v_mark m WHERE m.text IN ('malloced', 'after-100MiB', 'after-500MiB', 'after-900MiB', 'after-1000MiB')"
ask demo.sqlite "
    SELECT printf('Killed: %s (pid %d), oom_score %d, with %d MB written. A real 1 GiB machine killed it at 964 MB.',
                  comm, pid, score, rss * 4096 / 1048576)
    FROM v_oom_candidate WHERE victim = 1"

cat <<END

2. A REAL RECORDING: A C PROGRAM IS BUILT, LINUX 6.18  ($out/build.sqlite)

Recorded with perf on all processors. Most memory by process at its peak, and what took pages:

END
"$tool" query "$out/build.sqlite" @peak --param limit=4
ask build.sqlite "
    SELECT printf('%,d', count(*)) || ' of the recorded lines stand for no event of the model; they are kept with their line.'
    FROM anomaly WHERE name = (SELECT id FROM name WHERE text = 'recording.unmatched')" 2>/dev/null || true

cat <<END

3. A REAL RECORDING: EVERY malloc OF A COMPILER, GLIBC 2.36  ($out/cc1.sqlite)

END
"$tool" query "$out/cc1.sqlite" "SELECT name, unit, printf('%,d', peak_value) AS peak FROM metric WHERE name LIKE 'heap.%' AND peak_value > 0"

cat <<END

GO ON
  $tool explain $out/demo.sqlite 25
  $tool show $out/demo.sqlite buddyinfo --at mark:after-500MiB
  $tool query $out/build.sqlite @fragmentation
  $tool query $out/cc1.sqlite @placement
  sqlite3 $out/demo.sqlite 'SELECT * FROM v_fault LIMIT 5'
  README.md goes on from here; docs/schema.md describes every table.
END
