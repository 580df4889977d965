/// Which numbers a field may have. Both codecs refuse what lies outside.
///
/// Invariant: `lower <= 0`; `lower == 0` unless the field is signed, and then `upper <= Int64.max`.
struct FieldRange: Equatable {
    var lower: Int64
    var upper: UInt64

    /// Whether a signed field's bit pattern, or an unsigned field's number, lies within.
    @inline(__always)
    func contains(_ value: UInt64, isSigned: Bool) -> Bool {
        guard isSigned else { return value <= upper }
        let value = Int64(bitPattern: value)
        return value >= lower && (value < 0 || UInt64(value) <= upper)
    }

    var description: String { "\(lower) … \(upper)" }
}

extension FieldRange {
    /// The range of `spec` in events of `kind`: what the field's name means, and otherwise what its type holds.
    init(of spec: FieldSpec, in kind: EventKind) {
        self = Self.named(spec.field, in: kind) ?? Self.typed(spec.type)
    }

    private static func named(_ field: Field, in kind: EventKind) -> FieldRange? {
        switch (kind, field) {
        case (_, .order), (_, .fallbackOrder): FieldRange(lower: 0, upper: 10)
        case (_, .pid), (_, .parent), (_, .child), (_, .tid): FieldRange(lower: 0, upper: UInt64(Int32.max))
        case (_, .flags), (_, .uid): FieldRange(lower: 0, upper: UInt64(UInt32.max))
        case (.oomAdj, .value): FieldRange(lower: -17, upper: 15)
        case (.oomScoreAdj, .value), (_, .adj): FieldRange(lower: -1000, upper: 1000)
        default: nil
        }
    }

    private static func typed(_ type: FieldType) -> FieldRange {
        switch type {
        case .signed: FieldRange(lower: .min, upper: UInt64(Int64.max))
        case .frame, .gfp, .mapFlags, .name: FieldRange(lower: 0, upper: UInt64(UInt32.max))
        case .migratetype: FieldRange(lower: 0, upper: UInt64(Migratetype.allCases.count - 1))
        case .protection: FieldRange(lower: 0, upper: 7)
        case .boolean: FieldRange(lower: 0, upper: 1)
        case .choice(let words): FieldRange(lower: 0, upper: UInt64(words.count - 1))
        case .count, .bytes, .address, .pointer: FieldRange(lower: 0, upper: .max)
        }
    }
}
