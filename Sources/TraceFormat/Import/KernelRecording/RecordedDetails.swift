/// What some tracepoints tell beyond the fields that an event carries, each asked for where it is needed.
protocol RecordedDetails {
    /// What a system call returned.
    var result: UInt64? { get }
    /// The CLONE_* flags of a new task.
    var cloneFlags: UInt64? { get }
    /// Where an area ends, of a kprobe's return.
    var end: UInt64? { get }
    /// To where a kprobed function returns; nil where that is not told.
    func caller(_ names: inout NameTable) -> NameID?
    /// The address of an allocation's struct page, where it is told.
    var structPage: UInt64? { get }
    /// The text of a mark.
    func text(_ names: inout NameTable) -> NameID
}

/// The details in a printed payload.
struct PrintedDetails: RecordedDetails {
    private let payload: UnsafeRawBufferPointer

    init(_ payload: UnsafeRawBufferPointer) { self.payload = payload }

    /// ftrace prints `-> RESULT`; perf script -F ip,sym the caller's address after it.
    var result: UInt64? {
        let start = payload.has("->", at: payload.skipSpaces(0, payload.count)) ? payload.skipSpaces(0, payload.count) + 2 : 0
        let first = payload.skipSpaces(start, payload.count)
        return payload.number(first, payload.find(Ascii.space, first, payload.count))
    }

    /// What cannot be read is no flag.
    var cloneFlags: UInt64? { value(of: "clone_flags=").map { $0 ?? 0 } }

    var end: UInt64? { value(of: " end=") ?? nil }
    var structPage: UInt64? { value(of: "page=") ?? nil }

    /// `(CALLER <- FUNCTION)` stands before the fields.
    func caller(_ names: inout NameTable) -> NameID? {
        let end = payload.find(Ascii.space, 0, payload.count)
        guard end > 1, payload.byte(0) == Ascii.open else { return nil }
        return names.intern(bytes: payload.slice(1, end))
    }

    func text(_ names: inout NameTable) -> NameID { names.intern(bytes: payload) }

    /// The hexadecimal word after `key`; nil: there is no such key.
    private func value(of key: StaticString) -> UInt64?? {
        guard let at = payload.firstRange(of: key) else { return nil }
        let start = at + key.utf8CodeUnitCount
        return .some(payload.hexadecimal(start, payload.find(Ascii.space, start, payload.count)))
    }
}
