#!/bin/sh
# Part of make test, which makes the builds: the release build replays to the same bytes as the debug build, and to the same bytes every time.
set -eu
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0

for trace in traces/s08-realtime.trace traces/s22-everything.trace traces/s18-oom-demo.trace traces/real/perf-build-head.txt.zst \
    traces/real/ftrace-kmem-window-head.txt.zst traces/real/glibc-cc1-head.txt.zst; do
    .build/debug/replay-tool run "$trace" -o "$folder/debug.sqlite" --quiet
    .build/release/replay-tool run "$trace" -o "$folder/release.sqlite" --quiet
    .build/release/replay-tool run "$trace" -o "$folder/again.sqlite" --quiet
    if cmp "$folder/debug.sqlite" "$folder/release.sqlite" && cmp "$folder/release.sqlite" "$folder/again.sqlite"; then
        echo "same bytes: $trace (debug, release, release again; $(wc -c <"$folder/release.sqlite") bytes)"
    else
        echo "DIFFERENT BYTES: $trace"
        failed=1
    fi
done

for trace in traces/s22-everything.trace traces/real/glibc-cc1-head.txt.zst; do
    .build/release/replay-tool verify "$trace" >"$folder/answer" || failed=1
    echo "verify $trace: $(cat "$folder/answer")"
done

