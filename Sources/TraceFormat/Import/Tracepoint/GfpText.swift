/// Reads GFP flags as the kernel prints them: names joined with `|`, `none`, hexadecimal numbers for bits without a name.
///
/// Each different text is parsed once.
struct GfpText: Sendable {
    private var known = ByteInterner()

    /// The flags, and whether every name was known.
    mutating func parse(_ bytes: UnsafeRawBufferPointer) -> (flags: UInt32, isWhole: Bool) {
        if let value = known.find(bytes) { return (value, true) }
        var flags: UInt32 = 0
        var isWhole = true
        var start = 0
        while start <= bytes.count {
            let end = bytes.find(Ascii.pipe, start, bytes.count)
            if let value = Self.value(of: bytes.slice(start, end)) { flags |= value } else { isWhole = false }
            start = end + 1
        }
        if isWhole { known.add(bytes, value: flags) }
        return (flags, isWhole)
    }

    private static func value(of word: UnsafeRawBufferPointer) -> UInt32? {
        if let value = WordTable.gfp.value(of: word) ?? otherAges.value(of: word) { return UInt32(truncatingIfNeeded: value) }
        guard word.has("0x", at: 0) else { return nil }
        return word.hexadecimal(0, word.count).flatMap { UInt32(exactly: $0) }
    }

    /// Names that 6.1 does not have: of 6.2 to 6.18 (include/trace/events/mmflags.h), and of 2.6.32 to 4.12, which printed
    /// single flags without underscores (include/trace/events/gfpflags.h). Flags that no rule of the model looks at are 0.
    private static let otherAges = WordTable(
        ([
            ("none", []), ("__GFP_NOLOCKDEP", []), ("__GFP_NO_OBJ_EXT", []), ("__GFP_COLD", []), ("__GFP_NOTRACK", []),
            ("__GFP_OTHER_NODE", []), ("__GFP_SKIP_ZERO", .skipKasanZero), ("__GFP_SKIP_KASAN", .skipKasanPoison),
            ("__GFP_REPEAT", .retryMayFail), ("__GFP_WAIT", .reclaim), ("GFP_TEMPORARY", [.kernel, .reclaimable]),
            ("GFP_WAIT", .reclaim), ("GFP_HIGH", .high), ("GFP_IO", .io), ("GFP_FS", .fs), ("GFP_COLD", []), ("GFP_NOWARN", .noWarn),
            ("GFP_REPEAT", .retryMayFail), ("GFP_NOFAIL", .noFail), ("GFP_NORETRY", .noRetry), ("GFP_COMP", .compound),
            ("GFP_ZERO", .zero), ("GFP_NOMEMALLOC", .noMemalloc), ("GFP_MEMALLOC", .memalloc), ("GFP_HARDWALL", .hardwall),
            ("GFP_THISNODE", .thisNode), ("GFP_RECLAIMABLE", .reclaimable), ("GFP_MOVABLE", .movable), ("GFP_NOTRACK", []),
            ("GFP_NO_KSWAPD", []), ("GFP_OTHER_NODE", []),
        ] as [(String, GfpFlags)]).map { ($0, UInt64($1.rawValue)) })
}
