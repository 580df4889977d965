/// Times as people write them.
enum Nanoseconds {
    /// `250ns`, `3us`, `2.5ms`, `1s` in nanoseconds; nil for anything else.
    static func parse(_ text: String) -> UInt64? {
        for (unit, scale) in [("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000)] as [(String, UInt64)]
        where text.hasSuffix(unit) {
            return scaled(text.dropLast(unit.count), scale)
        }
        return nil
    }

    private static func scaled(_ number: Substring, _ scale: UInt64) -> UInt64? {
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = UInt64(parts[0]) else { return nil }
        let (base, overflow) = whole.multipliedReportingOverflow(by: scale)
        guard !overflow else { return nil }
        guard parts.count == 2 else { return base }
        guard let fraction = UInt64(parts[1]), parts[1].count <= 9 else { return nil }
        let divisor = (0..<parts[1].count).reduce(UInt64(1)) { value, _ in value * 10 }
        return base.addingReportingOverflow(fraction * scale / divisor).overflow ? nil : base + fraction * scale / divisor
    }
}
