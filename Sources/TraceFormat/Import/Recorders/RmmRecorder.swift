/// RMM's log of device memory (logging_resource_adaptor): CSV with the header `Thread,Time,Action,Pointer,Size,Stream`.
///
/// Times have no date: one that falls by more than twelve hours is the next day's. It is memory of a GPU; the model takes it as a program's
/// malloc, so that sizes, lifetimes and peaks can be seen.
enum RmmRecorder: CallRecorder {
    static var format: ImportFormat { .rmm }

    static let table = CallTable(
        CallFormat(
            source: "RMM", oddities: CallOddities(from: .rmmMalformedLine), syntax: .columns(name: 2, count: 6),
            columns: ([.task, .time], []), stamps: .absolute, rules: rules, notes: ["Thread,Time,Action,Pointer,Size,Stream"]))

    private static let rules = [
        CallRule("allocate", is: .malloc, [.at(4, .size), .at(3, .ptr)]), CallRule("allocate failure", is: nil, effect: .failed),
        CallRule("free", is: .free, [.at(3, .ptr)]),
    ]
}
