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
    WITH moment(step, label) AS (SELECT step, label FROM v_mark
        WHERE label IN ('malloced', 'after-100MiB', 'after-200MiB', 'after-500MiB', 'after-900MiB')
        UNION ALL SELECT step, 'the kill' FROM oom),
    free(step, zone, kb) AS (SELECT step, zone, free * 4 FROM v_zone_free)
    SELECT label AS moment, (SELECT vss * 4 FROM process_state WHERE pid = 159 AND step <= m.step ORDER BY step DESC LIMIT 1) AS vss_kb,
           (SELECT rss * 4 FROM process_state WHERE pid = 159 AND step <= m.step ORDER BY step DESC LIMIT 1) AS rss_kb,
           (SELECT kb FROM free WHERE zone = 'HighMem' AND step <= m.step ORDER BY step DESC LIMIT 1) AS highmem_free_kb,
           (SELECT kb FROM free WHERE zone = 'Normal' AND step <= m.step ORDER BY step DESC LIMIT 1) AS normal_free_kb,
           (SELECT kb FROM free WHERE zone = 'DMA' AND step <= m.step ORDER BY step DESC LIMIT 1) AS dma_free_kb
    FROM moment m ORDER BY step"
echo
ask demo.sqlite "
    SELECT printf('Killed: %s (pid %d), oom_score %d, %d MB written.', comm, pid, score, rss * 4096 / 1048576)
    FROM oom_ranking WHERE victim"
echo "A real 1 GiB PC killed it at 964 MB; it had other processes to feed too."

cat <<END

2. A REAL RECORDING: A C PROGRAM IS BUILT, LINUX 6.18  ($out/build.sqlite)

Recorded with perf on all processors: what its page allocations were for, and who held most.

END
"$tool" query "$out/build.sqlite" "
    SELECT owner, count(*) AS allocations, sum(1 << ord) * 4 AS kb FROM v_page WHERE op = 'allocate' AND owner NOT IN ('zero_page', 'recorded')
    GROUP BY 1 ORDER BY 3 DESC"
echo
"$tool" query "$out/build.sqlite" @peak --param limit=4

cat <<END

3. A REAL RECORDING: EVERY malloc OF A COMPILER, GLIBC 2.36  ($out/cc1.sqlite)

END
"$tool" query "$out/cc1.sqlite" "
    SELECT name AS heap, max(peak_value) AS peak_bytes FROM metric WHERE name LIKE 'heap.%' AND peak_value > 0 GROUP BY 1"
echo
ask cc1.sqlite "
    SELECT printf('%,d of %,d addresses are those that the real library returned.', sum(equal), sum(compared)) FROM placement_check"

cat <<END

GO ON
  $tool explain $out/demo.sqlite 25
  $tool show $out/demo.sqlite buddyinfo --at mark:after-500MiB
  $tool query $out/build.sqlite @fragmentation
  $tool query $out/cc1.sqlite @heap
  sqlite3 $out/demo.sqlite 'SELECT * FROM v_fault LIMIT 5'
  README.md goes on from here; docs/schema.md describes every table.
END
