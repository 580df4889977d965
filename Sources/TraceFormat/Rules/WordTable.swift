/// Words that stand for numbers, e.g. `GFP_KERNEL`, looked up by their bytes.
///
/// Invariant: `values[i]` belongs to name `i` of `names`; name 0, the empty one, stands for nothing.
struct WordTable: Sendable {
    private var names = NameTable()
    private var values: [UInt64] = [0]

    static let empty = WordTable([])

    /// Precondition: no word twice, none empty.
    init(_ words: [(String, UInt64)]) {
        for (word, value) in words {
            precondition(names.lookup(word) == nil, "\(word) twice")
            _ = names.intern(word)
            values.append(value)
        }
    }

    /// What the word stands for, or nil.
    @inline(__always)
    func value(of bytes: UnsafeRawBufferPointer) -> UInt64? {
        guard let id = names.lookup(bytes: bytes), id.rawValue != 0 else { return nil }
        return values[Int(id.rawValue)]
    }

    /// All words, in the order given.
    var words: [String] { Array(names.texts.dropFirst()) }

    /// The words of a field's type; empty where it has none.
    static func words(of type: FieldType) -> WordTable {
        switch type {
        case .gfp: gfp
        case .migratetype: migratetypes
        case .mapFlags: mapFlags
        case .boolean: booleans
        case .choice(let words): WordTable(words.enumerated().map { ($1, UInt64($0)) })
        default: empty
        }
    }

    /// Event names to raw values of `EventKind`.
    static let events = WordTable(EventKind.allCases.map { ($0.name, UInt64($0.rawValue)) })

    private static let booleans = WordTable([("0", 0), ("1", 1), ("false", 0), ("true", 1)])
}
