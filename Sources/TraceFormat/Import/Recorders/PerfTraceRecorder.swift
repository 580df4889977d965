/// perf trace's text of memory calls (perf trace -e brk,mmap,munmap,… of perf 6.1): `0.010 ( 0.002 ms): app/1234 munmap(addr: 0x7f…, len: 37047) = 0`.
///
/// Operands that are 0 are left out. A new task is a thread where a stack was mapped for it, else a process.
enum PerfTraceRecorder: CallRecorder {
    static var format: ImportFormat { .perfTrace }

    static let table = CallTable(
        CallFormat(
            source: "perf trace", oddities: CallOddities(from: .perfTraceMalformedLine), syntax: .brackets,
            columns: ([.time, .command], [.dashes, .colon]), stamps: .milliseconds, tasks: .children, rules: rules))

    private static let rules = [
        CallRule("brk", is: .brk, [.keyed("brk", .address, .number, optional: true), .result(.result)], effect: .programBreak),
        CallRule(
            "mmap", is: .mmap,
            [
                .value(0, .address), .key("len", .length), .value(0, .prot), .keyed("prot", .prot, .protection, optional: true),
                .keyed("flags", .flags, .mapFlags), .keyed("fd", .name, .file, optional: true),
                .keyed("off", .offset, .number, optional: true), .result(.result),
            ], effect: .mapping),
        CallRule("munmap", is: .munmap, [.key("addr", .ptr), .key("len", .length)]),
        CallRule(
            "mprotect", is: .mprotect,
            [.key("start", .ptr), .key("len", .length), .value(0, .prot), .keyed("prot", .prot, .protection, optional: true)]),
        CallRule(
            "mremap", is: .mremap,
            [
                .key("addr", .old), .key("old_len", .size), .key("new_len", .length), .keyed("flags", .flags, .remapFlags, optional: true),
                .result(.result),
            ], effect: .remapping),
        CallRule("madvise", is: .madvise, [.key("start", .ptr), .key("len_in", .length), .keyed("behavior", .advice, .word)]),
        CallRule("mlock", "mlock2", is: .mlock, [.key("start", .ptr), .key("len", .length)]),
        CallRule("munlock", is: .munlock, [.key("start", .ptr), .key("len", .length)]),
        CallRule("clone", "clone3", "fork", "vfork", is: nil, effect: .child), CallRule("execve", "execveat", is: .exec, [], effect: .exec),
    ]
}
