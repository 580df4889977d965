@testable import Heap
@testable import ReplayModel

/// A kernel with a program break and a bump pointer for mappings, which notes what it was asked for.
struct FakeKernel: HeapKernel, ~Copyable {
    var programBreak: UInt64
    var breakLimit: UInt64 = .max
    var nextMapping: UInt64 = 0x7000_0000_0000
    /// Set by a recording: an address in the page where the next mapping must be, or in the heap of a thread.
    var answer: UInt64?
    /// Set by a recording: the user's address of the block that mremap moves, and the length of threads' heaps.
    var resizedBlock: UInt64 = 0
    var heapLength: UInt64 = 64 << 20
    var isOutOfMappings = false
    var neverOvercommits = false
    /// Pages malloc wrote to, and ranges in order of the calls.
    var touched: Set<UInt64> = []
    var breakMoves: [Int64] = []
    var mapped: [HeapMapping] = []
    var unmapped: [(address: UInt64, length: UInt64)] = []
    var discarded: [(address: UInt64, length: UInt64)] = []
    var loaded: UInt64 = 0

    init(programBreak: UInt64 = 0x1000_0000) { self.programBreak = programBreak }

    /// Calls that a real kernel would have seen.
    var systemCalls: Int { breakMoves.count + mapped.count + unmapped.count + discarded.count }

    mutating func sbrk(_ delta: Int64, log: inout TransitionLog) -> UInt64? {
        let old = programBreak
        if delta == 0 { return old }
        let new = old &+ UInt64(bitPattern: delta)
        if new > breakLimit { return nil }
        breakMoves.append(delta)
        programBreak = new
        if delta < 0 { drop(new, old) }
        return old
    }

    private mutating func drop(_ start: UInt64, _ end: UInt64) {
        for page in start >> pageShift..<end >> pageShift { touched.remove(page) }
    }

    mutating func mmap(_ request: HeapMapping, log: inout TransitionLog) -> UInt64? {
        if isOutOfMappings { return nil }
        mapped.append(request)
        if let answer { return answer & ~((request.isProtected ? heapLength : pageSize) - 1) }
        if request.isFixed, let address = request.address { return address }
        nextMapping += request.length
        return nextMapping - request.length
    }

    mutating func munmap(_ address: UInt64, length: UInt64, log: inout TransitionLog) {
        unmapped.append((address, length))
        if length < 1 << 30 { drop(address, address + length) }
    }

    mutating func mremap(_ address: UInt64, oldLength: UInt64, newLength: UInt64, log: inout TransitionLog) -> UInt64? {
        if let answer { return answer &- (resizedBlock &- address) }
        return isOutOfMappings ? nil : address
    }

    mutating func unprotect(_ address: UInt64, length: UInt64, log: inout TransitionLog) -> Bool { true }

    mutating func discard(_ address: UInt64, length: UInt64, log: inout TransitionLog) {
        discarded.append((address, length))
        drop(address, address + length)
    }

    mutating func touch(_ address: UInt64, length: UInt64, log: inout TransitionLog) {
        for page in address >> pageShift...(address + length - 1) >> pageShift { touched.insert(page) }
    }

    mutating func load(_ address: UInt64, length: UInt64, log: inout TransitionLog) { loaded += length }
}

extension Architecture {
    /// As far as malloc is concerned.
    static func forHeap(_ kind: Kind) -> Architecture {
        Architecture(
            kind: kind, pointerSize: kind == .amd64 ? 8 : 4, levelBits: [], entrySize: 4, linearBase: 0, linearSize: 0,
            vmallocStart: 0, vmallocEnd: 0, userEnd: 0, mmapBase: 0, textBase: 0, stackTop: 0, pageblockOrder: 9)
    }
}

/// A heap with its kernel and log, for tests of one thread.
struct HeapBench: ~Copyable {
    var heap: LibcHeap
    var kernel: FakeKernel
    var log = TransitionLog()

    init(_ kind: Architecture.Kind = .amd64, _ settings: MallocSettings = MallocSettings()) {
        heap = LibcHeap(process: ProcessID(1), architecture: .forHeap(kind), cpus: 2, settings: settings)
        kernel = FakeKernel()
        log.begin(step: Step(1))
    }

    mutating func malloc(_ size: UInt64, thread: Int32 = 1) -> UInt64 {
        heap.malloc(size, thread: thread, kernel: &kernel, log: &log)
    }

    mutating func calloc(_ size: UInt64) -> UInt64 { heap.calloc(1, size, thread: 1, kernel: &kernel, log: &log) }

    mutating func memalign(_ alignment: UInt64, _ size: UInt64) -> UInt64 {
        heap.memalign(alignment, size, thread: 1, kernel: &kernel, log: &log)
    }

    mutating func realloc(_ old: UInt64, _ size: UInt64) -> UInt64 {
        heap.realloc(old, size, thread: 1, kernel: &kernel, log: &log).address
    }

    @discardableResult mutating func free(_ address: UInt64, thread: Int32 = 1) -> FreeOutcome {
        heap.free(address, thread: thread, kernel: &kernel, log: &log)
    }

    @discardableResult mutating func mallopt(_ parameter: MalloptParameter, _ value: Int64) -> Int32 {
        heap.mallopt(parameter, value, thread: 1, log: &log)
    }

    mutating func trim(pad: UInt64 = 0) -> Int32 { heap.mallocTrim(pad: pad, kernel: &kernel, log: &log) }

    /// Blocks of one size.
    mutating func mallocs(_ count: Int, _ size: UInt64) -> [UInt64] { (0..<count).map { _ in malloc(size) } }

    func states(_ state: ChunkState) -> [HeapChunk] {
        var found: [HeapChunk] = []
        heap.forEachChunk { if $0.state == state { found.append($0) } }
        return found
    }
}
