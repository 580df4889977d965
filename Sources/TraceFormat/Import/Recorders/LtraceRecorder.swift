/// ltrace's log of a program's calls of the C library's malloc and its kin: `PID LIBRARY->malloc(100) = 0x55d0c8e012a0`.
///
/// - The task stands there with -f, times with -t and -r, `[ADDRESS]` with -i; library and arrow may be missing. Other calls are counted.
/// - Tasks are taken for threads of the first one, since the log does not tell threads from processes.
/// - A call inside another one that gives or frees the same block (malloc in operator new) is the same allocation.
/// - ltrace may print more operands than a call has. posix_memalign's block is not in the log.
enum LtraceRecorder: CallRecorder {
    static var format: ImportFormat { .ltrace }

    static let table = CallTable(
        CallFormat(
            source: "ltrace",
            oddities: CallOddities(
                malformed: .ltraceMalformedLine, cut: .ltraceCutLastLine, shortened: .ltraceShortenedText, other: .ltraceOtherCall,
                unfinished: .ltraceUnfinishedCall, nested: .ltraceNestedCall, hidden: .ltraceHiddenBlock),
            syntax: .brackets, columns: ([], [.process, .dashes, .colon, .command]), rules: rules, keepsFailures: true,
            notes: ["+++ ", "--- "]))

    private static let rules = [
        CallRule("malloc", "_Znw*", "_Zna*", "operator new*", is: .malloc, [.at(0, .size), .result(.ptr)]),
        CallRule("calloc", is: .calloc, [.at(0, .count), .at(1, .size), .result(.ptr)]),
        CallRule("realloc", is: .realloc, [.at(0, .old), .at(1, .size), .result(.ptr)]),
        CallRule("memalign", "aligned_alloc", is: .memalign, [.at(0, .align), .at(1, .size), .result(.ptr)]),
        CallRule("valloc", "pvalloc", is: .memalign, [.value(4096, .align), .at(0, .size), .result(.ptr)]),
        CallRule("posix_memalign", is: .memalign, [.at(1, .align), .at(2, .size), .result(.ptr)], effect: .hidden),
        CallRule("free", "cfree", "_Zdl*", "_Zda*", "operator delete*", is: .free, [.at(0, .ptr)]),
    ]
}
