/// strace's log of memory calls: `strace -f -e trace=memory`, with or without -t, -tt, -ttt, -r, -T, -y, -i (strace 6.1).
///
/// - A mapping lies where the kernel put it: the event has MAP_FIXED and the result as its address; mremap likewise.
/// - The first brk of a program tells where its heap begins. A refused brk returns the old break: it is a call that failed.
/// - clone, fork and execve are read where they were traced (`-e trace=memory,process`). Without them a new task is a thread where a stack was
///   mapped for it (MAP_STACK), else a process forked from the first.
/// - A file of -ff has no task's number in its lines; its name ends with it. Who made the task stands in another file, and its end is not replayed.
/// - What execve itself maps (the program, the interpreter, stack and vdso) is not in the log.
enum StraceRecorder: CallRecorder {
    static var format: ImportFormat { .strace }

    static let table = CallTable(
        CallFormat(
            source: "strace", oddities: CallOddities(from: .straceMalformedLine), syntax: .brackets,
            columns: ([], [.process, .dashes, .colon, .command]), stamps: .absoluteOrRelative, tasks: .children, rules: rules,
            notes: ["+++ ", "--- ", "strace: "]))

    private static let range: [CallOperand] = [.at(0, .ptr), .at(1, .length)]

    private static let rules = [
        CallRule("brk", is: .brk, [.at(0, .address), .result(.result)], effect: .programBreak),
        CallRule(
            "mmap", "mmap2", is: .mmap,
            [
                .at(0, .address), .at(1, .length), .at(2, .prot, .protection), .at(3, .flags, .mapFlags), .at(4, .name, .file),
                .at(5, .offset), .result(.result),
            ], effect: .mapping),
        CallRule("munmap", is: .munmap, range),
        CallRule(
            "mremap", is: .mremap,
            [
                .at(0, .old), .at(1, .size), .at(2, .length), .at(3, .flags, .remapFlags), .at(4, .address, optional: true),
                .result(.result),
            ], effect: .remapping),
        CallRule("mprotect", "pkey_mprotect", is: .mprotect, range + [.at(2, .prot, .protection)]),
        CallRule("madvise", is: .madvise, range + [.at(2, .advice, .word)]),
        CallRule("mlock", "mlock2", is: .mlock, range),
        CallRule("munlock", is: .munlock, range),
        CallRule("mlockall", is: .mlockall, [.at(0, .flags, .lockFlags)]),
        CallRule("munlockall", is: .munlockall),
        CallRule("shmat", "shmdt", "remap_file_pages", is: nil, effect: .unmatched),
        CallRule("clone", "clone2", "clone3", "fork", "vfork", "__clone2", is: nil, effect: .child),
        CallRule("execve", is: .exec, [.at(0, .name, .quoted)], effect: .exec), CallRule("execveat", is: .exec, [], effect: .exec),
    ]
}
