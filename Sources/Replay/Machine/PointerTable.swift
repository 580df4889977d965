import ReplayModel
import TraceFormat

/// What a kernel pointer of a trace stands for in the model.
struct KernelReference: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        /// A slab object or a large kmalloc.
        case object
        /// A block of pages.
        case pages(FrameNumber, order: UInt8)
        /// An area of the vmalloc range.
        case area(AreaKind)
        /// Device registers that the linear map has: x86's ISA range before 4.14.
        case linear
        /// What a call that failed returned.
        case null
    }

    var kind: Kind
    /// The model's virtual address of it; of pages outside the linear map 0.
    var address: VirtualAddress
    /// Of pages: the number of their allocation, by which a name of a block is known to be older than the block's free.
    var allocation: UInt64 = 0
}

/// What the trace calls things (labels, or addresses that a real system chose) → where the model has them.
///
/// User pointers are per address space; a child sees its parent's until either of them frees or reuses one. A pid that is
/// given again begins with nothing. Only looked up, never iterated.
///
/// Invariants: an address space is there as long as a process has it or one that is there has it for a parent; so parents are
/// older than their children, and a chain of them ends.
struct PointerTable: Sendable {
    private enum UserValue: Sendable {
        case address(UInt64)
        /// Given back; where it was.
        case freed(UInt64)
        case gone
    }

    /// What the pointers of one address space stand for.
    private struct Space {
        var values = PointerMap(filler: UserValue.gone)
        var parent: Int?
        /// How many address spaces have it for a parent.
        var children = 0
        /// A process has it.
        var isInUse = true
    }

    private var kernel = PointerMap(filler: KernelReference(kind: .object, address: VirtualAddress(0)))
    /// What labels stood for before they were given back, or null.
    private var staleLabels = NumberTable(filler: KernelReference(kind: .null, address: VirtualAddress(0)))
    private var blocks = NumberTable(filler: KernelReference(kind: .object, address: VirtualAddress(0)))
    /// Blocks of pages that events took and none has freed: the number of the allocation, by the model's frame.
    private var liveBlocks = NumberTable(filler: UInt64(0))
    /// Blocks of pages that events have taken so far.
    private var allocations: UInt64 = 0
    private var spaces: [Space] = []
    /// Places of address spaces that are no more.
    private var vacant: [Int] = []
    /// The address space of each process that has used pointers, by pid.
    private var spaceOfProcess: [Int32: Int] = [:]

    /// Address spaces that are there.
    var spaceCount: Int { spaces.count - vacant.count }

    // MARK: Kernel pointers

    subscript(kernel pointer: PointerKey) -> KernelReference? {
        get { kernel[pointer] }
        set { kernel[pointer] = newValue }
    }

    /// What a label stood for before it was given back; null where its allocation failed.
    subscript(stale pointer: PointerKey) -> KernelReference? { pointer.isLabel ? staleLabels[pointer.value] : nil }

    /// Precondition: the pointer is a label.
    mutating func setStale(_ pointer: PointerKey, _ reference: KernelReference) { staleLabels.update(pointer.value, reference) }

    /// A block of pages that a recording names by its frame.
    subscript(recordedFrame frame: UInt64) -> KernelReference? {
        get { blocks[frame] }
        set { if let newValue { blocks.update(frame, newValue) } else { blocks.remove(frame) } }
    }

    /// Numbers the allocation of a block of pages, which may have a label and a recorded frame for names.
    mutating func numberAllocation(of frame: FrameNumber) -> UInt64 {
        allocations += 1
        liveBlocks.update(UInt64(frame.rawValue), allocations)
        return allocations
    }

    /// Whether a block of pages is still what an allocation made of it.
    func isLive(_ allocation: UInt64, of frame: FrameNumber) -> Bool { liveBlocks[UInt64(frame.rawValue)] == allocation }

    /// Notes that a block of pages is freed; false where it was freed before, under another of its names.
    mutating func endAllocation(_ number: UInt64, of frame: FrameNumber) -> Bool {
        guard isLive(number, of: frame) else { return false }
        liveBlocks.remove(UInt64(frame.rawValue))
        return true
    }

    // MARK: User pointers

    func user(_ pointer: PointerKey, in process: ProcessID) -> UInt64? {
        var next = spaceOfProcess[process.rawValue]
        while let space = next {
            switch spaces[space].values[pointer] {
            case .address(let address): return address
            case .gone, .freed: return nil
            case nil: next = spaces[space].parent
            }
        }
        return nil
    }

    /// Where what a label stood for was, before it was given back.
    func staleUser(_ pointer: PointerKey, in process: ProcessID) -> UInt64? {
        var next = spaceOfProcess[process.rawValue]
        while let space = next {
            switch spaces[space].values[pointer] {
            case .freed(let address): return address
            case .address, .gone: return nil
            case nil: next = spaces[space].parent
            }
        }
        return nil
    }

    mutating func setUser(_ pointer: PointerKey, to address: UInt64, in process: ProcessID) {
        spaces[space(of: process)].values[pointer] = .address(address)
    }

    mutating func removeUser(_ pointer: PointerKey, in process: ProcessID) {
        let old = pointer.isLabel ? user(pointer, in: process) : nil
        let space = space(of: process)
        spaces[space].values[pointer] = old.map { .freed($0) } ?? (spaces[space].parent == nil ? nil : .gone)
    }

    /// From here on `child` falls back to what `parent` knows.
    mutating func fork(parent: ProcessID, child: ProcessID) {
        let parent = space(of: parent)
        spaces[parent].children += 1
        forget(child)
        spaceOfProcess[child.rawValue] = add(Space(parent: parent))
    }

    /// After exec, or exit, nothing of the old address space is known to the pid.
    mutating func forget(_ process: ProcessID) {
        guard let space = spaceOfProcess.removeValue(forKey: process.rawValue) else { return }
        spaces[space].isInUse = false
        var next: Int? = space
        while let space = next, !spaces[space].isInUse, spaces[space].children == 0 {
            next = spaces[space].parent
            spaces[space] = Space()
            vacant.append(space)
            if let next { spaces[next].children -= 1 }
        }
    }

    private mutating func space(of process: ProcessID) -> Int {
        if let space = spaceOfProcess[process.rawValue] { return space }
        let space = add(Space())
        spaceOfProcess[process.rawValue] = space
        return space
    }

    private mutating func add(_ space: Space) -> Int {
        guard let place = vacant.popLast() else {
            spaces.append(space)
            return spaces.count - 1
        }
        spaces[place] = space
        return place
    }
}
