/// A tracepoint as tracefs describes it in its `format` file: how its raw records are laid out and how the kernel prints them.
///
///     name: kfree
///     ID: 657
///     format:
///     \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
///     …
///     print fmt: "call_site=%pS ptr=%p", (void *)REC->call_site, REC->ptr
///
/// perf.data and trace.dat hold these texts of each event that was recorded. Field offsets differ from kernel to kernel.
struct EventFormat: Sendable {
    var system: String
    var name: String
    /// What the records' `common_type` says.
    var id: UInt16
    var fields: [FormatField]
    var print: PrintFormat

    /// Reads a `format` file; nil: it has no number or no name.
    init?(system: String, text: String) {
        var (name, id): (String?, UInt16?) = (nil, nil)
        fields = []
        print = PrintFormat()
        for line in text.split(separator: "\n") {
            if line.hasPrefix("name: ") {
                name = String(line.dropFirst(6))
            } else if line.hasPrefix("ID: ") {
                id = UInt16(line.dropFirst(4))
            } else if line.hasPrefix("print fmt: ") {
                print = PrintFormat(line.dropFirst(11))
            } else if let field = FormatField(line: line) {
                fields.append(field)
            }
        }
        guard let name, let id else { return nil }
        (self.system, self.name, self.id) = (system, name, id)
    }

    /// The field of this name.
    func field(_ name: String) -> FormatField? { fields.first { $0.name == name } }
}
