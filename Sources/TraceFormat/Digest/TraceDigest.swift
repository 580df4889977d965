/// A number that stands for what a trace says, whatever form it is stored in: part of a run's identity.
///
/// It covers each event's time, CPU, task, kind and fields, with names by their bytes, in order. It does not cover line
/// numbers, `source`, or the header: two files with equal events have equal digests.
///
/// The value is XXH64 over, for each event and in little-endian: time (8 bytes), task (4), CPU (2), kind (1), `present` (1),
/// `named` (8), then 8 bytes for each present slot, which are the value or, for a name, its XXH64.
public struct TraceDigest: Sendable {
    private var hash = XXHash64()
    /// How many events have been added.
    public private(set) var count: UInt64 = 0

    public init() {}

    /// The digest of the events so far.
    public var value: UInt64 { hash.value }

    /// Events whose words are hashed together.
    private static let stride = 64
    /// The most words that an event has.
    private static let longest = 3 + TraceEvent.slotCount

    /// Adds the events from `start` on in their order; `names` is the table that their names are in.
    public mutating func update(_ events: [TraceEvent], from start: Int = 0, names: NameTable) {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.stride * Self.longest) { words in
            guard let base = words.baseAddress else { return }
            var index = start
            while index < events.count {
                let end = min(events.count, index + Self.stride)
                var used = 0
                while index < end {
                    used += Self.store(events[index], names, to: base + used)
                    index += 1
                }
                hash.update(UnsafeRawBufferPointer(start: base, count: used * 8))
            }
        }
        count += UInt64(events.count - start)
    }

    /// Adds one event.
    public mutating func update(_ event: TraceEvent, names: NameTable) {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.longest) { words in
            guard let base = words.baseAddress else { return }
            hash.update(UnsafeRawBufferPointer(start: base, count: Self.store(event, names, to: base) * 8))
        }
        count += 1
    }

    /// Writes an event's words and returns how many there are. Precondition: there is room for `longest`.
    @inline(__always)
    private static func store(_ event: borrowing TraceEvent, _ names: borrowing NameTable, to words: UnsafeMutablePointer<UInt64>) -> Int {
        words[0] = event.time.littleEndian
        words[1] =
            (UInt64(UInt32(bitPattern: event.task)) | UInt64(UInt16(bitPattern: event.cpu)) << 32 | UInt64(event.kind.rawValue) << 48
            | UInt64(event.present) << 56).littleEndian
        words[2] = UInt64(event.named).littleEndian
        // Every slot is written, and the next goes over one that is not present: no branch on what an event has.
        var used = 3
        for slot in 0..<TraceEvent.slotCount {
            words[used] = event.slots[slot].littleEndian
            used += Int(event.present >> UInt8(slot) & 1)
        }
        var named = event.named
        while named != 0 {
            let slot = named.trailingZeroBitCount
            let place = 3 + (event.present & ((1 << UInt8(slot)) - 1)).nonzeroBitCount
            words[place] = names.hash(of: NameID(UInt32(truncatingIfNeeded: event.slots[slot]))).littleEndian
            named &= named - 1
        }
        return used
    }
}
