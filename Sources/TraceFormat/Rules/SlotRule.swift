/// What the codecs need to know of one slot, in a form that is quick to use; made from `EventKind.schema`.
///
/// It holds no reference, so that the parser copies it without counting: what it points to lives as long
/// as the program.
struct SlotRule {
    /// `FieldType` without its payload.
    enum Form: UInt8 {
        case count, bytes, signed, address, pointer, frame, name, gfp, migratetype, protection, mapFlags, boolean, choice
    }

    var field: Field
    var form: Form
    var range: FieldRange
    /// Words that stand for numbers; empty where the form has none.
    var words: WordTable
    /// Whether the text form takes `+N` after this pointer: the slot after it is `offset`.
    var takesOffset: Bool
    /// The field's name, as three little-endian words padded with zeros, and its length.
    var name: (UInt64, UInt64, UInt64)
    var nameLength: Int

    init(_ spec: FieldSpec, in kind: EventKind, next: FieldSpec?) {
        field = spec.field
        form = Form(spec.type)
        range = FieldRange(of: spec, in: kind)
        words = WordTable.words(of: spec.type)
        takesOffset = spec.type == .pointer && next?.field == .offset
        name = Self.pack(spec.field.name)
        nameLength = spec.field.name.utf8.count
    }

    /// The event's number may be a name's.
    @inline(__always)
    var mayBeNamed: Bool { form == .name || form == .pointer }

    private static func pack(_ name: String) -> (UInt64, UInt64, UInt64) {
        precondition(name.utf8.count <= 24, "the field's name is too long for SlotRule")
        var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
        for (index, byte) in name.utf8.enumerated() {
            let bits = UInt64(byte) << UInt64(index % 8 * 8)
            switch index / 8 {
            case 0: words.0 |= bits
            case 1: words.1 |= bits
            default: words.2 |= bits
            }
        }
        return words
    }
}

extension SlotRule.Form {
    init(_ type: FieldType) {
        self =
            switch type {
            case .count: .count
            case .bytes: .bytes
            case .signed: .signed
            case .address: .address
            case .pointer: .pointer
            case .frame: .frame
            case .name: .name
            case .gfp: .gfp
            case .migratetype: .migratetype
            case .protection: .protection
            case .mapFlags: .mapFlags
            case .boolean: .boolean
            case .choice: .choice
            }
    }
}
