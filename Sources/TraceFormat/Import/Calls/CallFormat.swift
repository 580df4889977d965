/// A log of calls, declared as data: what stands before a call, how it is written, and what each call's operands are.
///
/// One engine (`CallImporter`) reads all of them; `Recorders/` has one declaration each, and docs/user-recordings.md their tables.
struct CallFormat: Sendable {
    /// The recorder as the header names it.
    var source: String
    var oddities: CallOddities
    var syntax: CallSyntax
    /// What must stand before a call, and what may not.
    var columns: (required: CallColumns, forbidden: CallColumns) = ([], [])
    var stamps = CallClock.Stamps.none
    var tasks = CallTasks.Kind.threads
    /// The calls, by name. Of patterns the first that fits counts.
    var rules: [CallRule]
    /// Whether a call that failed is an event with the pointer 0, as older importers have it; else it is an unmatched event.
    var keepsFailures = false
    /// Whether the result may stand in the next line of the process, `--PID--  = RESULT`, or be missing where the call failed (valgrind).
    var hasLateResults = false
    /// What recorders print besides calls: lines that begin so, behind the columns.
    var notes: [StaticString] = []
}

/// How a call is written.
enum CallSyntax: Sendable {
    /// `NAME(A, B) = RESULT`
    case brackets
    /// `NAME A B`
    case words
    /// `PROVIDER:NAME: { … }, { KEY = VALUE, … }`
    case braces
    /// `A,B,NAME,C`: the name's column; lines have that many columns.
    case columns(name: Int, count: Int)
}

/// What stands before a call.
struct CallColumns: OptionSet, Sendable {
    let rawValue: UInt8

    static let process = CallColumns(rawValue: 1)
    static let task = CallColumns(rawValue: 2)
    static let time = CallColumns(rawValue: 4)
    /// `--PID--`
    static let dashes = CallColumns(rawValue: 8)
    /// `TID:`
    static let colon = CallColumns(rawValue: 16)
    /// `COMMAND/TID`
    static let command = CallColumns(rawValue: 32)
    /// `[PID] TIME` or `[TIME]`: in square brackets, as babeltrace2 writes it.
    static let brackets = CallColumns(rawValue: 64)
}

/// The oddities of one format.
struct CallOddities: Sendable {
    var malformed, cut, shortened, other, unfinished: Oddity
    /// nil: the format has none of that kind.
    var failed, child, note, lost, nested, hidden: Oddity?

    init(malformed: Oddity, cut: Oddity, shortened: Oddity, other: Oddity, unfinished: Oddity, nested: Oddity? = nil, hidden: Oddity? = nil)
    {
        (self.malformed, self.cut, self.shortened, self.other, self.unfinished) = (malformed, cut, shortened, other, unfinished)
        (self.nested, self.hidden) = (nested, hidden)
    }

    /// `first`: the first of a format's oddities, which are declared in this order (Oddities/Tables/input.table).
    init(from first: Oddity) {
        func at(_ offset: UInt16) -> Oddity { Oddity(rawValue: first.rawValue + offset)! }
        self.init(malformed: at(0), cut: at(1), shortened: at(2), other: at(3), unfinished: at(4), nested: at(5))
        (failed, child, note, lost) = (at(6), at(7), at(8), at(9))
    }
}
