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

    /// Adds events in their order.
    public mutating func update(_ events: [TraceEvent], names: borrowing NameTable) {
        for index in events.indices { update(events[index], names: names) }
    }

    /// Adds one event; `names` is the table that its names are in.
    public mutating func update(_ event: TraceEvent, names: borrowing NameTable) {
        var words = InlineArray<11, UInt64>(repeating: 0)
        words[0] = event.time.littleEndian
        words[1] =
            (UInt64(UInt32(bitPattern: event.task)) | UInt64(UInt16(bitPattern: event.cpu)) << 32 | UInt64(event.kind.rawValue) << 48
            | UInt64(event.present) << 56).littleEndian
        words[2] = UInt64(event.named).littleEndian
        var used = 3
        for slot in 0..<TraceEvent.slotCount where event.present & (1 << slot) != 0 {
            let isNamed = event.named & (1 << slot) != 0
            let value = isNamed ? names.hash(of: NameID(UInt32(truncatingIfNeeded: event.slots[slot]))) : event.slots[slot]
            words[used] = value.littleEndian
            used += 1
        }
        withUnsafeBytes(of: words) { hash.update(UnsafeRawBufferPointer(rebasing: $0[..<(used * 8)])) }
        count += 1
    }
}
