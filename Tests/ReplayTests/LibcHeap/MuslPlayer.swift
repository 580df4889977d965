@testable import Heap
@testable import ReplayModel

/// Plays a recording of a static musl program. Its mappings lie as Linux puts them, top down from where its first one ended.
struct MuslPlayer: ~Copyable {
    private var heap: LibcHeap
    private var kernel: TopDownKernel
    private var log = TransitionLog()
    private(set) var addresses = 0

    init(_ recording: RecordedHeapLog) {
        var settings = MallocSettings()
        settings.library = .musl
        heap = LibcHeap(process: ProcessID(1), architecture: .forHeap(.amd64), cpus: 2, settings: settings)
        log.begin(step: Step(1))
        kernel = TopDownKernel(top: 1 << 46)
        // Where the first block comes out tells where mappings begin.
        var trial = heap
        var trialLog = TransitionLog()
        trialLog.begin(step: Step(1))
        let line = recording.lines.first { $0[0] == "m" }!
        let found = trial.malloc(UInt64(line[1])!, thread: 1, kernel: &kernel, log: &trialLog)
        kernel = TopDownKernel(top: 1 << 46 &+ (UInt64(line.last!, radix: 16)! &- found))
    }

    /// The first lines whose address is another, as text.
    mutating func play(_ recording: RecordedHeapLog) -> [String] {
        var wrong: [String] = []
        for (number, line) in recording.lines.enumerated() where line[0] != "#" && wrong.count < 3 {
            if !play(line) { wrong.append("\(number + 1): \(line.joined(separator: " "))") }
            if number % 1000 == 0 { heap.checkInvariants() }
            log.removeRows()
        }
        return wrong
    }

    private mutating func play(_ line: [Substring]) -> Bool {
        let last = UInt64(line.last!, radix: 16)!
        if line[0] == "f" { return last == 0 || heap.free(last, thread: 1, kernel: &kernel, log: &log) == .freed }
        addresses += 1
        switch line[0] {
        case "m": return heap.malloc(UInt64(line[1])!, thread: 1, kernel: &kernel, log: &log) == last
        case "c": return heap.calloc(UInt64(line[1])!, UInt64(line[2])!, thread: 1, kernel: &kernel, log: &log) == last
        case "a": return heap.memalign(UInt64(line[1])!, UInt64(line[2])!, thread: 1, kernel: &kernel, log: &log) == last
        default:
            let old = UInt64(line[1], radix: 16)!
            return heap.realloc(old, UInt64(line[2])!, thread: 1, kernel: &kernel, log: &log).address == last
        }
    }
}

/// Mappings go into the highest hole that fits, below a top.
struct TopDownKernel: HeapKernel, ~Copyable {
    /// Highest first.
    private var areas: [Range<UInt64>] = []
    private let top: UInt64
    private var programBreak: UInt64 = 0x10_0000
    var neverOvercommits: Bool { false }

    init(top: UInt64) { self.top = top }

    mutating func sbrk(_ delta: Int64, log: inout TransitionLog) -> UInt64? {
        defer { programBreak &+= UInt64(bitPattern: delta) }
        return programBreak
    }

    private mutating func place(_ length: UInt64) -> UInt64 {
        var end = top
        for (number, area) in areas.enumerated() {
            if end - area.upperBound >= length {
                areas.insert(end - length..<end, at: number)
                return end - length
            }
            end = area.lowerBound
        }
        areas.append(end - length..<end)
        return end - length
    }

    mutating func mmap(_ request: HeapMapping, log: inout TransitionLog) -> UInt64? {
        request.isFixed ? request.address : place(request.length)
    }

    mutating func munmap(_ address: UInt64, length: UInt64, log: inout TransitionLog) {
        let number = areas.firstIndex { $0.contains(address) }!
        let area = areas.remove(at: number)
        if area.lowerBound < address { areas.insert(area.lowerBound..<address, at: number) }
        if area.upperBound > address + length { areas.insert(address + length..<area.upperBound, at: number) }
    }

    mutating func mremap(_ address: UInt64, oldLength: UInt64, newLength: UInt64, log: inout TransitionLog) -> UInt64? {
        if newLength <= oldLength {
            if newLength < oldLength { munmap(address + newLength, length: oldLength - newLength, log: &log) }
            return address
        }
        let number = areas.firstIndex { $0.contains(address) }!
        let limit = number == 0 ? top : areas[number - 1].lowerBound
        if areas[number].upperBound == address + oldLength && address + newLength <= limit {
            areas[number] = areas[number].lowerBound..<address + newLength
            return address
        }
        let new = place(newLength)
        munmap(address, length: oldLength, log: &log)
        return new
    }

    mutating func unprotect(_ address: UInt64, length: UInt64, log: inout TransitionLog) -> Bool { true }
    mutating func discard(_ address: UInt64, length: UInt64, log: inout TransitionLog) {}
    mutating func touch(_ address: UInt64, length: UInt64, log: inout TransitionLog) {}
    mutating func load(_ address: UInt64, length: UInt64, log: inout TransitionLog) {}
}
