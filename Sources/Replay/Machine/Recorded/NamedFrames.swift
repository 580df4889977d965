/// Which frames a recording has named so far, a bit each.
///
/// Invariant: `words` reaches as far as the highest frame that was named.
struct NamedFrames: Sendable {
    private var words: [UInt64] = []

    func contains(_ frame: UInt32) -> Bool {
        let word = Int(frame / 64)
        return word < words.count && words[word] & (1 << UInt64(frame % 64)) != 0
    }

    /// The block of 2^order frames from `frame`.
    mutating func insert(_ frame: UInt32, order: UInt8) {
        let last = UInt64(frame) + (1 << UInt64(order)) - 1
        let needed = Int(last / 64) + 1
        if needed > words.count { words.append(contentsOf: repeatElement(0, count: max(needed, words.count * 2) - words.count)) }
        for each in UInt64(frame)...last { words[Int(each / 64)] |= 1 << (each % 64) }
    }
}
