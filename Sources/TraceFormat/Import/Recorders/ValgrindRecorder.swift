/// `valgrind --trace-malloc=yes` (coregrind/m_replacemalloc/vg_replace_malloc.c of valgrind 3.19): `--PID-- malloc(100) = 0x4A41040`.
///
/// - realloc(p, 0) prints the free inside it in the same line, and its result in the next one; it is that free.
/// - A calloc whose product overflows prints neither result nor line end: what follows stands in its line.
/// - posix_memalign and aligned_alloc are logged as memalign. There are no times and no threads.
/// - A process that is forked goes on in the log under its own number; who forked it is not told: it is taken for a child of the first. One
///   that began with `==PID== Command: …` is a program of its own (--trace-children=yes).
enum ValgrindRecorder: CallRecorder {
    static var format: ImportFormat { .valgrind }

    static let table = CallTable(
        CallFormat(
            source: "valgrind --trace-malloc=yes", oddities: CallOddities(from: .valgrindMalformedLine), syntax: .brackets,
            columns: ([.dashes], []), tasks: .processes, rules: rules, hasLateResults: true,
            notes: ["==", "-- REDIR", "-- Reading", "-- Caught"]
        ))

    private static let rules = [
        CallRule("malloc", is: .malloc, [.at(0, .size), .result(.ptr)]),
        CallRule("calloc", is: .calloc, [.at(0, .count), .at(1, .size), .result(.ptr)]),
        CallRule("realloc", is: .realloc, [.at(0, .old), .at(1, .size), .result(.ptr)]),
        CallRule("memalign", "aligned_alloc", "posix_memalign", is: .memalign, [.at(0, .align), .at(1, .size), .result(.ptr)]),
        CallRule("valloc", is: .memalign, [.value(4096, .align), .at(0, .size), .result(.ptr)]),
        CallRule("free", "cfree", is: .free, [.at(0, .ptr)]),
        // operator new and new[] with an alignment, as the linker names them; then those without.
        CallRule("_Zn*align_val", is: .memalign, [.at(1, .align), .at(0, .size), .result(.ptr)]),
        CallRule("_Znw*", "_Zna*", "builtin_new*", "__builtin_new*", "__builtin_vec_new*", is: .malloc, [.at(0, .size), .result(.ptr)]),
        CallRule("_Zdl*", "_Zda*", "builtin_delete*", "__builtin_delete*", "__builtin_vec_delete*", is: .free, [.at(0, .ptr)]),
    ]
}
