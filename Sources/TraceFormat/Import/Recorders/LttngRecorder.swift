/// babeltrace2's text of LTTng's wrapper of the C library (liblttng-ust-libc-wrapper.so, lttng-ust 2.13):
/// `[TIME] (+DELTA) HOST lttng_ust_libc:malloc: { cpu_id = 1 }, { vpid = 1, vtid = 1 }, { size = 100, ptr = 0x56391806A6B0 }`.
///
/// Processes and threads are told where vpid and vtid were added as contexts. aligned_alloc is not logged, so its free is of an unknown block.
enum LttngRecorder: CallRecorder {
    static var format: ImportFormat { .lttng }

    static let table = CallTable(
        CallFormat(
            source: "LTTng", oddities: CallOddities(from: .lttngMalformedLine), syntax: .braces,
            columns: ([.time, .brackets], [.dashes, .colon]), stamps: .absolute, tasks: .processes, rules: rules))

    private static let rules = [
        CallRule("lttng_ust_libc:malloc", is: .malloc, [.key("size", .size), .key("ptr", .ptr)]),
        CallRule("lttng_ust_libc:calloc", is: .calloc, [.key("nmemb", .count), .key("size", .size), .key("ptr", .ptr)]),
        CallRule("lttng_ust_libc:realloc", is: .realloc, [.key("in_ptr", .old), .key("size", .size), .key("ptr", .ptr)]),
        CallRule("lttng_ust_libc:memalign", is: .memalign, [.key("alignment", .align), .key("size", .size), .key("ptr", .ptr)]),
        CallRule(
            "lttng_ust_libc:posix_memalign", is: .memalign, [.key("alignment", .align), .key("size", .size), .key("out_ptr", .ptr)],
            effect: .errorNumber),
        CallRule("lttng_ust_libc:free", is: .free, [.key("ptr", .ptr)]),
    ]
}
