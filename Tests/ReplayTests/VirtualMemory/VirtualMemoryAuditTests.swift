import Testing
import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

/// A naive second model: one dictionary entry for each page.
struct NaiveMemory {
    enum Content: Equatable {
        case zero
        case own(Int)
    }

    struct Page: Equatable {
        var protection: UInt8
        var isCharged: Bool
        var content: Content?
    }

    var processes: [Int32: [UInt64: Page]] = [:]
    /// Anonymous pages carry a number each; after fork two processes have the same one.
    var lastOwn = 0

    func users(of own: Int) -> Int {
        processes.values.reduce(0) { $0 + $1.values.reduce(0) { $0 + ($1.content == .own(own) ? 1 : 0) } }
    }

    /// Returns the first page that faults for good.
    mutating func touch(_ pid: Int32, _ pages: Range<UInt64>, isWrite: Bool) -> UInt64? {
        for page in pages {
            guard var state = processes[pid]![page], isWrite ? state.protection & 2 != 0 : state.protection != 0 else { return page }
            switch (state.content, isWrite) {
            case (nil, false): state.content = .zero
            case (.own(let own), true) where users(of: own) == 1: break
            case (_, true):
                lastOwn += 1
                state.content = .own(lastOwn)
            default: break
            }
            processes[pid]![page] = state
        }
        return nil
    }

    mutating func fork(_ parent: Int32, _ child: Int32) { processes[child] = processes[parent] }

    func resident(_ pid: Int32) -> UInt64 {
        processes[pid]!.values.reduce(0) { if case .own = $1.content { $0 + 1 } else { $0 } }
    }

    var committed: UInt64 {
        processes.values.reduce(0) { $0 + $1.values.reduce(0) { $0 + ($1.isCharged ? 1 : 0) } }
    }
}

/// Steele, Lea and Flood's splitmix64: the same numbers in every run.
struct PageTraceRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

/// Random calls on few pages around two places, so that they meet often; after each the two models must agree.
struct VirtualMemoryAuditor: ~Copyable {
    var machine: PagingMachine
    var naive = NaiveMemory()
    var random: PageTraceRandom
    var alive: [Int32] = [100]
    var nextPid: Int32 = 101
    var base: UInt64 = 0

    static let span: UInt64 = 40

    init(_ profile: MachineProfile, seed: UInt64) throws {
        machine = try PagingMachine(profile, frames: 3000)
        random = PageTraceRandom(state: seed)
        // Two tables meet in the middle of the pages used.
        base = (0x5000_0000 >> pageShift) - Self.span / 2
        naive.processes[100] = [:]
        // The program's own VMAs would only be in the way of the naive model.
        for vma in machine.vmas() { machine.munmap(vma.start, vma.end - vma.start) }
    }

    mutating func range() -> Range<UInt64> {
        let start = UInt64.random(in: 0..<Self.span, using: &random)
        let length = UInt64.random(in: 1...8, using: &random)
        return (base + start)..<(base + start + length)
    }

