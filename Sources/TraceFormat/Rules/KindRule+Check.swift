extension KindRule {
    /// What is wrong with `event`, which is of this kind, or nil. Names' numbers are not looked at.
    func violation(of event: TraceEvent) -> Violation? {
        guard event.present & ~known == 0, event.named & ~event.present == 0 else {
            return Violation(problem: "\(kind.name) has a field that it cannot have", expected: "")
        }
        guard required & ~event.present == 0 else { return missing(event.present) }
        guard event.named & ~mayBeNamed == 0, alwaysNamed & event.present & ~event.named == 0 else {
            return Violation(problem: "\(kind.name) has a name in a number's place or a number in a name's", expected: "")
        }
        guard event.cpu >= TraceEvent.noCPU, event.task >= TraceEvent.noTask else {
            return Violation(problem: "\(kind.name) has a negative CPU or task", expected: "a number from 0, or none")
        }
        for (index, slot) in slots.enumerated() where event.present & ~event.named & (1 << index) != 0 {
            guard !slot.range.contains(event.slots[index], isSigned: slot.form == .signed) else { continue }
            return slot.outOfRange(event.slots[index])
        }
        for index in 0..<TraceEvent.slotCount where event.present & (1 << index) == 0 && event.slots[index] != 0 {
            return Violation(problem: "\(kind.name) has a value in an absent field", expected: "")
        }
        return nil
    }

    /// Names the first required field that `present` lacks.
    func missing(_ present: UInt8) -> Violation {
        let index = (required & ~present).trailingZeroBitCount
        return Violation(
            problem: "\(kind.name) lacks \(slots[index].field.name)", expected: "\(slots[index].field.name)=\(slots[index].placeholder)")
    }
}

extension SlotRule {
    func outOfRange(_ value: UInt64) -> Violation {
        let shown = form == .signed ? "\(Int64(bitPattern: value))" : "\(value)"
        return Violation(problem: "\(field.name)=\(shown) is out of range", expected: range.description)
    }

    /// What a value looks like.
    var placeholder: String {
        switch form {
        case .count, .signed: "NUMBER"
        case .bytes: "BYTES"
        case .address, .frame: "0xNUMBER"
        case .pointer: "LABEL or 0xADDRESS"
        case .name: "NAME"
        case .gfp: "GFP_FLAGS"
        case .migratetype: "unmovable, movable, …"
        case .protection: "rwx"
        case .mapFlags: "FLAG|FLAG"
        case .boolean: "0 or 1"
        case .choice: "a word"
        }
    }
}

/// Why an event cannot stand.
struct Violation: Equatable {
    var problem: String
    var expected: String

    func error(file: String, line: UInt32? = nil, offset: UInt64? = nil) -> TraceError {
        TraceError(file: file, line: line, offset: offset, problem: problem, expected: expected)
    }
}
