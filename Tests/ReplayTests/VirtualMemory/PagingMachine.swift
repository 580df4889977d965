import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

/// Virtual memory over fake frames, with one step per call and short forms of the calls.
struct PagingMachine: ~Copyable {
    var vm: VirtualMemory
    var frames: FakeFrames
    var log = TransitionLog()
    var step: UInt64 = 0

    static let pid = ProcessID(100)

    /// A booted machine with one root process, pid 100, in the default layout.
    init(_ profile: MachineProfile = .i386Test, frames: Int = 200_000, totalPages: UInt64 = 255_428) throws {
        vm = VirtualMemory(profile: profile, totalPages: totalPages)
        self.frames = FakeFrames(frames: frames)
        begin()
        try vm.boot(memory: &self.frames, log: &log)
        vm.create(Self.pid, comm: NameID(1), log: &log)
        try vm.ensureAddressSpace(Self.pid, memory: &self.frames, log: &log)
    }

    mutating func begin() {
        step += 1
        log.begin(step: Step(step))
    }

    func counters(_ pid: ProcessID = pid) -> MemoryCounters { vm.processes[vm.processes.slot(of: pid)!].counters }

    func vmas(_ pid: ProcessID = pid) -> [Vma] { vm.processes.liveSpace(of: pid).map { vm.processes[$0].vmas } ?? [] }

    func check() { vm.checkInvariants(memory: frames) }

    @discardableResult
    mutating func touch(
        _ address: UInt64, _ length: UInt64 = 1, _ access: AccessKind = .write, by pid: ProcessID = pid
    ) -> TouchOutcome {
        begin()
        return vm.touch(pid, start: VirtualAddress(address), length: length, access: access, memory: &frames, log: &log)
    }

    mutating func mmap(_ request: MapRequest, by pid: ProcessID = pid) -> SystemCallResult {
        begin()
        return vm.mmap(pid, request, memory: &frames, log: &log)
    }

    /// A private anonymous mapping of `pages`.
    mutating func map(pages: UInt64, _ protection: UInt8 = 3, by pid: ProcessID = pid) -> UInt64 {
        mmap(MapRequest(length: pages << pageShift, protection: protection), by: pid).value
    }

    @discardableResult
    mutating func munmap(_ address: UInt64, _ length: UInt64, by pid: ProcessID = pid) -> SystemCallResult {
        begin()
        return vm.munmap(pid, address, length: length, memory: &frames, log: &log)
    }

    mutating func brk(_ address: UInt64) -> SystemCallResult {
        begin()
        return vm.brk(Self.pid, to: address, memory: &frames, log: &log)
    }

    mutating func protect(_ address: UInt64, _ length: UInt64, _ protection: UInt8) -> SystemCallResult {
        begin()
        return vm.mprotect(Self.pid, address, length: length, protection: protection, memory: &frames, log: &log)
    }

    mutating func mremap(_ request: RemapRequest) throws -> SystemCallResult {
        begin()
        return try vm.mremap(Self.pid, request, memory: &frames, log: &log)
    }

    @discardableResult
    mutating func fork(_ child: Int32, from parent: ProcessID = pid) throws -> SystemCallResult {
        begin()
        return try vm.fork(parent, child: ProcessID(child), memory: &frames, log: &log)
    }

    mutating func exit(_ pid: ProcessID) {
        begin()
        vm.exit(pid, memory: &frames, log: &log)
    }

    func frame(_ address: UInt64, of pid: ProcessID = pid) -> UInt64? {
        vm.translate(pid, VirtualAddress(address)).physical.map { $0 >> pageShift }
    }

    func outcome(_ address: UInt64, of pid: ProcessID = pid) -> Translation.Outcome {
        vm.translate(pid, VirtualAddress(address)).outcome
    }

    /// The values of one column of a table, row by row.
    func column(_ table: TransitionTable, _ name: String) -> [Int64] {
        let buffer = log.tables[Int(table.rawValue)]
        let position = table.schema.columns.firstIndex { $0.name == name }! + 2
        return stride(from: position, to: buffer.values.count, by: buffer.width).map { buffer.values[$0] }
    }
}

extension TouchOutcome {
    var isDone: Bool { if case .done = self { true } else { false } }
    var fault: UInt64? { if case .segmentationFault(let address) = self { address.rawValue } else { nil } }
    var resume: UInt64? { if case .outOfMemory(_, let address) = self { address.rawValue } else { nil } }
}

extension MachineProfile {
    static func test(_ architecture: Architecture, _ generation: KernelGeneration = .v61) -> MachineProfile {
        MachineProfile(
            name: "test", architecture: architecture, generation: generation, ram: [PhysicalRange(0, 1 << 30)], reserved: [],
            zones: [ZoneProfile(.normal, PhysicalRange(0, 1 << 30))], cpus: 1)
    }

    static let i386Test = test(.i386Test(.i386, [10, 10], 4))
    static let paeTest = test(.i386Test(.i386PAE, [2, 9, 9], 8))

    static let amd64Test = test(
        Architecture(
            kind: .amd64, pointerSize: 8, levelBits: [9, 9, 9, 9], entrySize: 8, linearBase: 0xffff_8880_0000_0000,
            linearSize: 1 << 46, vmallocStart: 0xffff_c900_0000_0000, vmallocEnd: 0xffff_e900_0000_0000,
            userEnd: 0x7fff_ffff_f000, mmapBase: 0x7fff_f7ff_f000, textBase: 0x5555_5555_4000, stackTop: 0x7fff_ffff_f000,
            pageblockOrder: 9))

    static let arm32Test = test(
        Architecture(
            kind: .arm32, pointerSize: 4, levelBits: [11, 9], entrySize: 4, linearBase: 0xc000_0000, linearSize: 760 << 20,
            vmallocStart: 0xf000_0000, vmallocEnd: 0xff00_0000, userEnd: 0xbf00_0000, mmapBase: 0xb6ff_f000,
            textBase: 0x8000, stackTop: 0xbeff_f000, pageblockOrder: 10))
}

extension Architecture {
    static func i386Test(_ kind: Kind, _ levelBits: [UInt8], _ entrySize: UInt8) -> Architecture {
        Architecture(
            kind: kind, pointerSize: 4, levelBits: levelBits, entrySize: entrySize, linearBase: 0xc000_0000,
            linearSize: 896 << 20, vmallocStart: 0xf800_0000, vmallocEnd: 0xff80_0000, userEnd: 0xc000_0000,
            mmapBase: 0xb7f5_2000, textBase: 0x0804_8000, stackTop: 0xc000_0000, pageblockOrder: 10)
    }
}
