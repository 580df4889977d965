/// How the raw records of one event become a `TraceEvent`: the tracepoint's table joined with the record's format, once for each event that
/// was recorded.
///
/// Invariant: each step's slot is another one.
struct EventPlan {
    /// The tracepoint; nil: no event kind stands for this event.
    var point: TracepointIndex.Point?
    /// Its steps among all steps.
    var firstStep = 0
    var stepCount = 0
    /// How long a record is at least.
    var fixedSize = 0
    /// Index of the format.
    var format: Int
}

/// One field of an event that is taken from a record.
struct PlanStep {
    enum Way: UInt8 {
        /// The number itself.
        case number
        /// 0 or 1.
        case truth
        /// The name of an address, or the number in hexadecimal.
        case address
        /// By a cache, which `PlanTable.compute` fills.
        case computed
        /// Texts, interned.
        case located, relativelyLocated, fixedText
    }

    var way: Way
    var slot: UInt8
    var size: UInt8
    var isSigned: Bool
    var omitsZero: Bool
    var isName: Bool
    var offset: Int
    var range: FieldRange
    /// A number that stands for 0: -1 as a page's frame number; 0: there is none.
    var absent: UInt64 = 0
    /// Index of the cache and of what it holds.
    var cache = 0
    var field: FormatField
}

/// What a computed field is made of.
struct Computation {
    /// Nil: the number as it stands.
    var expression: FormatExpression?
    var value: TracepointValue
}
