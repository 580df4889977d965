/// What the tool knows of an event kind, apart from what it does to the machine. The text and binary codecs, the `event` table's views and
/// the documentation derive from it.
public struct EventSchema: Sendable {
    /// Kinds with their declarations.
    typealias Declarations = KeyValuePairs<EventKind, EventSchema>

    var origin: EventOrigin
    var frameSource: FrameSourceRule
    public var doc: String
    public var fields: [FieldSpec]
}

/// Events that are about one part of the machine.
public enum EventFamily: UInt8, CaseIterable, Sendable {
    case machine, state, slab, page, area, heap, systemCall, access, process

    var declarations: EventSchema.Declarations {
        switch self {
        case .machine: EventSchema.machine
        case .state: EventSchema.state
        case .slab: EventSchema.slab
        case .page: EventSchema.page
        case .area: EventSchema.area
        case .heap: EventSchema.heap
        case .systemCall: EventSchema.systemCall
        case .access: EventSchema.access
        case .process: EventSchema.process
        }
    }
}

/// Who does what an event tells of.
public enum EventOrigin: Sendable {
    /// The kernel, somebody from outside, or the recorder.
    case kernel
    /// A program: it needs a process, even one that the trace never declared, and one that is gone does it no more.
    case program
    /// A program, or the kernel in its name: one that is gone does it no more.
    case access
}

/// How an event tells who has to take the frames that it needs.
public enum FrameSourceRule: Equatable, Sendable {
    /// It takes none.
    case none
    /// The model has to choose: the event names no place.
    case model
    /// The recording: the event names a place.
    case recording
    /// The recording where the event carries this field, else the model.
    case recordingWith(Field)
    /// The recording: `ptr` is an address; the model where it is a label.
    case recordingUnlessLabel
    /// A process's life: it goes with the other events, and with a recording when there are none yet; the model where `ptr` is a label.
    case others
}

/// The parts of a declaration that are asked for at each event.
struct EventTraits: Sendable {
    var family: EventFamily
    var origin: EventOrigin
    var frameSource: FrameSourceRule
}

extension EventKind {
    public var family: EventFamily { Self.traits[Int(rawValue)].family }

    public var origin: EventOrigin { Self.traits[Int(rawValue)].origin }

    public var frameSource: FrameSourceRule { Self.traits[Int(rawValue)].frameSource }

    /// What the event carries.
    public var schema: EventSchema { Self.schemas[Int(rawValue)]! }

    private static let traits: [EventTraits] = {
        var traits = [EventTraits](repeating: EventTraits(family: .machine, origin: .kernel, frameSource: .none), count: 256)
        for family in EventFamily.allCases {
            for (kind, schema) in family.declarations {
                traits[Int(kind.rawValue)] = EventTraits(family: family, origin: schema.origin, frameSource: schema.frameSource)
            }
        }
        return traits
    }()

    /// By code. A kind that is declared twice or never is a programmer's error.
    private static let schemas: [EventSchema?] = {
        var schemas = [EventSchema?](repeating: nil, count: 256)
        for (kind, schema) in EventFamily.allCases.flatMap(\.declarations) {
            precondition(schemas[Int(kind.rawValue)] == nil, "\(kind) is declared twice")
            schemas[Int(kind.rawValue)] = schema
        }
        for kind in allCases { precondition(schemas[Int(kind.rawValue)] != nil, "\(kind) is not declared in EventKind.swift") }
        return schemas
    }()
}
