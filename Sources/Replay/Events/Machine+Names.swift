import Heap
import Pages
import ReplayModel
import TraceFormat

// What labels mean after a call that failed, and after a free.
extension Machine {
    /// The row of a call that failed. `error`: errno; nil: it returned a null pointer.
    mutating func fail(_ reason: CallFailure, _ event: TraceEvent, error: UInt8? = nil) {
        let value = event.number(.physical) ?? event.number(.size) ?? event.signed(.value).map { UInt64(bitPattern: $0) }
        log.append(
            FailedCallRow(process: current, call: event.kind, error: error, reason: reason, value: value ?? event.number(.order)))
    }

    /// A label whose allocation failed is a null pointer from here on: freeing it does nothing, touching it is a fault.
    mutating func nameNull(_ pointer: PointerKey) {
        guard pointer.isLabel else { return }
        pointers[kernel: pointer] = nil
        pointers.setStale(pointer, KernelReference(kind: .null, address: VirtualAddress(0)))
    }

    /// The same for the pointer that a failed event would have named, where the kernel made it.
    mutating func nameNull(of event: TraceEvent) {
        let families: [EventFamily] = [.slab, .page, .area]
        if families.contains(event.kind.family), let pointer = event.pointer(.ptr) { nameNull(pointer) }
    }

    /// Whether the label stands for a null pointer.
    mutating func isNull(_ pointer: PointerKey) -> Bool { pointers[kernel: pointer] == nil && pointers[stale: pointer]?.kind == .null }

    /// What a label stood for before it was freed.
    mutating func stale(_ pointer: PointerKey) -> KernelReference? { pointers[stale: pointer] }

    /// What the pointer stands for is given back. A label keeps its address, as a variable of a program does.
    mutating func forget(_ pointer: PointerKey) {
        if pointer.isLabel, let reference = pointers[kernel: pointer] { pointers.setStale(pointer, reference) }
        pointers[kernel: pointer] = nil
    }

    /// Counts an access through a pointer that was freed, with what is there now.
    mutating func noteUseAfterFree(_ event: TraceEvent, at address: UInt64, _ now: String) {
        odd(.accessUseAfterFree, event, value: address, text: names.intern(now))
    }

    /// Whose a kernel address is now, in words.
    mutating func owner(ofKernel address: VirtualAddress) -> String {
        let (kind, physical) = kernel.virtual.classify(address)
        guard let physical else { return "nothing is mapped there" }
        if kind == .linear {
            switch kernel.slab.find(VirtualAddress(address.rawValue)) {
            case .object(let found): return "\(found.isLive ? "a live" : "a free") object of \(cacheName(found.cache))"
            case .large: return "a live large kmalloc"
            case .nothing, .unknown, .misaligned: break
            }
        }
        return owner(ofFrame: FrameNumber(UInt32(truncatingIfNeeded: physical >> pageShift)))
    }

    private mutating func cacheName(_ cache: CacheID) -> String { names[kernel.slab.common[cache].name] }

    private mutating func owner(ofFrame frame: FrameNumber) -> String {
        guard kernel.memory.isRAM(frame) else { return "device registers" }
        let owner = kernel.memory.owner(of: frame)
        switch owner.kind {
        case .free, .perCPU: return "a free page"
        case .slab: return "a page of a slab of \(cacheName(CacheID(owner.id)))"
        case .anonymous: return "anonymous memory of process \(owner.id)"
        case .pageTable: return "a page table"
        case .vmalloc: return "a page of vmalloc area \(owner.id)"
        case .kernel, .largeKmalloc: return "a page of the kernel"
        case .file: return "a page of a file"
        case .zeroPage: return "the zero page"
        case .recorded, .reserved: return "a page of which the run knows nothing"
        }
    }

    /// Whose a user address is now, in words: what the C library's heap has there, or the kernel's areas.
    mutating func owner(ofUser address: UInt64) -> String {
        var found: HeapChunk?
        if let slot = heaps.slot(of: current) {
            heaps[slot].forEachChunk { if $0.address <= address && address < $0.address &+ $0.size { found = $0 } }
        }
        if let found {
            return found.state == .inUse || found.state == .mapped
                ? "a live block of \(found.requested) bytes" : "a free chunk (\(found.state))"
        }
        guard kernel.virtual.processes.live(current)?.hasAddressSpace ?? false else { return "nothing is mapped there" }
        return kernel.virtual.isMapped(current, VirtualAddress(address)) ? "memory of no block" : "nothing is mapped there"
    }
}
