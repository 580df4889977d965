/// One event of a trace: fixed width, no heap storage.
///
/// An event's fields stand in `slots`, in the order in which `EventKind.schema` names them.
///
/// Invariants:
/// - bit *i* of `present` set ⇔ slot *i* carries a value; a slot that is not present is 0;
/// - `named` ⊆ `present`: bit *i* of `named` set ⇔ slot *i* is a `NameID` (a label, a symbol) and not a number;
/// - `present` has no bit at or above `kind.schema.fields.count`.
public struct TraceEvent: Equatable, Sendable {
    /// How many fields an event may have.
    public static let slotCount = 8
    /// `cpu` of an event that names no processor.
    public static let noCPU: Int16 = -1
    /// `task` of an event that names no task.
    public static let noTask: Int32 = -1
    /// The largest `time`, in nanoseconds: what the database's signed numbers hold. Readers refuse later ones.
    public static let latestTime = UInt64(Int64.max)

    /// Nanoseconds since the trace's own zero.
    public var time: UInt64
    /// Line of the source file (text: 1-based line; binary and imported: the line of the *original* text).
    public var line: UInt32
    /// The task's thread id, or `noTask`. 0 is the idle task (kernel context).
    public var task: Int32
    /// Processor number, or `noCPU`.
    public var cpu: Int16
    /// Which of the run's trace files this event came from; set by the reader, 0-based.
    public var source: UInt16
    public var kind: EventKind
    public var present: UInt8
    public var named: UInt8
    public var slots: InlineArray<8, UInt64>

    public init(
        _ kind: EventKind, time: UInt64 = 0, cpu: Int16 = noCPU, task: Int32 = noTask, line: UInt32 = 0,
        source: UInt16 = 0
    ) {
        self.time = time
        self.line = line
        self.task = task
        self.cpu = cpu
        self.source = source
        self.kind = kind
        present = 0
        named = 0
        slots = InlineArray(repeating: 0)
    }

    public static func == (a: TraceEvent, b: TraceEvent) -> Bool {
        guard
            a.time == b.time, a.line == b.line, a.task == b.task, a.cpu == b.cpu, a.source == b.source,
            a.kind == b.kind, a.present == b.present, a.named == b.named
        else { return false }
        for index in 0..<slotCount where a.slots[index] != b.slots[index] { return false }
        return true
    }
}

extension TraceEvent {
    /// The number in `field`, or nil where the event does not carry it (or carries a name). Signed fields are bit patterns.
    @inlinable @inline(__always)
    public func number(_ field: Field) -> UInt64? {
        guard let slot = kind.slot(of: field), present & (1 << slot) != 0, named & (1 << slot) == 0 else { return nil }
        return slots[Int(slot)]
    }

    /// The signed number in `field`, or nil where the event does not carry it.
    @inlinable @inline(__always)
    public func signed(_ field: Field) -> Int64? {
        number(field).map { Int64(bitPattern: $0) }
    }

    /// The interned name in `field`, or nil where the event does not carry one.
    @inlinable @inline(__always)
    public func name(_ field: Field) -> NameID? {
        guard let slot = kind.slot(of: field), named & (1 << slot) != 0 else { return nil }
        return NameID(UInt32(truncatingIfNeeded: slots[Int(slot)]))
    }

    /// The pointer in `field`: a recorded address or a hand-written label.
    @inlinable @inline(__always)
    public func pointer(_ field: Field) -> PointerKey? {
        guard let slot = kind.slot(of: field), present & (1 << slot) != 0 else { return nil }
        return PointerKey(value: slots[Int(slot)], isLabel: named & (1 << slot) != 0)
    }

    /// Whether the event carries `field`.
    @inlinable @inline(__always)
    public func has(_ field: Field) -> Bool {
        guard let slot = kind.slot(of: field) else { return false }
        return present & (1 << slot) != 0
    }

    /// Sets a number. Precondition: `kind` has `field`.
    @inlinable @inline(__always)
    public mutating func set(_ field: Field, _ value: UInt64) {
        guard let slot = kind.slot(of: field) else { preconditionFailure("\(kind) has no field \(field)") }
        slots[Int(slot)] = value
        present |= 1 << slot
        named &= ~(1 << slot)
    }

    /// Sets an interned name or label. Precondition: `kind` has `field`.
    @inlinable @inline(__always)
    public mutating func set(_ field: Field, _ value: NameID) {
        set(field, UInt64(value.rawValue))
        guard let slot = kind.slot(of: field) else { return }
        named |= 1 << slot
    }

    /// Sets a pointer. Precondition: `kind` has `field`.
    @inlinable @inline(__always)
    public mutating func set(_ field: Field, _ pointer: PointerKey) {
        if pointer.isLabel {
            set(field, NameID(UInt32(truncatingIfNeeded: pointer.value)))
        } else {
            set(field, pointer.value)
        }
    }
}

/// What a trace calls a piece of memory: an address that a real system chose, or a label that a person wrote.
public struct PointerKey: Hashable, Sendable {
    public var value: UInt64
    public var isLabel: Bool

    @inlinable
    public init(value: UInt64, isLabel: Bool) {
        self.value = value
        self.isLabel = isLabel
    }

    /// A pointer that the recording hides: the event tells the rest, and nothing says which object it is about.
    public static let hidden = PointerKey(value: .max, isLabel: false)
}
