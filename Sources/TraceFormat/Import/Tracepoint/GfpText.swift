/// Reads GFP flags as the kernel prints them: names joined with `|`, `none`, numbers for bits without a name or for the whole.
///
/// Each different text is parsed once, unless it is a number that fits several ages and none is known.
struct GfpText: Sendable {
    /// What a text says.
    struct Reading {
        var flags: GfpFlags = []
        /// Every name was known.
        var isWhole = true
        /// A number was read as of the newest age, because nothing tells its age.
        var isAssumed = false
    }

    private var known = ByteInterner()
    /// How the recording's kernel numbers flags; nil: nothing has told it yet.
    var numbering: GfpNumbering?

    /// The flags of a text.
    mutating func parse(_ bytes: UnsafeRawBufferPointer) -> Reading {
        if let value = known.find(bytes) { return Reading(flags: GfpFlags(rawValue: value)) }
        var reading = Reading()
        var start = 0
        while start <= bytes.count {
            let end = bytes.find(Ascii.pipe, start, bytes.count)
            add(bytes.slice(start, end), isAlone: start == 0 && end == bytes.count, to: &reading)
            start = end + 1
        }
        if reading.isWhole, !reading.isAssumed { known.add(bytes, value: reading.flags.rawValue) }
        return reading
    }

    private mutating func add(_ word: UnsafeRawBufferPointer, isAlone: Bool, to reading: inout Reading) {
        if let value = WordTable.gfp.value(of: word) ?? Self.otherAges.value(of: word) {
            reading.flags.formUnion(GfpFlags(rawValue: UInt32(truncatingIfNeeded: value)))
        } else if let mask = word.number(0, word.count).flatMap({ UInt32(exactly: $0) }) {
            let shown = isAlone ? GfpNumbering(shownBy: mask) : nil
            if numbering == nil { numbering = shown }
            reading.isAssumed = isAlone && mask != 0 && numbering == nil
            reading.flags.formUnion((shown ?? numbering ?? .v51).flags(mask))
        } else {
            reading.isWhole = false
        }
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
