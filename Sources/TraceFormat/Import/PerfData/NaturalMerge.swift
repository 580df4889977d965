/// Sorting of records that come as a few runs in order, one for each processor's buffer: the runs are found and merged two by two.
/// Stable. Complexity: O(n log r) for n records in r runs.
enum NaturalMerge {
    static func sort(_ entries: inout [PerfRounds.Entry]) {
        var starts = runs(entries)
        guard starts.count > 1 else { return }
        var other = entries
        while starts.count > 1 {
            entries.withUnsafeBufferPointer { from in
                other.withUnsafeMutableBufferPointer { to in starts = mergeAll(from, to, starts) }
            }
            swap(&entries, &other)
        }
    }

    /// Where runs begin.
    private static func runs(_ entries: [PerfRounds.Entry]) -> [Int] {
        guard !entries.isEmpty else { return [] }
        var starts = [0]
        for index in 1..<entries.count where entries[index].time < entries[index - 1].time { starts.append(index) }
        return starts
    }

    /// Merges each two neighbouring runs; returns where the new ones begin.
    private static func mergeAll(
        _ from: UnsafeBufferPointer<PerfRounds.Entry>, _ to: UnsafeMutableBufferPointer<PerfRounds.Entry>, _ starts: [Int]
    ) -> [Int] {
        var merged: [Int] = []
        for index in stride(from: 0, to: starts.count, by: 2) {
            let middle = index + 1 < starts.count ? starts[index + 1] : from.count
            let end = index + 2 < starts.count ? starts[index + 2] : from.count
            merge(from, to, starts[index], middle, end)
            merged.append(starts[index])
        }
        return merged
    }

    private static func merge(
        _ from: UnsafeBufferPointer<PerfRounds.Entry>, _ to: UnsafeMutableBufferPointer<PerfRounds.Entry>, _ start: Int, _ middle: Int,
        _ end: Int
    ) {
        var (left, right) = (start, middle)
        for place in start..<end {
            if right == end || (left < middle && from[left].time <= from[right].time) {
                to[place] = from[left]
                left += 1
            } else {
                to[place] = from[right]
                right += 1
            }
        }
    }
}
