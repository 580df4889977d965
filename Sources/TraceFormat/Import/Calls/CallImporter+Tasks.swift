// Who calls.
extension CallImporter {
    /// The task of a call, which is named, or made, when it first appears.
    mutating func meet(_ caller: CallCaller, _ number: UInt32, _ names: inout NameTable) -> Int32 {
        let task = task(of: caller)
        if tasks.process(of: task) != nil || tasks.hasEnded(task) { return task }
        switch table.format.tasks {
        case .threads: meetThread(task, of: tasks.first, number, &names)
        case .processes: meetInProcess(task, caller, number, &names)
        case .children: meetChild(task, number, &names)
        }
        return task
    }

    /// The number that events have for who calls.
    private mutating func task(of caller: CallCaller) -> Int32 {
        guard let logged = caller.task ?? caller.process else { return tasks.first ?? GlibcLogImporter.task }
        return tasks.number(logged)
    }

    /// The process of who calls; itself, where it has not appeared.
    mutating func process(of caller: CallCaller) -> Int32 {
        let task = task(of: caller)
        return tasks.process(of: task) ?? task
    }

    private mutating func meetThread(_ task: Int32, of process: Int32?, _ number: UInt32, _ names: inout NameTable) {
        guard let process else { return name(task, number, &names) }
        addChild(task, of: process, isThread: true, number)
    }

    private mutating func meetInProcess(_ task: Int32, _ caller: CallCaller, _ number: UInt32, _ names: inout NameTable) {
        let process = caller.process.map { tasks.number($0) } ?? tasks.first ?? task
        if tasks.process(of: process) == nil {
            if let first = tasks.first, commands[process] == nil {
                if let oddity = table.format.oddities.child { odd.count(oddity) }
                addChild(process, of: first, isThread: false, number)
            } else {
                name(process, number, &names)
            }
        }
        if task != process { addChild(task, of: process, isThread: true, number) }
    }

    private mutating func meetChild(_ task: Int32, _ number: UInt32, _ names: inout NameTable) {
        guard let first = tasks.first else {
            guard fileTask != nil, !beginsProgram else { return name(task, number, &names) }
            isMadeElsewhere = true
            return tasks.add(task, process: task)
        }
        let maker = pending.maker.map { String(decoding: $0, as: UTF8.self) }
        if maker == nil, let oddity = table.format.oddities.child { odd.count(oddity) }
        let isThread = maker.map { $0.split(separator: "|").contains { $0.hasPrefix("CLONE_THREAD") } } ?? (tasks.stacks > 0)
        addChild(task, of: first, isThread: isThread, number)
    }

    /// A process that no call of the log has made.
    private mutating func name(_ process: Int32, _ number: UInt32, _ names: inout NameTable) {
        var event = TraceEvent(.task, time: beginning, task: process, line: number, source: source)
        event.set(.pid, UInt64(UInt32(bitPattern: process)))
        event.set(.comm, commands[process] ?? names.intern("program"))
        tasks.add(process, process: process)
        queue.append(event)
    }

    /// A task's first event: before all others, where the log is not in order of time.
    private var beginning: UInt64 { if case .unordered = table.format.stamps { 0 } else { clock.now } }

    /// Precondition: `parent` is known.
    mutating func addChild(_ child: Int32, of parent: Int32, isThread: Bool, _ number: UInt32) {
        let process = tasks.process(of: parent) ?? parent
        var event = TraceEvent(isThread ? .threadCreate : .fork, time: beginning, task: parent, line: number, source: source)
        event.set(isThread ? .tid : .child, UInt64(UInt32(bitPattern: child)))
        tasks.add(child, process: isThread ? process : child)
        if isThread { tasks.stacks = max(0, tasks.stacks - 1) } else { breaks[child] = breaks[process] }
        queue.append(event)
    }

    /// The task ends: a thread, or a process with its threads.
    mutating func end(_ task: Int32, _ number: UInt32) {
        guard !isMadeElsewhere, let process = tasks.process(of: task), tasks.process(of: process) != nil else { return }
        let kind: EventKind = process == task ? .exit : .threadExit
        queue.append(TraceEvent(kind, time: clock.now, task: task, line: number, source: source))
        tasks.end(task)
    }
}

extension CallPrefix {
    /// The columns before a call; where the whole line is columns there are none.
    init(_ line: UnsafeRawBufferPointer, for syntax: CallSyntax) {
        guard case .columns = syntax else {
            self.init(line)
            return
        }
        self.init(columns: line)
    }

    func fits(_ format: CallFormat) -> Bool {
        columns.isSuperset(of: format.columns.required) && columns.isDisjoint(with: format.columns.forbidden)
    }
}
