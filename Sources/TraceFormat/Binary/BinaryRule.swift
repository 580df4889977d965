/// What the binary decoder needs of one slot; made from `SlotRule`.
struct BinarySlot {
    /// Invariant: `Int64.min` … 0; 0 unless the field is signed.
    var lower: Int64
    var upper: UInt64
    /// Of `DeltaState.places`.
    var place: UInt8
    /// Whether values are differences to the field's last one.
    var isPlace: Bool
    var isSigned: Bool

    init(_ rule: SlotRule) {
        lower = rule.range.lower
        upper = rule.range.upper
        place = rule.field.index
        isPlace = rule.form.isPlace
        isSigned = rule.form == .signed
    }
}

/// What the binary decoder needs of one event kind, the bits as in `KindRule`.
struct BinaryRule {
    var kind: EventKind
    var known: UInt8
    var required: UInt8
    var alwaysNamed: UInt8
    var mayBeNamed: UInt8
    /// As many as bits in `known`.
    var slots: UnsafeBufferPointer<BinarySlot>

    init(_ rule: KindRule) {
        kind = rule.kind
        known = rule.known
        required = rule.required
        alwaysNamed = rule.alwaysNamed
        mayBeNamed = rule.mayBeNamed
        slots = immortal(rule.slots.map { BinarySlot($0) })
    }

    /// Whether an event of this kind may have these fields, and names in these.
    @inline(__always)
    func allows(present: UInt8, named: UInt8) -> Bool {
        let wrong = present & ~known | named & ~present | required & ~present | named & ~mayBeNamed | alwaysNamed & present & ~named
        return wrong == 0
    }

    /// The rule of each kind, by raw value; nil where no kind has that number. Written once and never changed.
    nonisolated(unsafe) static let byCode: UnsafeBufferPointer<BinaryRule?> = immortal(KindRule.byCode.map { $0.map { BinaryRule($0) } })
}
