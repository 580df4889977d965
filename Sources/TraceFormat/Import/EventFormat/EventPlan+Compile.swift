/// Joining a tracepoint's fields with a record's, by name.
struct PlanCompiler {
    private(set) var steps: [PlanStep] = []
    private(set) var computations: [Computation] = []

    /// The plan of an event, whose format has the index `index`.
    mutating func compile(_ format: EventFormat, index: Int, _ points: TracepointIndex) -> EventPlan {
        var plan = EventPlan(format: index)
        plan.firstStep = steps.count
        guard let number = Self.point(format, points) else { return plan }
        let point = points.points[number]
        plan.point = point
        for (position, field) in Tracepoint.all[number].fields.enumerated() {
            let compiled = points.fields[point.first + position]
            guard compiled.slot != 0xff, !steps[plan.firstStep...].contains(where: { $0.slot == compiled.slot }) else { continue }
            if let step = step(field, compiled, format) { steps.append(step) }
        }
        plan.stepCount = steps.count - plan.firstStep
        plan.fixedSize = steps[plan.firstStep...].map { $0.way == .fixedText && $0.size == 0 ? $0.offset : $0.field.end }.max() ?? 0
        return plan
    }

    /// The number of the tracepoint that a format is of, by its system and name.
    private static func point(_ format: EventFormat, _ points: TracepointIndex) -> Int? {
        var name = format.system.isEmpty ? format.name : format.system + ":" + format.name
        return name.withUTF8 { points.names.find(UnsafeRawBufferPointer($0)) }.map(Int.init)
    }

    private mutating func step(
        _ field: TracepointField, _ compiled: TracepointIndex.CompiledField, _ format: EventFormat
    ) -> PlanStep? {
        let source = Self.source(field.key, format)
        guard let raw = source.field ?? format.field(field.key) else { return nil }
        // Before 4.1 pages are recorded as pointers; the size of struct page, which the frame's number needs, is not in the file.
        guard field.field != .frame || !raw.isPointer else { return nil }
        var step = PlanStep(
            way: .number, slot: compiled.slot, size: UInt8(truncatingIfNeeded: raw.size), isSigned: raw.isSigned,
            omitsZero: field.omitsZero, isName: false, offset: raw.offset, range: compiled.range, absent: source.absent, field: raw)
        switch raw.shape {
        case .number: takeNumber(field, source.expression, &step)
        case .located(let isRelative): step.way = isRelative ? .relativelyLocated : .located
        case .text, .rest: step.way = .fixedText
        case .other: return nil
        }
        switch field.value {
        case .name, .words, .advice: step.isName = true
        case .hex, .pointer, .number, .signed, .bytes, .gfp, .truth, .member: guard raw.shape == .number else { return nil }
        }
        return step
    }

    private mutating func takeNumber(_ field: TracepointField, _ expression: FormatExpression?, _ step: inout PlanStep) {
        switch field.value {
        case .hex, .pointer: step.isSigned = false
        case .truth: step.way = .truth
        case .name, .words:
            step.way = .address
            step.isSigned = false
        case .number, .signed, .bytes: break
        case .gfp, .member, .advice: step.way = .computed
        }
        guard step.way == .computed || expression != nil else { return }
        step.way = .computed
        step.cache = computations.count
        computations.append(Computation(expression: expression, value: field.value))
    }

    /// What is printed behind a key: the field that it is of, and the expression where it is more than that.
    private static func source(
        _ key: String, _ format: EventFormat
    ) -> (field: FormatField?, expression: FormatExpression?, absent: UInt64) {
        guard let expression = format.print.argument(key)?.value, expression.fields.count == 1,
            let field = format.field(expression.fields[0])
        else { return (nil, nil, 0) }
        if case .field = expression { return (field, nil, 0) }
        // `REC->pfn != -1UL ? REC->pfn : 0`: frames are too many for a cache.
        if case .choice(.binary("!=", let left, let limit), let yes, .number(0)) = expression, case .field = left, left == yes,
            case .number(let number)? = limit.value({ _ in nil }), field.shape == .number
        {
            return (field, nil, field.size == 8 ? number : number & (1 << UInt64(field.size * 8) - 1))
        }
        return (field, expression, 0)
    }
}
