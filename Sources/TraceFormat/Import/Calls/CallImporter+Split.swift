// `NAME(A, B) = RESULT`, in one line or in several.
extension CallImporter {
    mutating func takeBrackets(_ line: UnsafeRawBufferPointer, _ prefix: CallPrefix, _ number: UInt32, _ names: inout NameTable) {
        let caller = CallCaller(process: prefix.process, task: prefix.task ?? fileTask)
        if line.has("<... ", at: prefix.end) { return resume(line, prefix.end, caller, number, &names) }
        if table.format.hasLateResults, line.has("= ", at: prefix.end) { return takeLateResult(line, prefix.end, caller, number, &names) }
        if line.has("... [continued]: ", at: prefix.end) { return proceed(line, prefix.end + 17, caller, number, &names) }
        guard line.firstRange(of: "<unfinished ...>", from: prefix.end) == nil else {
            return begin(line, prefix.end, caller, number, &names)
        }
        takeCalls(line, prefix.end, caller, number, &names)
    }

    /// The calls of one line: of valgrind's there may be several.
    private mutating func takeCalls(
        _ line: UnsafeRawBufferPointer, _ start: Int, _ caller: CallCaller, _ number: UInt32, _ names: inout NameTable
    ) {
        var start = start
        repeat {
            guard let call = CallLine.read(line, start, as: .brackets), call.isClosed else {
                return keep(table.format.oddities.malformed, line, number, &names)
            }
            let whole = WholeCall(text: line, call: call, caller: caller, number: number)
            if line.has("...", at: line.skipSpaces(call.end, line.count)) {
                return odd.count(table.format.oddities.unfinished, pending.add(line.slice(start, call.end), caller, number))
            }
            if table.format.hasLateResults, !call.hasResult, table.rules.rule(named: whole.name)?.needsResult == true {
                abandon(caller, &names)
                pending.add(line.slice(start, call.end), caller, number)
            } else {
                if table.rules.rule(named: whole.name)?.kind != .free { abandon(caller, &names) }
                finish(whole, &names)
            }
            start = line.skipSpaces(call.end, line.count)
        } while table.format.hasLateResults && start < line.count
    }

    /// The call's end is in a later line.
    private mutating func begin(
        _ line: UnsafeRawBufferPointer, _ start: Int, _ caller: CallCaller, _ number: UInt32, _ names: inout NameTable
    ) {
        let end = line.firstRange(of: "<unfinished ...>", from: start) ?? line.count
        guard let call = CallLine.read(line, start, as: .brackets) else {
            return keep(table.format.oddities.malformed, line, number, &names)
        }
        validLines += 1
        let name = line.slice(call.name.lowerBound, call.name.upperBound)
        if table.rules.rule(named: name)?.kind != nil { _ = meet(caller, number, &names) }
        odd.count(table.format.oddities.unfinished, pending.add(line.slice(start, line.trimmedEnd(start, end)), caller, number))
    }

    /// `<... NAME resumed>REST`: the rest of a call that began in an earlier line.
    private mutating func resume(
        _ line: UnsafeRawBufferPointer, _ start: Int, _ caller: CallCaller, _ number: UInt32, _ names: inout NameTable
    ) {
        guard let end = line.firstRange(of: " resumed>", from: start) else {
            return keep(table.format.oddities.malformed, line, number, &names)
        }
        guard var whole = pending.take(caller, name: line.slice(start + 5, end)) else { return odd.count(table.format.oddities.unfinished) }
        whole.text.append(contentsOf: line.slice(end + 9, line.count))
        finish(whole, number, &names)
    }

    /// perf trace's `... [continued]: NAME()) = RESULT`. Of a new task it is the call that made it, which its maker's line tells.
    private mutating func proceed(
        _ line: UnsafeRawBufferPointer, _ start: Int, _ caller: CallCaller, _ number: UInt32, _ names: inout NameTable
    ) {
        let end = line.find(Ascii.open, start, line.count)
        guard let equals = line.firstRange(of: " = ", from: end) ?? line.firstRange(of: " =", from: end) else {
            return keep(table.format.oddities.malformed, line, number, &names)
        }
        guard var whole = pending.take(caller, name: line.slice(start, end)) else {
            let isMade = line.has("clone", at: start) || line.has("fork", at: start) || line.has("vfork", at: start)
            return odd.count(isMade ? table.format.oddities.note ?? table.format.oddities.other : table.format.oddities.unfinished)
        }
        whole.text.append(contentsOf: line.slice(equals, line.count))
        finish(whole, number, &names)
    }

    /// `= RESULT`: of the process's last call.
    private mutating func takeLateResult(
        _ line: UnsafeRawBufferPointer, _ start: Int, _ caller: CallCaller, _ number: UInt32, _ names: inout NameTable
    ) {
        guard var whole = pending.take(caller, name: nil) else { return odd.count(table.format.oddities.unfinished) }
        validLines += 1
        // realloc(p, 0), which is the free inside it.
        if whole.inner != nil { return odd.count(table.format.oddities.nested ?? table.format.oddities.other) }
        whole.text.append(contentsOf: line.slice(start, line.count))
        finish(whole, number, &names)
    }

    /// A call whose result never came: it failed.
    mutating func abandon(_ caller: CallCaller, _ names: inout NameTable) {
        guard table.format.hasLateResults, let lost = pending.take(caller, name: nil) else { return }
        validLines += 1
        lost.text.withUnsafeBytes { keep(table.format.oddities.failed ?? table.format.oddities.other, $0, lost.number, &names) }
    }

    /// A call that has been put together.
    private mutating func finish(_ whole: PendingText.Call, _ number: UInt32, _ names: inout NameTable) {
        whole.text.withUnsafeBytes { text in
            guard let call = CallLine.read(text, 0, as: .brackets), call.isClosed else {
                return keep(table.format.oddities.malformed, text, number, &names)
            }
            finish(WholeCall(text: text, call: call, caller: whole.caller, number: number, inner: whole.inner), &names)
        }
    }
}
