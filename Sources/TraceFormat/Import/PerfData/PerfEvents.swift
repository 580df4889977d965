/// The events of a recording: how their samples are laid out, by the ids that samples carry.
///
/// Invariants:
/// - `layouts` and `plans` have one entry for each of `attributes`;
/// - `keys.count` is a power of two above the number of ids; an id stands on the probe path of its hash, others are `vacant`.
struct PerfEvents {
    private(set) var attributes: [PerfAttribute] = []
    private(set) var layouts: [PerfSampleLayout] = []
    /// Indices of plans; `PlanTable.noPlan`: the event is no tracepoint whose format is known.
    private(set) var plans: [Int32] = []
    private var keys = [UInt64](repeating: Self.vacant, count: 64)
    private var values = [UInt16](repeating: 0, count: 64)
    private var count = 0

    /// No id is 0 (kernel/events/core.c counts from 1).
    private static let vacant: UInt64 = 0
    /// The most events and ids that are kept.
    private static let most = 1 << 14

    mutating func add(_ attribute: PerfAttribute) {
        guard attributes.count < Self.most else { return }
        for id in attribute.ids { add(id, UInt16(attributes.count)) }
        attributes.append(attribute)
        layouts.append(PerfSampleLayout(attribute))
        plans.append(PlanTable.noPlan)
    }

    /// Finds each tracepoint's plan.
    mutating func connect(_ table: PlanTable) {
        for (index, attribute) in attributes.enumerated() where attribute.isTracepoint {
            plans[index] = UInt16(exactly: attribute.config).flatMap { table.view.index($0) }.map { Int32($0) } ?? PlanTable.noPlan
        }
    }

    /// Which event a sample is of; nil: none that is known.
    @inline(__always)
    func index(_ record: RecordBytes) -> Int? {
        if attributes.count == 1 { return 0 }
        guard let place = layouts.first?.place, place > 0, place + 8 <= record.count else { return nil }
        return find(record.u64(place))
    }

    /// How a record that is no sample ends: as the event says whose id stands last, or else the first one.
    func trailer(_ record: RecordBytes) -> PerfSampleLayout? {
        guard let first = layouts.first, first.identifier >= 0, record.count >= PerfRecord.headerSize + 8 else { return layouts.first }
        return find(record.u64(record.count - 8)).map { layouts[$0] } ?? first
    }

    @inline(__always)
    private func find(_ id: UInt64) -> Int? {
        var slot = Self.slot(id) & (keys.count - 1)
        while keys[slot] != Self.vacant {
            if keys[slot] == id { return Int(values[slot]) }
            slot = (slot + 1) & (keys.count - 1)
        }
        return nil
    }

    private mutating func add(_ id: UInt64, _ index: UInt16) {
        guard id != Self.vacant, count < Self.most * 8 else { return }
        if (count + 1) * 2 > keys.count { grow() }
        place(id, index)
        count += 1
    }

    private mutating func place(_ id: UInt64, _ index: UInt16) {
        var slot = Self.slot(id) & (keys.count - 1)
        while keys[slot] != Self.vacant, keys[slot] != id { slot = (slot + 1) & (keys.count - 1) }
        (keys[slot], values[slot]) = (id, index)
    }

    private mutating func grow() {
        let (oldKeys, oldValues) = (keys, values)
        keys = [UInt64](repeating: Self.vacant, count: oldKeys.count * 2)
        values = [UInt16](repeating: 0, count: oldKeys.count * 2)
        for (key, value) in zip(oldKeys, oldValues) where key != Self.vacant { place(key, value) }
    }

    @inline(__always)
    private static func slot(_ id: UInt64) -> Int { Int(truncatingIfNeeded: (id &* 0x9e37_79b9_7f4a_7c15) >> 32) }
}
