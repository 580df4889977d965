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
    }

    var kind: Kind
    /// The model's virtual address of it; of pages outside the linear map 0.
    var address: VirtualAddress
}

/// What the trace calls things (labels, or addresses that a real system chose) → where the model has them.
///
/// User pointers are per address space; a child sees its parent's until either of them frees or reuses one. A pid that is
/// given again begins with nothing. Only looked up, never iterated.
///
/// Invariant: an address space's parent has a lower number, so that a chain of parents ends.
struct PointerTable: Sendable {
    private struct UserKey: Hashable {
        var space: Int
        var pointer: PointerKey
    }

    private enum UserValue {
        case address(UInt64)
        case gone
    }

    private var kernel: [PointerKey: KernelReference] = [:]
    private var blocks: [UInt64: KernelReference] = [:]
    private var user: [UserKey: UserValue] = [:]
    /// The address space of each process that has used pointers, by pid.
    private var spaces: [Int32: Int] = [:]
    /// Each address space's parent.
    private var parents: [Int?] = []

    // MARK: Kernel pointers

    subscript(kernel pointer: PointerKey) -> KernelReference? {
        get { kernel[pointer] }
        set { kernel[pointer] = newValue }
    }

    /// A block of pages that a recording names by its frame.
    subscript(recordedFrame frame: UInt64) -> KernelReference? {
        get { blocks[frame] }
        set { blocks[frame] = newValue }
    }

    // MARK: User pointers

    func user(_ pointer: PointerKey, in process: ProcessID) -> UInt64? {
        var next = spaces[process.rawValue]
        while let space = next {
            switch user[UserKey(space: space, pointer: pointer)] {
            case .address(let address): return address
            case .gone: return nil
            case nil: next = parents[space]
            }
        }
        return nil
    }

    mutating func setUser(_ pointer: PointerKey, to address: UInt64, in process: ProcessID) {
        user[UserKey(space: space(of: process), pointer: pointer)] = .address(address)
    }

    mutating func removeUser(_ pointer: PointerKey, in process: ProcessID) {
        let space = space(of: process)
        user[UserKey(space: space, pointer: pointer)] = parents[space] == nil ? nil : .gone
    }

    /// From here on `child` falls back to what `parent` knows.
    mutating func fork(parent: ProcessID, child: ProcessID) {
        let parent = space(of: parent)
        spaces[child.rawValue] = parents.count
        parents.append(parent)
    }

    /// After exec, or exit, nothing of the old address space is known to the pid.
    mutating func forget(_ process: ProcessID) { spaces[process.rawValue] = nil }

    private mutating func space(of process: ProcessID) -> Int {
        if let space = spaces[process.rawValue] { return space }
        spaces[process.rawValue] = parents.count
        parents.append(nil)
        return parents.count - 1
    }
}
