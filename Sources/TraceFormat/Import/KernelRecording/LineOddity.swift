/// What may be odd about a line of a kernel recording, whatever its format.
///
/// Each format has an `Oddity` of its own for each, declared in this order (Oddities/Tables/input.table).
enum LineOddity: UInt8, CaseIterable, Sendable {
    /// A line that has not the format's shape; kept as `unmatched`.
    case malformedLine
    /// An event that no event kind stands for; kept as `unmatched`.
    case unknownEvent
    /// A known event without a field that it must have; kept as `unmatched`.
    case missingField
    /// A known event with a value that cannot be read; kept as `unmatched`.
    case badField
    /// The last line has no line end, so it may be cut; kept as `unmatched`.
    case cutLastLine
    /// A line of a call chain, which belongs to the event above it.
    case callChainLine
    /// An event that is earlier than the one before it; kept in its place.
    case outOfOrder
    /// A page allocation that failed: `page_alloc` with `ptr` 0 and no frame.
    case failedPageAlloc
    /// A GFP flag whose name is not known; the others of the text are kept.
    case unknownGfpFlag
    /// A system call's return without its beginning; kept as `unmatched`.
    case exitWithoutEnter
    /// A system call that was still under way when the task did something else, or at the end; emitted without a result.
    case enterWithoutExit
    /// A system call that failed after it had been emitted at its beginning.
    case failedCall
    /// A fork whose child never showed whether it is a thread; taken as a process.
    case unknownChild
    /// Lines that tell of lost events.
    case lostEvents
    /// An `unmatched` event that holds only the event's name, because too many different texts were kept already.
    case shortenedText
    /// A line of the function or function_graph tracer that holds no event.
    case functionLine
    /// A pointer printed as `(____ptrval____)`: the event carries `PointerKey.hidden`.
    case hiddenPointer
    /// The second line of a page's free in 2.6.32.
    case repeatedPageFree
    /// A migrate type whose numbering is not known.
    case unknownMigratetype
    /// A block of MIGRATE_RESERVE (before 4.4).
    case reserveMigratetype
    /// GFP flags as a number whose numbering is not known.
    case unknownGfpNumber
    /// What the recording shows contradicts the kernel that was named for it, or itself.
    case otherKernelThanNamed

    /// The oddity of the format whose oddities begin with `first`.
    func among(_ first: Oddity) -> Oddity { Oddity(rawValue: first.rawValue + UInt16(rawValue))! }
}
