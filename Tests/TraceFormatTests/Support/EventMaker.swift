@testable import TraceFormat

/// Makes valid events of every kind, with values at the edges of their ranges and with odd names.
struct EventMaker {
    var random: SeededGenerator
    var names = NameTable()
    private var time: UInt64 = 0
    private var line: UInt32 = 0

    init(seed: UInt64) { random = SeededGenerator(state: seed) }

    /// An event of each kind with all its fields, and then `count` events with random kinds and fields.
    mutating func events(_ count: Int) -> [TraceEvent] {
        var events = EventKind.allCases.map { event($0, allFields: true) }
        for _ in 0..<count { events.append(event(EventKind.allCases.randomElement(using: &random)!, allFields: false)) }
        return events
    }

    mutating func event(_ kind: EventKind, allFields: Bool) -> TraceEvent {
        time = (Int.random(in: 0..<50, using: &random) == 0 ? random.next() : time &+ random.next() % 10_000) & TraceEvent.latestTime
        line &+= Int.random(in: 0..<9, using: &random) == 0 ? UInt32(truncatingIfNeeded: random.next()) : 1
        var event = TraceEvent(kind, time: time, line: line)
        if Bool.random(using: &random) { event.cpu = [0, 1, 7, Int16.max].randomElement(using: &random)! }
        if Bool.random(using: &random) { event.task = [0, 1, 4711, Int32.max].randomElement(using: &random)! }
        for spec in kind.schema.fields where spec.isRequired || allFields || Bool.random(using: &random) { set(spec, of: &event) }
        return event
    }

    private mutating func set(_ spec: FieldSpec, of event: inout TraceEvent) {
        let isLabel = spec.type == .pointer && Bool.random(using: &random)
        if spec.type == .name || isLabel {
            event.set(spec.field, name())
        } else {
            event.set(spec.field, number(FieldRange(of: spec, in: event.kind), isSigned: spec.type == .signed))
        }
    }

    private mutating func number(_ range: FieldRange, isSigned: Bool) -> UInt64 {
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return range.upper
        case 1: return UInt64(bitPattern: range.lower)
        case 2: return min(range.upper, 4096)
        case 3 where isSigned: return UInt64(bitPattern: Int64.random(in: range.lower...Int64(range.upper), using: &random))
        default: return UInt64.random(in: 0...range.upper, using: &random)
        }
    }

    private mutating func name() -> NameID {
        let odd = [
            "", "a b", "#x", "x#y", "1", "-", "+3", "a+4", "\"", "\\", "a\\x41", "\n", "\t\r", "0x12", "Zürich", "a=b", "\u{7f}", "\0",
        ]
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return names.intern(odd.randomElement(using: &random)!)
        case 1: return names.intern("do_something+0x\(Int.random(in: 0..<99, using: &random))/0x80")
        default:
            let bytes = (0..<Int.random(in: 0..<12, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            return bytes.withUnsafeBytes { names.intern(bytes: $0) }
        }
    }
}
