import TraceFormat

// Beginnings and ends of programs.
extension RecordingReader {
    /// A program begins: by fork, by exec in a process that is known, or in a process that is new.
    func begin(_ index: Int, _ names: inout NameTable) {
        let header = images[index].header
        let pid = images[index].pid
        if header.isForked {
            inherit(index)
            figures.processes += 1
            var event = TraceEvent(.fork, task: Int32(truncatingIfNeeded: header.parentThread))
            event.set(.child, UInt64(header.image.pid))
            event.set(.comm, names.intern(header.name))
            return emit(event)
        }
        if wasReplaced(by: index) {
            var event = TraceEvent(.exec, task: pid)
            event.set(.name, names.intern(header.path.isEmpty ? header.name : header.path))
            emit(event)
        } else {
            figures.processes += 1
            var event = TraceEvent(.task, task: pid)
            event.set(.pid, UInt64(header.image.pid))
            event.set(.comm, names.intern(header.name))
            event.set(.uid, UInt64(header.uid))
            if isRecorded(header.parent, before: index) { event.set(.parent, UInt64(header.parent)) }
            emit(event)
        }
        var start = TraceEvent(.recordedBreak, task: pid)
        start.set(.result, header.startBreak)
        emit(start)
    }

    /// The process is over.
    func end(_ index: Int) {
        if images[index].header.lost > 0 {
            var event = TraceEvent(.lost, task: images[index].pid)
            event.set(.count, images[index].header.lost)
            emit(event)
        }
        var event = TraceEvent(.exit, task: images[index].pid)
        let isMain = images[index].header.image.pid == images[0].header.image.pid
        if let status = (isMain ? mainStatus : nil) ?? images[index].status { event.set(.value, UInt64(bitPattern: status)) }
        emit(event)
        images[index].live = []
    }

    /// A forked child has its parent's blocks.
    private func inherit(_ index: Int) {
        guard let parent = lastImage(of: images[index].header.parent, before: index), images[parent].isThreaded else { return }
        images[index].live = images[parent].live
    }

    private func wasReplaced(by index: Int) -> Bool {
        lastImage(of: images[index].header.image.pid, before: index).map { images[$0].isReplaced } ?? false
    }

    private func isRecorded(_ pid: UInt32, before index: Int) -> Bool { lastImage(of: pid, before: index) != nil }

    private func lastImage(of pid: UInt32, before index: Int) -> Int? {
        images[..<index].lastIndex { $0.header.image.pid == pid }
    }
}
