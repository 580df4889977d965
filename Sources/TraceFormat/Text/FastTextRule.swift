/// What the fast path of the text form needs of one field of one kind.
struct FastTextField {
    var key: PackedKey
    /// Invariant: 0 unless the field is signed.
    var lower: Int64
    var upper: UInt64
    var form: SlotRule.Form
    var slot: UInt8
    /// Whether the text form takes `+N` after this pointer: the slot after it is `offset`.
    var takesOffset: Bool
    /// Words that stand for numbers.
    var words: WordTable
    /// The same for one word at a time, as many as have room; the cache lives as long as the program.
    var choices: ByteCache.View
    nonisolated(unsafe) private static let noChoices = ByteCache(bits: 1)

    init(_ rule: SlotRule, slot: UInt8) {
        key = PackedKey(rule.field.name)
        lower = rule.range.lower
        upper = rule.range.upper
        form = rule.form
        self.slot = slot
        takesOffset = rule.takesOffset
        words = rule.words
        choices = words.isEmpty ? Self.noChoices.view : Unmanaged.passRetained(ByteCache(words)).takeUnretainedValue().view
    }
}

/// What the fast path needs of one event kind.
struct FastTextRule {
    var kind: EventKind
    /// Bit *i*: slot *i* must be present.
    var required: UInt8
    var fields: UnsafeBufferPointer<FastTextField>

    init(_ rule: KindRule) {
        kind = rule.kind
        required = rule.required
        fields = immortal(rule.slots.enumerated().map { FastTextField($1, slot: UInt8($0)) })
    }

    /// The rule of each kind, by raw value; a code without a kind has another's rule, for which nobody asks. Written once and
    /// never changed.
    nonisolated(unsafe) static let byCode: UnsafeBufferPointer<FastTextRule> = {
        let other = FastTextRule(KindRule(.mark))
        return immortal((0..<256).map { KindRule.byCode[$0].map { FastTextRule($0) } ?? other })
    }()
}
