import Notation
import Synchronization

/// Where `EventKind.slotTable` is; 0 until it is first asked. A lazy global would cost a call at each look: this is a load.
@usableFromInline let slotTableAddress = Atomic<UInt>(0)

extension EventKind {
    /// The event's name in the text form: the case's name in snake case (`kmem_cache_alloc`).
    public var name: String { Self.names[Int(rawValue)] }

    /// The kind called `name`, or nil.
    public init?(name: String) {
        guard let kind = Self.kindsByName[name] else { return nil }
        self = kind
    }

    /// The slot of `field` in an event of this kind, or nil where it has none.
    @inlinable @inline(__always)
    public func slot(of field: Field) -> UInt8? {
        let table = UnsafePointer<UInt8>(bitPattern: slotTableAddress.load(ordering: .acquiring)) ?? Self.publishSlotTable()
        let slot = table[Int(rawValue) * Self.slotStride + Int(field.index)]
        return slot == 0xff ? nil : slot
    }

    @usableFromInline static let slotStride = 64

    @usableFromInline static func publishSlotTable() -> UnsafePointer<UInt8> {
        slotTableAddress.store(UInt(bitPattern: slotTable), ordering: .releasing)
        return UnsafePointer(slotTable)
    }

    /// `slotTable[kind * slotStride + field]`: the slot, or 0xff. Never freed.
    nonisolated(unsafe) private static let slotTable: UnsafeMutablePointer<UInt8> = {
        precondition(Field.allCases.allSatisfy { $0.index < slotStride }, "grow EventKind.slotStride")
        let table = UnsafeMutablePointer<UInt8>.allocate(capacity: 256 * slotStride)
        table.initialize(repeating: 0xff, count: 256 * slotStride)
        for kind in allCases {
            let fields = kind.schema.fields
            precondition(fields.count <= TraceEvent.slotCount, "\(kind) has too many fields")
            for (slot, spec) in fields.enumerated() {
                table[Int(kind.rawValue) * slotStride + Int(spec.field.index)] = UInt8(slot)
            }
        }
        return table
    }()

    private static let names: [String] = {
        var names = [String](repeating: "", count: 256)
        for kind in allCases { names[Int(kind.rawValue)] = String(snakeCase: "\(kind)") }
        return names
    }()

    private static let kindsByName: [String: EventKind] = {
        var kinds: [String: EventKind] = [:]
        for kind in allCases { kinds[kind.name] = kind }
        return kinds
    }()
}

extension Field {
    /// The field's position in `allCases`.
    @inlinable @inline(__always)
    public var index: UInt8 { rawValue }

    /// The field's name in the text form: the case's name in snake case (`change_ownership`).
    public var name: String { Self.names[Int(rawValue)] }

    /// The field called `name`, or nil.
    public init?(name: String) {
        guard let index = Self.names.firstIndex(of: name) else { return nil }
        self = Self.allCases[index]
    }

    private static let names = allCases.map { String(snakeCase: "\($0)") }
}
