/// Calls of the C library as a bpftrace script prints them in the one form that docs/user-recordings.md gives:
/// `NANOSECONDS PID TID NAME OPERANDS… RESULT`.
///
/// bpftrace prints processor by processor, not in order of time; a run sorts the events (`SortingReader`). `Lost N events` is counted.
enum BpftraceRecorder: CallRecorder {
    static var format: ImportFormat { .bpftrace }

    static let table = CallTable(
        CallFormat(
            source: "bpftrace", oddities: CallOddities(from: .bpftraceMalformedLine), syntax: .words,
            columns: ([.time, .process, .task], [.dashes, .colon, .brackets]), stamps: .unordered, tasks: .processes, rules: rules,
            notes: ["Attaching ", "@"]))

    private static let rules = [
        CallRule("malloc", is: .malloc, [.at(0, .size), .at(1, .ptr)]),
        CallRule("calloc", is: .calloc, [.at(0, .count), .at(1, .size), .at(2, .ptr)]),
        CallRule("realloc", is: .realloc, [.at(0, .old), .at(1, .size), .at(2, .ptr)]),
        CallRule("memalign", is: .memalign, [.at(0, .align), .at(1, .size), .at(2, .ptr)]),
        CallRule("free", is: .free, [.at(0, .ptr)]),
    ]
}
