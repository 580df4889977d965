/// Android's malloc_debug with record_allocs, and what memory_replay reads (bionic libc/malloc_debug/RecordData.cpp, system/memory_replay):
/// `TID: malloc POINTER SIZE [START END]`, times in nanoseconds.
///
/// realloc's operands are the new block, the old one and the size. The recorder keeps the last 8,000,000 calls, so the head may be missing. Threads belong to
/// one process.
enum AndroidRecorder: CallRecorder {
    static var format: ImportFormat { .android }

    static let table = CallTable(
        CallFormat(
            source: "Android malloc_debug", oddities: CallOddities(from: .androidMalformedLine), syntax: .words,
            columns: ([.task, .colon], [.process, .dashes, .command]), stamps: .absolute, rules: rules))

    private static let rules = [
        CallRule("malloc", is: .malloc, [.at(0, .ptr), .at(1, .size), .moment(at: 2)]),
        CallRule("calloc", is: .calloc, [.at(0, .ptr), .at(1, .count), .at(2, .size), .moment(at: 3)]),
        CallRule("realloc", is: .realloc, [.at(0, .ptr), .at(1, .old), .at(2, .size), .moment(at: 3)]),
        CallRule("memalign", is: .memalign, [.at(0, .ptr), .at(1, .align), .at(2, .size), .moment(at: 3)]),
        CallRule("free", is: .free, [.at(0, .ptr), .moment(at: 1)]),
        CallRule("thread_done", is: nil, effect: .end),
    ]
}
