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

    /// `key=` as two words, the first byte lowest; nothing matches where it is longer than 16 bytes.
    struct PackedKey: Sendable {
        private var words: (UInt64, UInt64) = (0, 0)
        private var masks: (UInt64, UInt64) = (0, 0)
        private(set) var length: Int

        init(_ key: String) {
            length = key.utf8.count + 1
            guard length <= 16 else {
                words.0 = 1
                return
            }
            for (index, byte) in (key + "=").utf8.enumerated() {
                let shift = UInt64(index % 8 * 8)
                if index < 8 {
                    words.0 |= UInt64(byte) << shift
                    masks.0 |= 0xff << shift
                } else {
                    words.1 |= UInt64(byte) << shift
                    masks.1 |= 0xff << shift
                }
            }
        }

        /// Whether `key=` stands at `index`. Precondition: 16 bytes from there on belong to the line.
        @inline(__always)
        func stands(in line: UnsafeRawBufferPointer, at index: Int) -> Bool {
            line.word(index) & masks.0 == words.0 && line.word(index + 8) & masks.1 == words.1
        }
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
    }

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
            return CompiledField(hash: hash, key: PackedKey(field.key), value: field.value, slot: 0xff, omitsZero: false, range: any)
        }
        guard let slot = kind.slot(of: name) else { preconditionFailure("\(kind) has no field \(name)") }
        var range = FieldRange(of: kind.schema.fields[Int(slot)], in: kind)
        if field.field == .frame || field.field == .prot { range.upper = .max }
        return CompiledField(
            hash: hash, key: PackedKey(field.key), value: field.value, slot: slot, omitsZero: field.omitsZero, range: range)
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
