/// What the codecs need to know of one event kind; made from `EventKind.schema`. It holds no reference, as `SlotRule`.
struct KindRule {
    var kind: EventKind
    var slots: UnsafeBufferPointer<SlotRule>
    /// Bit *i*: there is a slot *i*.
    var known: UInt8 = 0
    /// Bit *i*: slot *i* must be present.
    var required: UInt8 = 0
    /// Bit *i*: slot *i* is a name wherever it is present.
    var alwaysNamed: UInt8 = 0
    /// Bit *i*: slot *i* may be a name.
    var mayBeNamed: UInt8 = 0

    init(_ kind: EventKind) {
        self.kind = kind
        let specs = kind.schema.fields
        slots = immortal(specs.indices.map { SlotRule(specs[$0], in: kind, next: $0 + 1 < specs.count ? specs[$0 + 1] : nil) })
        for (index, spec) in specs.enumerated() {
            let bit: UInt8 = 1 << index
            known |= bit
            if spec.isRequired { required |= bit }
            if spec.type == .name { alwaysNamed |= bit }
            if slots[index].mayBeNamed { mayBeNamed |= bit }
        }
    }

    /// The rule of each kind, by raw value; nil where no kind has that number. Written once and never changed.
    nonisolated(unsafe) static let byCode: UnsafeBufferPointer<KindRule?> = {
        var rules = [KindRule?](repeating: nil, count: 256)
        for kind in EventKind.allCases { rules[Int(kind.rawValue)] = KindRule(kind) }
        return immortal(rules)
    }()
}
