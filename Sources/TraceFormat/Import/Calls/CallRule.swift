/// What one call, or several alike, is as an event.
struct CallRule: Sendable {
    /// Exact names, or patterns: `_Zn*align*` fits names that begin with `_Zn` and have `align` in them.
    var names: [String]
    /// nil: a call that is known and has no event.
    var kind: EventKind?
    var operands: [CallOperand]
    /// What there is to do besides.
    var effect: CallEffect
    /// How many operands the call has at least.
    var count: Int

    init(_ names: String..., is kind: EventKind?, _ operands: [CallOperand] = [], effect: CallEffect = .none) {
        self.names = names
        self.kind = kind
        self.operands = operands
        self.effect = effect
        count = operands.lazy.filter { !$0.isOptional }.map { if case .at(let index) = $0.place { index + 1 } else { 0 } }.max() ?? 0
    }
}

/// Where an event's field stands in a call, and how it is written.
struct CallOperand: Sendable {
    enum Place: Sendable {
        /// Counted from 0.
        case at(Int)
        case key(StaticString)
        case result
        case value(UInt64)
    }

    var place: Place
    /// nil: the moment of the call, in nanoseconds.
    var field: Field?
    var form: CallValue
    var isOptional: Bool

    static func at(_ index: Int, _ field: Field, _ form: CallValue = .number, optional: Bool = false) -> CallOperand {
        CallOperand(place: .at(index), field: field, form: form, isOptional: optional)
    }

    static func key(_ key: StaticString, _ field: Field) -> CallOperand {
        CallOperand(place: .key(key), field: field, form: .number, isOptional: false)
    }

    static func keyed(_ key: StaticString, _ field: Field, _ form: CallValue, optional: Bool = false) -> CallOperand {
        CallOperand(place: .key(key), field: field, form: form, isOptional: optional)
    }

    static func result(_ field: Field) -> CallOperand { CallOperand(place: .result, field: field, form: .number, isOptional: false) }

    static func value(_ value: UInt64, _ field: Field) -> CallOperand {
        CallOperand(place: .value(value), field: field, form: .number, isOptional: false)
    }

    static func moment(at index: Int) -> CallOperand { CallOperand(place: .at(index), field: nil, form: .number, isOptional: true) }
}

/// How a value is written.
enum CallValue: Sendable {
    /// Decimal or with 0x, `NULL`, `nil`, `(nil)`; the last of several words (`al 64`); a product (`8192*1024`).
    case number
    /// `PROT_READ|PROT_WRITE`
    case protection
    /// `MAP_PRIVATE|MAP_ANONYMOUS`
    case mapFlags
    /// `MREMAP_MAYMOVE|MREMAP_FIXED`
    case remapFlags
    /// `MCL_CURRENT|MCL_FUTURE`
    case lockFlags
    /// `MADV_DONTNEED`: a name.
    case word
    /// `"/usr/bin/true"`: a name.
    case quoted
    /// `3</usr/lib/libc.so.6>`, or 3; -1 is none.
    case file
}

/// What a call means besides its event.
enum CallEffect: Sendable {
    case none
    /// mmap: the kernel's answer is where the mapping lies.
    case mapping
    /// mremap: likewise.
    case remapping
    /// brk: a refused one returns the old break, and the first tells where the heap begins.
    case programBreak
    /// fork, vfork, clone, clone3: the result is a new process or thread.
    case child
    /// execve: a new address space.
    case exec
    /// The task's end.
    case end
    /// posix_memalign of ltrace: the block's address is not in the log.
    case hidden
    /// posix_memalign of LTTng: the result is an error number.
    case errorNumber
    /// A call that the recorder itself says has failed.
    case failed
    /// A call that changes mappings in a way that no event stands for.
    case unmatched
}
