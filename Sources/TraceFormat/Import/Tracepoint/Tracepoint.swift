/// A kernel tracepoint (or one of the recorder's own events) and the event kind that stands for it.
///
/// Perf and ftrace print the same fields of a tracepoint, so both importers share this table. The field names are those of
/// the kernel's include/trace/events/{kmem,vmalloc,sched,oom,task}.h and arch/x86 exceptions.h, 3.10 to 6.18; a field that one
/// kernel prints and another does not is optional.
struct Tracepoint: Sendable {
    /// How the event is handled beyond its fields.
    enum Shape: Sendable {
        /// It stands for itself.
        case plain
        case pageAlloc
        /// 2.6.32 may log a free twice.
        case directFree
        /// A system call's beginning whose result is waited for, or not.
        case enter(awaitsResult: Bool)
        /// A system call's return.
        case leave
        case newTask, fork, exec, exit
        /// kprobes on the vmalloc functions, as in `p:va alloc_vmap_area`, `r:va_ret alloc_vmap_area`.
        case areaEnter, areaReturn, purgeEnter, purgeReturn
        /// A kprobe that names a page by its struct page.
        case isolate
        case mark
    }

    var system: String
    var name: String
    var kind: EventKind
    var shape: Shape
    var fields: [TracepointField]

    init(_ system: String, _ name: String, _ kind: EventKind, _ shape: Shape, _ fields: [TracepointField]) {
        self.system = system
        self.name = name
        self.kind = kind
        self.shape = shape
        self.fields = fields
    }

    init(_ system: String, _ name: String, _ kind: EventKind, _ fields: [TracepointField]) {
        self.init(system, name, kind, .plain, fields)
    }
}

/// How a printed value is read.
enum TracepointValue: UInt8, Sendable {
    /// Hexadecimal, with or without 0x.
    case hex
    /// As `hex`, or a text that hides it.
    case pointer
    /// Hexadecimal with 0x, else decimal.
    case number
    /// Decimal, perhaps negative.
    case signed
    /// A count of bytes with the suffix `B`, perhaps negative.
    case bytes
    /// A word, interned.
    case name
    /// Words up to the next `key=`, interned.
    case words
    case gfp
    /// true, false, 1, 0.
    case truth
    /// An rss_stat counter, by name or number.
    case member
    /// A madvise advice, by number.
    case advice
}

/// One printed field.
struct TracepointField: Sendable {
    var key: String
    /// Nil: read over.
    var field: Field?
    var value: TracepointValue
    /// A value of 0 is left out.
    var omitsZero: Bool

    init(_ key: String, _ field: Field?, _ value: TracepointValue = .number, omitsZero: Bool = false) {
        self.key = key
        self.field = field
        self.value = value
        self.omitsZero = omitsZero
    }

    /// A printed field that no event carries.
    static func skip(_ key: String, _ value: TracepointValue = .name) -> TracepointField { TracepointField(key, nil, value) }
}
