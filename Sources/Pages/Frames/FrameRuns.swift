/// A set of frames as ranges: sorted, disjoint, none empty, none adjoining.
package struct FrameRuns: Sendable, Equatable {
    package private(set) var ranges: [Range<UInt64>] = []

    package init() {}

    /// The union of ranges in any order. O(n log n).
    package init(_ ranges: [Range<UInt64>]) {
        for range in ranges.filter({ !$0.isEmpty }).sorted(by: { $0.lowerBound < $1.lowerBound }) { append(range) }
    }

    /// Adds a range that begins at or after the last one's begin.
    package mutating func append(_ range: Range<UInt64>) {
        if let last = ranges.last, range.lowerBound <= last.upperBound {
            ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
        } else if !range.isEmpty {
            ranges.append(range)
        }
    }

    package var count: UInt64 { ranges.reduce(0) { $0 + UInt64($1.count) } }
    package var isEmpty: Bool { ranges.isEmpty }

    package func union(_ other: FrameRuns) -> FrameRuns { FrameRuns(ranges + other.ranges) }

    /// Frames that are in both. O(n + m).
    package func intersection(_ other: FrameRuns) -> FrameRuns {
        var result = FrameRuns()
        var (a, b) = (0, 0)
        while a < ranges.count, b < other.ranges.count {
            let common = ranges[a].clamped(to: other.ranges[b])
            if !common.isEmpty { result.append(common) }
            if ranges[a].upperBound < other.ranges[b].upperBound { a += 1 } else { b += 1 }
        }
        return result
    }

    /// Frames that are in this set and not in the other. O(n + m).
    package func subtracting(_ other: FrameRuns) -> FrameRuns {
        var result = FrameRuns()
        var index = 0
        for range in ranges {
            var start = range.lowerBound
            while index < other.ranges.count, other.ranges[index].upperBound <= start { index += 1 }
            var hole = index
            while hole < other.ranges.count, other.ranges[hole].lowerBound < range.upperBound {
                if other.ranges[hole].lowerBound > start { result.append(start..<other.ranges[hole].lowerBound) }
                start = max(start, other.ranges[hole].upperBound)
                hole += 1
            }
            if start < range.upperBound { result.append(start..<range.upperBound) }
        }
        return result
    }

    package func intersection(_ range: Range<UInt64>) -> FrameRuns { intersection(FrameRuns([range])) }

    /// The first `count` frames.
    package func prefix(_ count: UInt64) -> FrameRuns {
        var result = FrameRuns()
        var left = count
        for range in ranges where left > 0 {
            let size = min(left, UInt64(range.count))
            result.append(range.lowerBound..<(range.lowerBound + size))
            left -= size
        }
        return result
    }

    /// The last `count` frames.
    package func suffix(_ count: UInt64) -> FrameRuns { self.count <= count ? self : subtracting(prefix(self.count - count)) }

    /// `count` frames from the longest ranges, the higher of equals first; of each the begin, or the end.
    package func fromLongest(_ count: UInt64, ends: Bool = false) -> FrameRuns {
        let sorted = ranges.sorted { ($0.count, $0.lowerBound) > ($1.count, $1.lowerBound) }
        var taken: [Range<UInt64>] = []
        var left = count
        for range in sorted where left > 0 {
            let size = min(left, UInt64(range.count))
            taken.append(ends ? (range.upperBound - size)..<range.upperBound : range.lowerBound..<(range.lowerBound + size))
            left -= size
        }
        return FrameRuns(taken)
    }
}
