/// The details in a raw record.
struct RawDetails: RecordedDetails {
    private let record: RecordBytes
    private let format: EventFormat

    init(_ record: RecordBytes, _ format: EventFormat) {
        self.record = record
        self.format = format
    }

    /// Of a kernel with 32 bits an error stays negative, an address does not.
    var result: UInt64? {
        guard let field = format.field("ret"), let value = number("ret") else { return nil }
        guard field.size == 4 else { return value }
        return value & 0xffff_ffff >= 0xffff_f001 ? value | 0xffff_ffff_0000_0000 : value & 0xffff_ffff
    }

    var cloneFlags: UInt64? { number("clone_flags") }
    var end: UInt64? { number("end") }
    /// Raw records have the frame number alone.
    var structPage: UInt64? { nil }

    /// A kprobe's return tells to where, its beginning where it stands; recorders print both as numbers without `0x`.
    func caller(_ names: inout NameTable) -> NameID? {
        (number("__probe_ret_ip") ?? number("__probe_ip")).map { names.intern(String($0, radix: 16)) }
    }

    /// Without the line end that writers of trace_marker add.
    func text(_ names: inout NameTable) -> NameID {
        guard let field = format.field("buf"), let text = record.text(field) else { return NameID(0) }
        var end = text.count
        while end > 0, text.byte(end - 1) <= Ascii.space { end -= 1 }
        return names.intern(bytes: text.slice(0, end))
    }

    private func number(_ name: String) -> UInt64? {
        guard let field = format.field(name), field.shape == .number, field.end <= record.count else { return nil }
        return record.number(field)
    }
}
