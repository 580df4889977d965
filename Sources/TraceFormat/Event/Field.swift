/// A field's name, shared by all events that carry it.
public enum Field: UInt8, CaseIterable, Sendable {
    // Sizes and places.
    case size, count, align, length, offset, order, level
    case ptr, old, result, address, start, end, physical
    case frame, zone, migratetype, fallbackMigratetype, fallbackOrder
    // Who and where from.
    case pid, parent, child, tid, uid, comm, name, cache, caller, space
    // Flags and values.
    case gfp, prot, flags, value, key, parameter, mode, advice, error, given, text, member, accounted
    case objects, rss, vss, adj, percpu, changeOwnership, batched
    case resource, soft, hard
    case node, nodes, processor, interrupt
}

/// How a field's value is written and what range it has.
public enum FieldType: Sendable, Equatable {
    /// A plain unsigned number.
    case count
    /// A number of bytes; the text form takes KiB, MiB, GiB, kB.
    case bytes
    /// A signed number.
    case signed
    /// An address, hexadecimal in the text form.
    case address
    /// A pointer: an address or a label, in the text form optionally with `+offset` where the event also has `offset`.
    case pointer
    /// A page frame number, hexadecimal in the text form.
    case frame
    /// A word or quoted string, interned.
    case name
    /// `GfpFlags`, by the kernel's names joined with `|`.
    case gfp
    /// A `Migratetype`, by name or number.
    case migratetype
    /// `r`, `w`, `x` in any combination, or `-`: 1, 2, 4 as PROT_READ, PROT_WRITE, PROT_EXEC.
    case protection
    /// mmap flags by name joined with `|`: `MapFlags`.
    case mapFlags
    /// 0 or 1.
    case boolean
    /// One of a fixed list of words; the value is the word's index.
    case choice([String])
}

/// One field of an event kind.
public struct FieldSpec: Sendable {
    public var field: Field
    public var type: FieldType
    public var isRequired: Bool
    public var doc: String

    public init(_ field: Field, _ type: FieldType, required: Bool, _ doc: String) {
        self.field = field
        self.type = type
        self.isRequired = required
        self.doc = doc
    }
}
