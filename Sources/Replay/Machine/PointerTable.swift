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
/// User pointers are per process; a child sees its parent's of the time of the fork until either of them frees or reuses one.
/// Only looked up, never iterated.
struct PointerTable: Sendable {
    private struct UserKey: Hashable {
        var process: Int32
        var pointer: PointerKey
    }

    private enum UserValue {
        case address(UInt64)
        case gone
    }

    private var kernel: [PointerKey: KernelReference] = [:]
    private var blocks: [UInt64: KernelReference] = [:]
    private var user: [UserKey: UserValue] = [:]
    private var parents: [Int32: Int32] = [:]

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
        var pid = process.rawValue
        while true {
            switch user[UserKey(process: pid, pointer: pointer)] {
            case .address(let address): return address
            case .gone: return nil
            case nil:
                guard let parent = parents[pid] else { return nil }
                pid = parent
            }
        }
    }

    mutating func setUser(_ pointer: PointerKey, to address: UInt64, in process: ProcessID) {
        user[UserKey(process: process.rawValue, pointer: pointer)] = .address(address)
    }

    mutating func removeUser(_ pointer: PointerKey, in process: ProcessID) {
        let key = UserKey(process: process.rawValue, pointer: pointer)
        if parents[process.rawValue] == nil { user[key] = nil } else { user[key] = .gone }
    }

    /// From here on `child` falls back to what `parent` knows.
    mutating func fork(parent: ProcessID, child: ProcessID) {
        parents[child.rawValue] = parent.rawValue
    }

    /// After exec nothing of the old address space is known.
    mutating func exec(_ process: ProcessID) {
        parents[process.rawValue] = nil
    }
}
