/// `Tracepoint.all` compiled for looking up: event names by bytes, fields by their key's hash, slots resolved.
///
/// Invariants:
/// - `points[i]`'s fields are `fields[first ..< first + count]`, with different hashes;
/// - `required` has the bit of each slot that an event must have for its kind's schema, without those filled in later.
struct TracepointIndex: Sendable {
    struct Point: Sendable {
        var kind: EventKind
        var shape: Tracepoint.Shape
        var first: Int
        var count: Int
        var required: UInt8
    }

    struct CompiledField: Sendable {
        var hash: UInt64
        /// `key=`, to be met where the field is expected.
        var key: PackedKey
        var value: TracepointValue
        /// 0xff: read over.
        var slot: UInt8
        var omitsZero: Bool
        /// What the event's field may hold.
        var range: FieldRange
        /// What the fast path takes: a frame that does not fit is odd and left to the other way.
        var fastUpper: UInt64
    }

    /// The table of `Tracepoint.all`, written once and never changed: what the fast path reads without counting references.
    struct View {
        var points: UnsafeBufferPointer<Point>
        var fields: UnsafeBufferPointer<CompiledField>
    }

    nonisolated(unsafe) static let view: View = {
        let index = TracepointIndex()
        return View(points: immortal(index.points), fields: immortal(index.fields))
    }()

    private(set) var points: [Point] = []
    private(set) var fields: [CompiledField] = []
    /// Event names, with and without their system, to indices of `points`.
    private(set) var names = ByteInterner()

    init(_ tracepoints: [Tracepoint] = Tracepoint.all) {
        for tracepoint in tracepoints { add(tracepoint) }
    }

    private mutating func add(_ tracepoint: Tracepoint) {
        let first = fields.count
        for field in tracepoint.fields { fields.append(compile(field, of: tracepoint.kind)) }
        let hashes = fields[first...].map(\.hash)
        precondition(Set(hashes).count == hashes.count, "\(tracepoint.name): two keys with one hash")
        names.add(tracepoint.name, value: UInt32(points.count))
        names.add(tracepoint.system + ":" + tracepoint.name, value: UInt32(points.count))
        points.append(
            Point(
                kind: tracepoint.kind, shape: tracepoint.shape, first: first, count: fields.count - first,
                required: required(tracepoint)))
    }

    private func compile(_ field: TracepointField, of kind: EventKind) -> CompiledField {
        var hash = Self.seed
        for byte in field.key.utf8 { Self.fold(&hash, byte) }
        guard let name = field.field else {
            let any = FieldRange(lower: 0, upper: .max)
            return CompiledField(
                hash: hash, key: PackedKey(field.key), value: field.value, slot: 0xff, omitsZero: false, range: any,
                fastUpper: .max)
        }
        guard let slot = kind.slot(of: name) else { preconditionFailure("\(kind) has no field \(name)") }
        var range = FieldRange(of: kind.schema.fields[Int(slot)], in: kind)
        if field.field == .frame || field.field == .prot { range.upper = .max }
        return CompiledField(
            hash: hash, key: PackedKey(field.key), value: field.value, slot: slot, omitsZero: field.omitsZero, range: range,
            fastUpper: field.field == .frame ? UInt64(UInt32.max) : range.upper)
    }

    /// Every required slot of the schema that a field of the tracepoint fills.
    private func required(_ tracepoint: Tracepoint) -> UInt8 {
        if case .leave = tracepoint.shape { return 0 }
        var mask: UInt8 = 0
        for (slot, spec) in tracepoint.kind.schema.fields.enumerated() where spec.isRequired {
            if tracepoint.fields.contains(where: { $0.field == spec.field }) { mask |= 1 << UInt8(slot) }
        }
        // A page's frame is optional for hand-written events; a recording without it says nothing.
        if let frame = tracepoint.kind.slot(of: .frame), tracepoint.fields.contains(where: { $0.field == .frame }) {
            mask |= 1 << frame
        }
        return mask
    }

    /// The hash of a key, byte by byte.
    static let seed: UInt64 = 0xcbf2_9ce4_8422_2325

    @inline(__always)
    static func fold(_ hash: inout UInt64, _ byte: UInt8) {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
}