# A whole recording of glibc: every address but that of the one mmapped chunk, and every program break.
.build/release/replay-tool run traces/real/glibc-cc1.txt.zst -o "$folder/cc1.sqlite" --quiet
score=$(.build/release/replay-tool query "$folder/cc1.sqlite" --format csv "SELECT (SELECT equal FROM placement_check WHERE scope = 'pid 1'),
    (SELECT count FROM counter WHERE name = 'heap.breaks_compared'),
    (SELECT count(*) FROM counter WHERE name = 'heap.other_break_than_recorded')" | tail -n 1 | tr -d '\r')
echo "glibc-cc1: equal addresses, breaks compared, breaks that differ: $score"
[ "$score" = 382177,28,0 ] || { echo "GLIBC RECORDING: expected 382177,28,0"; failed=1; }

# A recorded window of a real kernel, from its own state: the modelled allocator names every frame, takes every inner step, and
# ends with the kernel's own lists.
window=traces/real/kmem-amd64
.build/release/replay-tool run $window/window_trace.txt.zst --state $window/T0.freelists_pcp.json.zst --placement model \
    --from 'GT T0 resume' --until 'GT T1 end' --set replay.lock_order=trace -o "$folder/window.sqlite" --quiet
score=$(.build/release/replay-tool query "$folder/window.sqlite" --format csv "SELECT
    (SELECT sum(equal) || ' of ' || sum(compared) FROM placement_check WHERE kind = 'page') || ', '
    || (SELECT sum(equal) || ' of ' || sum(compared) FROM stepping_check)" | tail -n 1 | tr -d '\r"')
echo "kmem window, placement model: frames equal, inner steps equal: $score"
[ "$score" = "59938 of 59938, 64633 of 64633" ] || { echo "WINDOW: expected all equal"; failed=1; }
if .build/release/replay-tool check "$folder/window.sqlite" --against $window/T1.freelists_pcp.json.zst >"$folder/check"; then
    echo "kmem window: every list at T1 is the kernel's, in order"
else
    cat "$folder/check"
    failed=1
fi
# The same window with the state of SLUB's caches: the model names the kernel's objects; only maple_node, whose bulk calls leave no event,
# differs (docs/model/joined-levels.md).
.build/release/replay-tool run $window/window_trace.txt.zst --state $window/T0.freelists_pcp.json.zst --state $window/T0.slub.json.zst \
    --placement model --from 'GT T0 resume' --until 'GT T1 end' -o "$folder/slabs.sqlite" --quiet
score=$(.build/release/replay-tool query "$folder/slabs.sqlite" --format csv "SELECT sum(equal) || ' of ' || sum(compared) || ' objects, '
    || sum(different = 0) || ' of ' || count(*) || ' caches' FROM placement_check WHERE kind = 'object'" | tail -n 1 | tr -d '\r"')
echo "kmem window, SLUB from its caches' state: predicted $score"
[ "$score" = "37345 of 38480 objects, 36 of 37 caches" ] || { echo "SLUB WINDOW: expected 37345 of 38480 objects, 36 of 37 caches"; failed=1; }
.build/release/replay-tool check "$folder/slabs.sqlite" --against $window/T1.slub.json.zst >"$folder/check" && status=0 || status=$?
equal=$(sed -n 's/^slab: CPU slabs and free lists  *caches  *\([0-9]*\)  *\([0-9]*\) .*/\2 of \1/p' "$folder/check")
echo "kmem window, T1: CPU free lists equal for $equal caches (check's exit status $status)"
[ "$equal" = "145 of 146" ] || { cat "$folder/check"; failed=1; }
.build/release/replay-tool run $window/window_trace.txt.zst --state $window/T0.kpageflags.zst --machine x86_64-1g --placement recorded \
    --from 'GT T0 resume' --until 'GT T1 end' -o "$folder/window.sqlite" --quiet
if .build/release/replay-tool check "$folder/window.sqlite" --against $window/T1.kpageflags.zst >"$folder/check"; then
    echo "kmem window, placement recorded from kpageflags alone: every free frame and block at T1 is the kernel's"
else
    cat "$folder/check"
    failed=1
fi

# Every slab cache of two real kernels: layout from object size, alignment, flags and number of processors.
geometry=traces/real/slab-geometry
for kernel in "i686-pae-6.1-1cpu i386-1g 1" "x86_64-6.18-2cpu x86_64-24g 2"; do
    set -- $kernel
    Scripts/slab-geometry "$geometry/$1.txt" "$2" "$3" $geometry/flags.txt >"$folder/answer" || failed=1
    echo "slab geometry, $1: $(tail -n 1 "$folder/answer")"
done

# A recording of perf: every line against the row that it became, by a reader of its own.
.build/release/replay-tool run traces/real/perf-build.txt.zst --placement recorded -o "$folder/perf.sqlite" --quiet
if Scripts/check-import traces/real/perf-build.txt.zst "$folder/perf.sqlite" >"$folder/check"; then
    echo "perf-build: $(tail -n 1 "$folder/check")"
else
    cat "$folder/check"
    failed=1
fi

# The demo of lazy allocation on a real machine's profile, from its state: free pages at the kill as in the kernel's report.
.build/release/replay-tool import machine traces/real/oom/pae-1g/before -o "$folder/pae.yaml" 2>"$folder/notes"
.build/release/replay-tool run traces/real/oom/lazy.trace --machine "$folder/pae.yaml" --state traces/real/oom/pae-1g/before_lazy \
    -o "$folder/lazy.sqlite" --quiet
step=$(.build/release/replay-tool query "$folder/lazy.sqlite" --format csv "SELECT step FROM oom" | tail -n 1 | tr -d '\r')
zones='s/.*\(DMA\|Normal\|HighMem\) free:\([0-9]*\)kB.*/\1 \2 kB/p'
.build/release/replay-tool explain "$folder/lazy.sqlite" "$step" | sed -n "$zones" >"$folder/modelled"
sed -n "$zones" traces/real/oom/pae-1g/lazy.txt >"$folder/recorded"
if [ -s "$folder/recorded" ] && cmp "$folder/modelled" "$folder/recorded"; then
    echo "lazy: free at the kill as recorded: $(tr '\n' ' ' <"$folder/recorded")"
else
    echo "LAZY: other free pages at the kill than recorded"
    failed=1
fi

# The hogs of a real machine: the same processes die in the same order, in both of its runs.
hogs=traces/real/oom/victims-pae-1g
.build/release/replay-tool import machine $hogs -o "$folder/hogs.yaml" 2>"$folder/notes"
.build/release/replay-tool run traces/real/oom/victims.trace --machine "$folder/hogs.yaml" -o "$folder/hogs.sqlite" --quiet
.build/release/replay-tool query "$folder/hogs.sqlite" --format csv "SELECT victim FROM oom ORDER BY step" | tail -n +2 | tr -d '\r' >"$folder/died"
sed -n 's/.*Killed process \([0-9]*\) .*/\1/p' $hogs/victims.txt | awk '!seen[$0]++' >"$folder/recorded"
if [ -s "$folder/recorded" ] && cmp "$folder/died" "$folder/recorded"; then
    echo "victims: $(wc -l <"$folder/died") processes died in the recorded order"
else
    echo "VICTIMS: another order than recorded"
    failed=1
fi

# Every invariant of the machine, after every event of every small trace; the large ones are too slow for a debug build.
for trace in traces/*.trace; do
    .build/release/replay-tool run "$trace" --audit -o "$folder/audit.sqlite" --quiet || { echo "AUDIT FAILED: $trace"; failed=1; }
done
echo "audited after every event: $(ls traces/*.trace | wc -l) traces"

# The program stays small: as it is installed, without its debug sections. Foundation alone, with its tables of the world's languages,
# would be 40 MB.
strip -o "$folder/replay-tool" .build/release/replay-tool
bytes=$(wc -c <"$folder/replay-tool")
echo "installed size: $bytes bytes; at most 25000000"
[ "$bytes" -le 25000000 ] || { echo "TOO LARGE: does something import Foundation again?"; failed=1; }

# The program starts quickly.
Scripts/check-start || failed=1

# What the documents say that commands print, they print.
Scripts/check-docs || failed=1

# Files and folders of the code that documents name are there.
grep -rhoE --include='*.md' '`(Sources|Scripts|Tests)/[A-Za-z/+.-]*`' *.md docs traces | tr -d '`' | sort -u >"$folder/paths"
missing=$(while read -r path; do [ -e "$path" ] || [ -e "$path.swift" ] || echo " $path"; done <"$folder/paths")
if [ -z "$missing" ]; then echo "documents: $(wc -l <"$folder/paths") paths named, all there"; else echo "DOCUMENTS NAME NO FILE:$missing"; failed=1; fi

# Every row of the README's table of claims: the trace runs, and the question has an answer.
tool=.build/release/replay-tool
grep '^| S[0-9]' README.md | tr -d '`' | sed 's/ *| */|/g' >"$folder/claims"
while IFS='|' read -r _ claim _ trace look _; do
    "$tool" run "traces/$trace.trace" -o "$folder/RUN" --quiet
    (cd "$folder" && eval "\"$OLDPWD/$tool\" $look") >"$folder/answer" || failed=1
    [ -s "$folder/answer" ] || { echo "NO ANSWER: $claim: $look"; failed=1; }
done <"$folder/claims"
echo "README: $(wc -l <"$folder/claims") claims asked"

# Every committed trace in both placements, against the digests of its file and tables.
Scripts/check-golden || failed=1

# What becomes of user memory in each claim trace under each kernel generation.
Scripts/check-generations || failed=1

[ "$failed" = 0 ] || exit 1
echo "== release build checked: every replay gave the same bytes =="
