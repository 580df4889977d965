/// What is to be said of one oddity. Declared in `Tables/`, from which `Scripts/generate-oddities` makes `Oddity` and the list of these.
struct OddityDeclaration: Sendable {
    let name: String
    let severity: OddSeverity
    let source: String
    let doc: String

    init(_ name: String, _ severity: OddSeverity, _ source: String, _ doc: String) {
        self.name = name
        self.severity = severity
        self.source = source
        self.doc = doc
    }
}

/// What an oddity means for who reads the run; the gravest last.
public enum OddSeverity: UInt8, CaseIterable, Sendable {
    /// Nothing is amiss; a figure worth knowing.
    case note
    /// Input that stands for nothing the model knows; it was left out.
    case unmatchedInput
    /// Something that happened is missing in the input.
    case lostInput
    /// Input that contradicts itself, or that no kernel or C library would take.
    case wrongInput
    /// The model did not do what the real machine did, or cannot.
    case modelLimit

    public var title: String {
        switch self {
        case .note: "note"
        case .unmatchedInput: "unmatched input"
        case .lostInput: "lost input"
        case .wrongInput: "wrong input"
        case .modelLimit: "model limit"
        }
    }

    /// What it means, in a sentence.
    public var doc: String {
        switch self {
        case .note: "Nothing is amiss; figures worth knowing."
        case .unmatchedInput: "Input that stands for nothing the model knows; it was left out."
        case .lostInput: "Something that happened is missing in the input."
        case .wrongInput: "Input that contradicts itself, or that no kernel or C library would take."
        case .modelLimit: "The model did not do what the real machine did, or cannot."
        }
    }
}

extension Oddity {
    /// `slab.free_of_unknown_object`: the part and what happened, in snake case. Names are part of a run's file and stay as they are.
    public var name: String { Self.declarations[Int(rawValue)].name }

    public var severity: OddSeverity { Self.declarations[Int(rawValue)].severity }

    /// Who counts it.
    public var source: String { Self.declarations[Int(rawValue)].source }

    /// What happened, and what became of it: a sentence for people.
    public var doc: String { Self.declarations[Int(rawValue)].doc }

    /// How a recording's levels were joined: statistics of every recording.
    public var isJoinStatistic: Bool { name.hasPrefix("join.") }
}