    mutating func step() throws {
        let pid = alive.randomElement(using: &random)!
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<20: map(pid)
        case 20..<30: unmap(pid)
        case 30..<60: touch(pid, isWrite: true)
        case 60..<75: touch(pid, isWrite: false)
        case 75..<83: protect(pid)
        case 83..<88: forget(pid)
        case 88..<92: try move(pid)
        case 92..<97: try fork(pid)
        default: exit(pid)
        }
    }

    mutating func map(_ pid: Int32) {
        let pages = range()
        let protection: UInt8 = Bool.random(using: &random) ? 3 : 1
        let request = MapRequest(
            address: pages.lowerBound << pageShift, length: UInt64(pages.count) << pageShift, protection: protection,
            flags: [.private, .anonymous, .fixed])
        #expect(machine.mmap(request, by: ProcessID(pid)).isSuccess)
        for page in pages { naive.processes[pid]![page] = .init(protection: protection, isCharged: protection == 3) }
    }

    mutating func unmap(_ pid: Int32) {
        let pages = range()
        let result = machine.munmap(pages.lowerBound << pageShift, UInt64(pages.count) << pageShift, by: ProcessID(pid))
        #expect(result.isSuccess)
        for page in pages { naive.processes[pid]![page] = nil }
    }

    mutating func touch(_ pid: Int32, isWrite: Bool) {
        let pages = range()
        let outcome = machine.touch(
            pages.lowerBound << pageShift, UInt64(pages.count) << pageShift, isWrite ? .write : .read, by: ProcessID(pid))
        let fault = naive.touch(pid, pages, isWrite: isWrite)
        #expect(outcome.fault.map { $0 >> pageShift } == fault)
    }

    mutating func protect(_ pid: Int32) {
        let pages = range()
        let protection = UInt8([0, 1, 3].randomElement(using: &random)!)
        machine.begin()
        let result = machine.vm.mprotect(
            ProcessID(pid), pages.lowerBound << pageShift, length: UInt64(pages.count) << pageShift, protection: protection,
            memory: &machine.frames, log: &machine.log)
        let end = pages.first { naive.processes[pid]![$0] == nil } ?? pages.upperBound
        #expect(result.isSuccess == (end == pages.upperBound))
        for page in pages.lowerBound..<end {
            naive.processes[pid]![page]!.protection = protection
            if protection == 3 { naive.processes[pid]![page]!.isCharged = true }
        }
    }

    mutating func forget(_ pid: Int32) {
        let pages = range()
        machine.begin()
        _ = machine.vm.madvise(
            ProcessID(pid), pages.lowerBound << pageShift, length: UInt64(pages.count) << pageShift, advice: .dontNeed,
            memory: &machine.frames, log: &machine.log)
        for page in pages { naive.processes[pid]![page]?.content = nil }
    }

    mutating func move(_ pid: Int32) throws {
        let (pages, target) = (range(), range())
        guard target.lowerBound + UInt64(pages.count) <= pages.lowerBound || target.lowerBound >= pages.upperBound else { return }
        let request = RemapRequest(
            address: pages.lowerBound << pageShift, oldLength: UInt64(pages.count) << pageShift,
            newLength: UInt64(pages.count) << pageShift, flags: 3, target: target.lowerBound << pageShift)
        machine.begin()
        let result = try machine.vm.mremap(ProcessID(pid), request, memory: &machine.frames, log: &machine.log)
        guard result.isSuccess else {
            // What MREMAP_FIXED replaces goes first, once there is something to move.
            guard naive.processes[pid]![pages.lowerBound] != nil else { return }
            for offset in 0..<UInt64(pages.count) { naive.processes[pid]![target.lowerBound + offset] = nil }
            return
        }
        for (offset, page) in pages.enumerated() {
            naive.processes[pid]![target.lowerBound + UInt64(offset)] = naive.processes[pid]![page]
            naive.processes[pid]![page] = nil
        }
    }

    mutating func fork(_ pid: Int32) throws {
        guard alive.count < 5 else { return }
        #expect(try machine.fork(nextPid, from: ProcessID(pid)).isSuccess)
        naive.fork(pid, nextPid)
        alive.append(nextPid)
        nextPid += 1
    }

    mutating func exit(_ pid: Int32) {
        guard alive.count > 1 else { return }
        machine.exit(ProcessID(pid))
        naive.processes[pid] = nil
        alive.removeAll { $0 == pid }
    }

    /// Both models agree: sizes, commitment, what each page holds, and which pages share a frame.
    func compare() {
        machine.check()
        var frames: [Int: UInt64] = [:]
        for pid in alive {
            let pages = naive.processes[pid]!
            #expect(machine.counters(ProcessID(pid)).total == UInt64(pages.count))
            #expect(machine.counters(ProcessID(pid)).anonymous == naive.resident(pid))
            for (page, state) in pages {
                let found = machine.vm.translate(ProcessID(pid), VirtualPage(page).address)
                guard case .own(let own) = state.content else {
                    // Zero pages of memory that was only read are not copied by fork: absent and zero read alike.
                    #expect(found.outcome == .zeroPage || found.outcome == .notPresent)
                    continue
                }
                #expect(found.outcome == .mapped)
                let frame = found.physical! >> pageShift
                #expect(frames[own, default: frame] == frame)
                frames[own] = frame
            }
        }
        #expect(Set(frames.values).count == frames.count)
        #expect(machine.frames.count(.anonymous) == frames.count)
        #expect(machine.vm.committedPages == naive.committed)
    }
}

@Suite struct VirtualMemoryAuditTests {
    @Test(arguments: [MachineProfile.i386Test, .paeTest, .amd64Test, .arm32Test], 1...6)
    func randomTracesAgreeWithTheNaiveModel(_ profile: MachineProfile, _ seed: Int) throws {
        var auditor = try VirtualMemoryAuditor(profile, seed: UInt64(seed))
        for _ in 0..<200 {
            try auditor.step()
            auditor.compare()
        }
        for pid in auditor.alive { auditor.machine.exit(ProcessID(pid)) }
        auditor.machine.check()
        #expect(auditor.machine.frames.used == 1)
        #expect(auditor.machine.vm.committedPages == 0)
    }
}
