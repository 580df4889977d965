import TraceFormat

// Records become events.
extension RecordingReader {
    func takeRecord(_ entry: MergeEntry, _ names: inout NameTable) {
        let index = entry.index
        guard let record = streams[index].next else { preconditionFailure("an entry without a record") }
        if mustWait(record, entry) { return }
        streams[index].lastTime = now
        streams[index].advance()
        switch record.kind {
        case .thread: beginThread(record, index)
        case .threadEnd: streams[index].isEnding = true
        case .end: images[streams[index].image].status = record.value >> 32 == 1 ? Int64(record.value & 0xff) : nil
        default:
            follow(record, streams[index].image)
            let isOfProcess = record.kind == .statm || record.kind == .breakMoved
            let thread = Int32(truncatingIfNeeded: streams[index].thread)
            emit(event(record, task: isOfProcess ? images[streams[index].image].pid : thread, &names))
        }
        endThreadIfOver(index)
        schedule(index)
    }

    /// A realloc that gives a block which another thread has yet to free goes behind that, as far as the realloc's own end. Returns
    /// whether it did.
    private func mustWait(_ record: Record, _ entry: MergeEntry) -> Bool {
        let image = images[streams[entry.index].image]
        guard record.kind == .realloc, image.isThreaded, record.value != 0, record.value != record.a, now < record.c,
            image.live.contains(record.value), let other = heap.min, other.time < record.c
        else { return false }
        heap.insert(MergeEntry(time: min(record.c, max(other.time, now) + 1), stage: .after, index: entry.index))
        return true
    }

    /// Keeps the set of blocks in use of a threaded program.
    private func follow(_ record: Record, _ image: Int) {
        guard images[image].isThreaded else { return }
        switch record.kind {
        case .free: images[image].live.remove(record.value)
        case .realloc:
            if record.value != 0 || record.b == 0 { images[image].live.remove(record.a) }
            if record.value != 0 { images[image].live.insert(record.value) }
        case .malloc, .calloc, .memalign: if record.value != 0 { images[image].live.insert(record.value) }
        case .mallopt, .trim, .breakMoved, .statm, .thread, .threadEnd, .end: break
        }
    }

    private func beginThread(_ record: Record, _ index: Int) {
        let tid = UInt32(truncatingIfNeeded: record.value)
        // A new stream begins with its thread; where its creator is known, the thread follows once more, with it.
        if let next = streams[index].next, next.kind == .thread, next.value == record.value { return }
        let pid = images[streams[index].image].header.image.pid
        if streams[index].thread != 0, streams[index].thread != tid, streams[index].thread != pid { endThread(index) }
        streams[index].thread = tid
        streams[index].isEnding = false
        guard tid != pid else { return }
        figures.threads += 1
        var event = TraceEvent(.threadCreate, task: Int32(truncatingIfNeeded: record.a == 0 ? UInt64(pid) : record.a))
        event.set(.tid, UInt64(tid))
        emit(event)
    }

    /// A thread whose routine has returned is over with the last of its records.
    private func endThreadIfOver(_ index: Int) {
        guard streams[index].isEnding else { return }
        if let next = streams[index].next, next.kind != .thread { return }
        endThread(index)
    }

    private func endThread(_ index: Int) {
        emit(TraceEvent(.threadExit, task: Int32(truncatingIfNeeded: streams[index].thread)))
        streams[index].isEnding = false
        streams[index].thread = 0
    }

    private func event(_ record: Record, task: Int32, _ names: inout NameTable) -> TraceEvent {
        if record.kind.rawValue <= RecordKind.trim.rawValue { figures.calls += 1 }
        switch record.kind {
        case .malloc: return make(.malloc, task, (.size, record.a), (.ptr, record.value))
        case .calloc: return make(.calloc, task, (.count, record.a), (.size, record.b), (.ptr, record.value))
        case .realloc: return make(.realloc, task, (.old, record.a), (.size, record.b), (.ptr, record.value))
        case .memalign: return make(.memalign, task, (.align, record.a), (.size, record.b), (.ptr, record.value))
        case .free: return make(.free, task, (.ptr, record.value))
        case .trim: return make(.mallocTrim, task, (.size, record.a))
        case .breakMoved: return make(.recordedBreak, task, (.result, record.value), (.old, record.a))
        case .statm: return sample(record, task)
        default: return mallopt(record, task, &names)
        }
    }

    private func sample(_ record: Record, _ task: Int32) -> TraceEvent {
        var event = make(.recordedStatm, task, (.vss, record.value), (.rss, record.a))
        let (bytes, overflows) = record.b.multipliedReportingOverflow(by: 4096)
        if record.b != .max, !overflows { event.set(.size, bytes) }
        return event
    }

    private func mallopt(_ record: Record, _ task: Int32, _ names: inout NameTable) -> TraceEvent {
        let number = Int32(truncatingIfNeeded: record.value)
        var event = make(.mallopt, task, (.value, record.a))
        event.set(.parameter, names.intern(Self.parameters[number] ?? "\(number)"))
        return event
    }

    /// The parameters of mallopt (malloc.h, glibc 2.36).
    private static let parameters: [Int32: String] = [
        1: "M_MXFAST", -1: "M_TRIM_THRESHOLD", -2: "M_TOP_PAD", -3: "M_MMAP_THRESHOLD", -4: "M_MMAP_MAX", -5: "M_CHECK_ACTION",
        -6: "M_PERTURB", -7: "M_ARENA_TEST", -8: "M_ARENA_MAX",
    ]

    private func make(_ kind: EventKind, _ task: Int32, _ fields: (Field, UInt64)...) -> TraceEvent {
        var event = TraceEvent(kind, task: task)
        for (field, value) in fields { event.set(field, value) }
        return event
    }
}
