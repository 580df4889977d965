import ReplayModel

/// Live recorded blocks and where the model has them, when the model chooses the frames of recorded requests.
///
/// Invariants:
/// - entries do not overlap, neither by recorded nor by model frames;
/// - `moved` holds the model's frames of those entries whose two frames differ.
struct FrameTranslation {
    private struct Entry {
        var frame: UInt32
        var order: UInt8
    }

    /// By first recorded frame. Only looked up.
    private var entries: [UInt32: Entry] = [:]
    /// How many entries each order has.
    private var orders: InlineArray<11, UInt32> = InlineArray(repeating: 0)
    private var moved: Set<UInt32> = []

    /// Where the model has a recorded frame; nil: its allocation was not seen.
    func frame(of recorded: UInt32) -> UInt32? {
        guard let (first, entry) = holding(recorded, atLeast: 0) else { return nil }
        return entry.frame + (recorded - first)
    }

    /// Where the model has a recorded frame, which is its own place where its allocation was not seen (in placement `recorded` always).
    @inline(__always)
    func place(of recorded: FrameNumber) -> FrameNumber {
        entries.isEmpty ? recorded : FrameNumber(frame(of: recorded.rawValue) ?? recorded.rawValue)
    }

    /// Whether the model uses the frame for another recorded one.
    func isMoved(_ frame: UInt32) -> Bool { !moved.isEmpty && moved.contains(frame) }

    /// The order of the live block that begins at the recorded frame.
    func order(of recorded: UInt32) -> UInt8? { entries[recorded]?.order }

    /// Precondition: no live entry overlaps the block.
    mutating func set(_ recorded: UInt32, order: UInt8, to frame: UInt32) {
        entries[recorded] = Entry(frame: frame, order: order)
        orders[Int(order)] += 1
        guard frame != recorded else { return }
        for each in frame..<(frame + (1 << UInt32(order))) { moved.insert(each) }
    }

    /// Forgets a block, which may be a part of a larger one, and returns the model's frame; nil when no one block holds all of it.
    mutating func remove(_ recorded: UInt32, order: UInt8) -> UInt32? {
        guard let (first, whole) = holding(recorded, atLeast: order) else { return nil }
        drop(first, whole)
        // The rest of a larger block stays, in halves.
        var (start, entry) = (first, whole)
        while entry.order > order {
            entry.order -= 1
            let half = UInt32(1) << UInt32(entry.order)
            let isUpper = recorded >= start + half
            set(isUpper ? start : start + half, order: entry.order, to: isUpper ? entry.frame : entry.frame + half)
            if isUpper {
                start += half
                entry.frame += half
            }
        }
        return entry.frame
    }

    private mutating func drop(_ first: UInt32, _ entry: Entry) {
        entries[first] = nil
        orders[Int(entry.order)] -= 1
        guard entry.frame != first else { return }
        for each in entry.frame..<(entry.frame + (1 << UInt32(entry.order))) { moved.remove(each) }
    }

    private func holding(_ recorded: UInt32, atLeast order: UInt8) -> (UInt32, Entry)? {
        for each in Int(order)..<orderCount where orders[each] > 0 {
            let first = (recorded >> UInt32(each)) << UInt32(each)
            if let entry = entries[first], Int(entry.order) >= each { return (first, entry) }
        }
        return nil
    }
}
