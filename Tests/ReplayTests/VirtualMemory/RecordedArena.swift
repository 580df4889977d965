import Testing
import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

/// One call of `traces/real/vm` with what the real kernel had afterwards.
struct RecordedCall {
    var name: String
    var fields: [String: String]
    /// Result and errno.
    var answer: [String] = []
    /// One for each VMA: `start end protection rss flags`.
    var areas: [String] = []
    /// kB of page tables.
    var tables: UInt64 = 0

    func number(_ field: String) -> UInt64 {
        let text = fields[field] ?? "0"
        return text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16)! : UInt64(text)!
    }

    static func load(_ path: String) throws -> [RecordedCall] {
        var calls: [RecordedCall] = []
        for row in try RealTraces.rows(path).map({ $0.map(String.init) }) {
            switch row[0] {
            case "+1us":
                let pairs = row.dropFirst(4).map { $0.split(separator: "=").map(String.init) }
                calls.append(RecordedCall(name: row[3], fields: Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0[1]) })))
            case "#r": calls[calls.count - 1].answer = [row[1], row[2]]
            case "#v": calls[calls.count - 1].areas.append(row.dropFirst().joined(separator: " "))
            case "#p": calls[calls.count - 1].tables = UInt64(row[1])!
            default: break
            }
        }
        return calls
    }
}

/// Makes recorded calls in the model and tells what it has afterwards in the recording's form.
struct ArenaReplay: ~Copyable {
    var machine: PagingMachine
    let firstTables: UInt64

    static let range: Range<UInt64> = 0x1000_3ffd_0000..<0x1000_4003_0000

    init(_ generation: KernelGeneration) throws {
        machine = try PagingMachine(TestProfiles.amd64(generation), frames: 3000)
        // As in a program that runs: all levels stand for what lies far away.
        machine.touch(machine.vmas().last!.end - 1)
        firstTables = machine.counters().tables
    }

    mutating func make(_ call: RecordedCall) throws -> SystemCallResult {
        machine.begin()
        let (at, length) = (call.number("ptr"), call.number("length"))
        let pid = PagingMachine.pid
        switch call.name {
        case "mmap": return map(call)
        case "munmap": return machine.munmap(at, length)
        case "mprotect": return machine.protect(at, length, Self.protection(call))
        case "mremap":
            return try machine.mremap(
                RemapRequest(
                    address: call.number("old"), oldLength: call.number("size"), newLength: length, flags: UInt32(call.number("flags")),
                    target: call.number("address")))
        case "madvise":
            let advice = MemoryAdvice(word: call.fields["advice"]!)!
            return machine.vm.madvise(pid, at, length: length, advice: advice, memory: &machine.frames, log: &machine.log)
        case "mlock": return machine.vm.mlock(pid, at, length: length, memory: &machine.frames, log: &machine.log)
        case "munlock": return machine.vm.munlock(pid, at, length: length, log: &machine.log)
        default:
            #expect(machine.touch(at, length, call.name == "write" ? .write : .read).isDone)
            return .success()
        }
    }

    private mutating func map(_ call: RecordedCall) -> SystemCallResult {
        let words = Set(call.fields["flags"]!.split(separator: "|"))
        var flags: MapFlags = [.private, .anonymous, words.contains("fixed") ? .fixed : .fixedNoReplace]
        if words.contains("noreserve") { flags.insert(.noReserve) }
        if words.contains("populate") { flags.insert(.populate) }
        return machine.mmap(
            MapRequest(
                address: call.number("address"), length: call.number("length"), protection: Self.protection(call), flags: flags))
    }

    private static func protection(_ call: RecordedCall) -> UInt8 {
        let text = call.fields["prot"]!
        return (text.contains("r") ? 1 : 0) + (text.contains("w") ? 2 : 0)
    }

    /// The arena's VMAs with their resident pages.
    func areas() -> [String] {
        machine.vmas().filter { Self.range.contains($0.start) }.map { vma in
            let pages = stride(from: vma.start, to: vma.end, by: 4096).count { address in
                machine.frame(address).map { $0 != UInt64(machine.vm.zeroFrame!.rawValue) } ?? false
            }
            let protection = (vma.protection & 1 != 0 ? "r" : "-") + (vma.protection & 2 != 0 ? "w" : "-") + "-"
            let flags = (vma.attributes.contains(.accounted) ? "a" : "") + (vma.isLocked ? "l" : "")
            return "\(String(vma.start, radix: 16)) \(String(vma.end, radix: 16)) \(protection) \(pages) \(flags.isEmpty ? "-" : flags)"
        }
    }

    /// kB of page tables beyond those of the start.
    var tables: UInt64 { (machine.counters().tables &- firstTables) << 2 }
}
