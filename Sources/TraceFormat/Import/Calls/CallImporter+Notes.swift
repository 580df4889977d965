// What recorders print besides calls.
extension CallImporter {
    /// Takes a line that tells of no call; false where it may be a call.
    mutating func takeNote(_ line: UnsafeRawBufferPointer, _ number: UInt32, _ names: inout NameTable) -> Bool {
        if let lost = lostEvents(line) {
            validLines += 1
            return takeLoss(lost, number)
        }
        guard table.format.notes.contains(where: { line.firstRange(of: $0) != nil }) else { return false }
        if let oddity = table.format.oddities.note { odd.count(oddity) }
        takeProgram(line, &names)
        if case .children = table.format.tasks { takeEnd(line, number, &names) }
        return true
    }

    /// `Lost 12 events`
    private func lostEvents(_ line: UnsafeRawBufferPointer) -> UInt64? {
        guard table.format.oddities.lost != nil, line.has("Lost ", at: 0), let number = line.decimalPrefix(5) else { return nil }
        return line.has(" events", at: number.end) ? number.value : nil
    }

    private mutating func takeLoss(_ count: UInt64, _ number: UInt32) -> Bool {
        if let oddity = table.format.oddities.lost { odd.count(oddity, count) }
        var event = TraceEvent(.lost, time: clock.now, line: number, source: source)
        event.set(.count, count)
        queue.append(event)
        return true
    }

    /// valgrind's `==PID== Command: PROGRAM ARGUMENTS`: the process is not forked from one of the log.
    private mutating func takeProgram(_ line: UnsafeRawBufferPointer, _ names: inout NameTable) {
        guard line.has("==", at: 0), let number = line.decimalPrefix(2), line.has("== Command: ", at: number.end) else { return }
        let start = number.end + 12
        let path = line.slice(start, line.find(Ascii.space, start, line.count)).text
        let name = String(decoding: (path.split(separator: "/").last.map(String.init) ?? path).utf8.prefix(15), as: UTF8.self)
        commands[tasks.number(number.value)] = names.intern(name)
    }

    /// strace's `PID +++ exited with 0 +++`, `+++ killed by SIGKILL +++`.
    private mutating func takeEnd(_ line: UnsafeRawBufferPointer, _ number: UInt32, _ names: inout NameTable) {
        guard line.firstRange(of: "+++ ") != nil else { return }
        let prefix = CallPrefix(line)
        if let stamp = prefix.time { clock.take(stamp, as: table.format.stamps) }
        guard line.has("+++ exited", at: prefix.end) || line.has("+++ killed", at: prefix.end), tasks.first != nil else { return }
        end(meet(CallCaller(process: prefix.process, task: prefix.task ?? fileTask), number, &names), number)
    }
}
