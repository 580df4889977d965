/// Firefox's logalloc (memory/replace/logalloc/LogAlloc.cpp): `PID TID malloc(SIZE)=POINTER`. logalloc_munge.py numbers processes, threads and
/// blocks anew from 1 on.
enum LogallocRecorder: CallRecorder {
    static var format: ImportFormat { .logalloc }

    static let table = CallTable(
        CallFormat(
            source: "Firefox logalloc", oddities: CallOddities(from: .logallocMalformedLine), syntax: .brackets,
            columns: ([.process, .task], [.time, .dashes, .colon, .command]), tasks: .processes, rules: rules))

    private static let rules = [
        CallRule("malloc", is: .malloc, [.at(0, .size), .result(.ptr)]),
        CallRule("calloc", is: .calloc, [.at(0, .count), .at(1, .size), .result(.ptr)]),
        CallRule("realloc", is: .realloc, [.at(0, .old), .at(1, .size), .result(.ptr)]),
        CallRule("memalign", "posix_memalign", "aligned_alloc", is: .memalign, [.at(0, .align), .at(1, .size), .result(.ptr)]),
        CallRule("valloc", is: .memalign, [.value(4096, .align), .at(0, .size), .result(.ptr)]),
        CallRule("free", is: .free, [.at(0, .ptr)]),
    ]
}
