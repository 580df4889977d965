// From a complete call to its event.
extension CallImporter {
    mutating func finish(_ whole: WholeCall, _ names: inout NameTable) {
        guard let rule = table.rules.rule(named: whole.name) else {
            validLines += 1
            return odd.count(table.format.oddities.other)
        }
        guard whole.call.count >= rule.count, whole.call.hasResult || !rule.needsResult else {
            return keep(table.format.oddities.malformed, whole.text, whole.number, &names)
        }
        validLines += 1
        take(whole, by: rule, &names)
    }

    private mutating func take(_ whole: WholeCall, by rule: PreparedRule, _ names: inout NameTable) {
        if rule.effect == .hidden { return odd.count(table.format.oddities.hidden ?? table.format.oddities.other) }
        if rule.effect == .unmatched { return keep(table.format.oddities.other, whole.text, whole.number, &names) }
        if rule.effect == .failed || isError(whole, rule) {
            return keep(table.format.oddities.failed ?? table.format.oddities.other, whole.text, whole.number, &names)
        }
        beginsProgram = rule.effect == .exec || (rule.effect == .programBreak && isQuestion(whole))
        guard let kind = rule.kind else { return apply(rule.effect, whole, &names) }
        guard var event = event(kind, whole, rule, &names) else {
            return keep(table.format.oddities.malformed, whole.text, whole.number, &names)
        }
        if isNested(event, whole) { return odd.count(table.format.oddities.nested ?? table.format.oddities.other) }
        if !table.format.keepsFailures, hasFailed(event) {
            return keep(table.format.oddities.failed ?? table.format.oddities.other, whole.text, whole.number, &names)
        }
        guard shape(&event, rule.effect, whole, &names) else { return }
        guard KindRule.byCode[Int(event.kind.rawValue)]?.violation(of: event) == nil else {
            return keep(table.format.oddities.malformed, whole.text, whole.number, &names)
        }
        emit(event, whole, &names)
    }

    /// The event with its fields, without task and time; nil where a value cannot be read.
    private mutating func event(_ kind: EventKind, _ whole: WholeCall, _ rule: PreparedRule, _ names: inout NameTable) -> TraceEvent? {
        var event = TraceEvent(kind, line: whole.number, source: source)
        for operand in rule.operands {
            guard let range = range(operand, whole) else {
                if case .value(let value) = operand.place, let field = operand.field {
                    event.set(field, value)
                } else if !operand.isOptional {
                    return nil
                }
                continue
            }
            guard set(operand, range, &event, whole.text, &names) else { return nil }
        }
        return event
    }

    private func range(_ operand: CallOperand, _ whole: WholeCall) -> Range<Int>? {
        switch operand.place {
        case .at(let index): whole.call.operand(index)
        case .key(let key): whole.call.operand(key, in: whole.text)
        case .result: whole.call.hasResult ? whole.call.result : nil
        case .value: nil
        }
    }

    private mutating func set(
        _ operand: CallOperand, _ range: Range<Int>, _ event: inout TraceEvent, _ text: UnsafeRawBufferPointer, _ names: inout NameTable
    ) -> Bool {
        guard let field = operand.field else {
            guard let time = CallDecoder.number(text, range) else { return false }
            clock.take(CallStamp(nanoseconds: time, form: .seconds), as: table.format.stamps)
            return true
        }
        switch operand.form {
        case .word: event.set(field, names.intern(bytes: text.slice(range.lowerBound, range.upperBound)))
        case .quoted: event.set(field, names.intern(bytes: text.unquoted(range)))
        case .file: if let name = CallFile.name(text, range, &names) { event.set(field, name) }
        default:
            guard let value = CallDecoder.value(text, range, as: operand.form) else { return false }
            event.set(field, value)
        }
        return true
    }

    /// brk(NULL) asks where the break is.
    private func isQuestion(_ whole: WholeCall) -> Bool {
        whole.call.operand(0).flatMap { CallDecoder.number(whole.text, $0) } ?? 0 == 0
    }

    /// A system call's `-1 ENOMEM (…)`, posix_memalign's error number.
    private func isError(_ whole: WholeCall, _ rule: PreparedRule) -> Bool {
        if rule.effect == .errorNumber {
            return whole.call.operand("result", in: whole.text).flatMap { CallDecoder.number(whole.text, $0) } ?? 0 != 0
        }
        return whole.call.hasResult && whole.text.byte(whole.call.result.lowerBound) == Ascii.minus
    }

    /// An allocation without a block. realloc(p, 0) frees, and has none either.
    private func hasFailed(_ event: TraceEvent) -> Bool {
        guard event.number(.ptr) == 0 else { return false }
        return [.malloc, .calloc, .memalign].contains(event.kind) || (event.kind == .realloc && event.number(.size) != 0)
    }

    /// A call around another one of the same block.
    private mutating func isNested(_ event: TraceEvent, _ whole: WholeCall) -> Bool {
        guard [.malloc, .calloc, .realloc, .memalign, .free].contains(event.kind), let block = event.number(.ptr) else { return false }
        pending.note(block, of: whole.caller)
        return whole.inner == block && block != 0
    }

    /// Names who calls, and puts the event into the queue.
    mutating func emit(_ event: TraceEvent, _ whole: WholeCall, _ names: inout NameTable) {
        let task = meet(whole.caller, whole.number, &names)
        if case .none = table.format.stamps { clock.tick() }
        var event = event
        event.task = task
        event.time = clock.now
        queue.append(event)
    }
}

/// The file of a mapping.
enum CallFile {
    /// `3</lib/libc.so.6>` (strace -y), else `fd:3`; nil: -1, none.
    static func name(_ line: UnsafeRawBufferPointer, _ range: Range<Int>, _ names: inout NameTable) -> NameID? {
        guard line.byte(range.lowerBound) != Ascii.minus else { return nil }
        let open = line.find(UInt8(ascii: "<"), range.lowerBound, range.upperBound)
        guard open + 1 < range.upperBound, line.byte(range.upperBound - 1) == UInt8(ascii: ">") else {
            return names.intern("fd:" + line.slice(range.lowerBound, range.upperBound).text)
        }
        return names.intern(bytes: line.slice(open + 1, range.upperBound - 1))
    }
}

extension UnsafeRawBufferPointer {
    /// Part of a line without the quotes around it.
    fileprivate func unquoted(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        let quote = UInt8(ascii: "\"")
        let start = byte(range.lowerBound) == quote ? range.lowerBound + 1 : range.lowerBound
        return slice(start, find(quote, start, range.upperBound))
    }
}
