#!/bin/sh
# Compares the named queries kmem_stat… with perf kmem stat on the same recording, row by row.
# Usage: check-kmem-stat.sh REPLAY-TOOL PERF.DATA
# A recording: perf record -a -e kmem:kmalloc -e kmem:kfree -e kmem:kmem_cache_alloc -e kmem:kmem_cache_free -o PERF.DATA -- COMMAND
set -eu
tool=$1
data=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

perf script -i "$data" -F comm,pid,tid,cpu,time,event,trace > "$work/trace.txt" 2> "$work/notes" || { cat "$work/notes"; exit 1; }
"$tool" run "$work/trace.txt" -o "$work/run.sqlite" --placement recorded --quiet

# perf's table as the queries print it: name, bytes, bytes a hit, the same asked for, hits, ping-pong, fragmentation.
perf_rows() {
    perf kmem -i "$data" --slab "--$1" -l 100000000 stat 2> /dev/null | grep '%$' | grep '|' |
        sed -E 's/^ +//; s/ +\| +/,/g; s/\//,/g; s/\|/,/g; s/ //g; s/\+([0-9a-f]+),/+0x\1,/' | sort
}
tool_rows() { "$tool" query "$work/run.sqlite" "@$1" --format csv | tr -d '\r' | tail -n +2 | sort; }

status=0
for pair in caller:kmem_stat alloc:kmem_stat_alloc; do
    perf_rows "${pair%%:*}" > "$work/perf.csv"
    tool_rows "${pair##*:}" > "$work/tool.csv"
    equal=$(comm -12 "$work/perf.csv" "$work/tool.csv" | wc -l)
    echo "@${pair##*:}: perf $(wc -l < "$work/perf.csv") rows, ours $(wc -l < "$work/tool.csv"), equal $equal"
    if ! cmp -s "$work/perf.csv" "$work/tool.csv"; then
        status=1
        diff "$work/perf.csv" "$work/tool.csv" | head -n 10
    fi
done
echo "perf's summary:"
perf kmem -i "$data" --slab stat 2> /dev/null | grep ':'
echo "@kmem_stat_summary:"
"$tool" query "$work/run.sqlite" @kmem_stat_summary
exit $status
