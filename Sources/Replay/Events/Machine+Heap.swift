import Heap
import ReplayModel
import TraceFormat

// malloc, free and what a recorder of them tells.
extension Machine {
    /// The place of the current process's heap.
    private var heap: HeapSlot {
        mutating get {
            let (process, profile) = (current, kernel.profile)
            return heaps.slot(of: process) { LibcHeap(process: process, profile: profile) }
        }
    }

    mutating func malloc(_ event: TraceEvent) {
        guard let size = event.number(.size), let pointer = event.pointer(.ptr) else { return }
        let address = heaps[heap].malloc(
            size, thread: event.thread(of: current), recorded: pointer.recordedAddress, kernel: &kernel, log: &log)
        name(address, pointer, event)
    }

    mutating func calloc(_ event: TraceEvent) {
        guard let size = event.number(.size), let pointer = event.pointer(.ptr) else { return }
        let address = heaps[heap].calloc(
            event.number(.count) ?? 1, size, thread: event.thread(of: current), recorded: pointer.recordedAddress, kernel: &kernel,
            log: &log)
        name(address, pointer, event)
    }

    mutating func memalign(_ event: TraceEvent) {
        guard let size = event.number(.size), let pointer = event.pointer(.ptr) else { return }
        let address = heaps[heap].memalign(
            event.number(.align) ?? 0, size, thread: event.thread(of: current), recorded: pointer.recordedAddress, kernel: &kernel,
            log: &log)
        name(address, pointer, event)
    }

    mutating func realloc(_ event: TraceEvent) {
        guard let old = event.pointer(.old), let size = event.number(.size), let pointer = event.pointer(.ptr) else { return }
        var block: UInt64 = 0
        if old.isLabel || old.value != 0 {
            guard let known = pointers.user(old, in: current) else {
                return odd(.heapReallocOfUnknownBlock, event, value: old.value)
            }
            block = known
        }
        let result = heaps[heap].realloc(
            block, size, thread: event.thread(of: current), recorded: pointer.recordedAddress, kernel: &kernel, log: &log)
        if !result.old.isSound { return odd(.heapBadRealloc, event, value: block) }
        if block != 0, result.address != 0 || size == 0 { pointers.removeUser(old, in: current) }
        name(result.address, pointer, event)
    }

    mutating func free(_ event: TraceEvent) {
        guard let pointer = event.pointer(.ptr) else { return }
        if !pointer.isLabel && pointer.value == 0 { return }
        guard let block = pointers.user(pointer, in: current) ?? pointers.staleUser(pointer, in: current) else {
            return odd(.heapFreeOfUnknownBlock, event, value: pointer.value)
        }
        if block == 0 { return }
        if pointers.user(pointer, in: current) != nil { pointers.removeUser(pointer, in: current) }
        let outcome = heaps[heap].free(block, thread: event.thread(of: current), kernel: &kernel, log: &log)
        if !outcome.isSound { odd(.heapBadFree, event, value: block) }
    }

    /// From here on the trace's `pointer` means `address`. NULL where the recording has an address, or the other way round,
    /// is a difference worth a row.
    private mutating func name(_ address: UInt64, _ pointer: PointerKey, _ event: TraceEvent) {
        let wasNull = !pointer.isLabel && pointer.value == 0
        if address == 0 && !wasNull {
            // A label is a variable of the program, which is NULL now.
            if pointer.isLabel { pointers.setUser(pointer, to: 0, in: current) }
            odd(.heapAllocationFailed, event, value: event.number(.size))
            return isRecording ? () : fail(.noMemory, event, error: 12)
        }
        if wasNull { return address == 0 ? () : odd(.heapRecordedFailure, event, value: address) }
        pointers.setUser(pointer, to: address, in: current)
    }

    mutating func mallopt(_ event: TraceEvent) {
        guard let name = event.name(.parameter), let value = event.signed(.value) else { return }
        guard let parameter = MalloptParameter(name: names[name]) else {
            return odd(.heapUnknownMallopt, event, text: name)
        }
        if heaps[heap].mallopt(parameter, value, thread: event.thread(of: current), log: &log) == 0 {
            odd(.heapMalloptRefused, event, text: name)
        }
        log.append(SettingRow(process: current, key: name, newValue: value))
    }

    mutating func mallocTrim(_ event: TraceEvent) { _ = heaps[heap].mallocTrim(pad: event.number(.size) ?? 0, kernel: &kernel, log: &log) }

    /// A recorded program break. The first one, before any call, says where the kernel had put the heap (address
    /// randomisation): the model puts it there too. Later ones are compared.
    mutating func compareBreak(_ event: TraceEvent) {
        guard let recorded = event.number(.result) else { return }
        if !event.has(.old), kernel.virtual.placeBreak(current, at: recorded) { return }
        log.count(.heapBreaksCompared)
        let actual = kernel.virtual.programBreak(current)
        if actual != recorded { odd(.heapOtherBreakThanRecorded, event, value: actual) }
    }
}

extension TraceEvent {
    /// The thread of `process` that calls: the event's task, or the process's first.
    func thread(of process: ProcessID) -> Int32 { task > 0 ? task : process.rawValue }
}
