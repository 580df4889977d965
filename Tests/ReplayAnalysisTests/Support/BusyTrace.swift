import Foundation
import ReplayModel
import ReplayStore
import Runs
import TraceFormat

@testable import ReplayAnalysis

/// A seeded trace in which everything that checkpoints store comes and goes: VMAs, page tables, huge pages, vmalloc areas, heaps, processes.
struct BusyTrace {
    private var state: UInt64
    private var lines: [String] = []
    private var time = 0
    /// Names of what lives, by process (0: the kernel).
    private var maps: [Int: [(name: String, pages: Int)]] = [:]
    private var chunks: [Int: [String]] = [:]
    private var areas: [String] = []
    private var objects: [String] = []
    private var child = 200
    private var count = 0

    init(seed: UInt64) { state = seed }

    private mutating func random(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(truncatingIfNeeded: state >> 33) % bound
    }

    private mutating func name() -> String {
        count += 1
        return "n\(count)"
    }

    private mutating func add(_ task: Int, _ text: String) {
        time += 1
        lines.append("\(time)us \(random(2)) \(task) \(text)")
    }

    /// The text of a trace of so many events or a few more.
    static func text(events: Int, seed: UInt64) -> String {
        var trace = BusyTrace(seed: seed)
        for pid in [100, 101] { trace.add(0, "task pid=\(pid) comm=p\(pid) uid=0") }
        while trace.time < events { trace.event() }
        let head = "replay-trace 1\nheader profile x86_64-1g\nheader set vm.transparent_hugepage=always\n"
        return head + trace.lines.joined(separator: "\n") + "\n"
    }

    private mutating func event() {
        let pid = 100 + random(2)
        switch random(24) {
        case 0...5: map(pid)
        case 6...11: unmap(pid)
        case 12: move(pid)
        case 13...14: allocate(pid)
        case 15...16: free(pid)
        case 17...19: vmalloc()
        case 20: object()
        case 21 where random(4) == 0: fork(pid)
        case 22 where random(20) == 0: exec(pid)
        default: read(pid)
        }
    }

    private mutating func map(_ pid: Int) {
        if maps[pid, default: []].count > 4 { return unmap(pid) }
        let (pages, map) = ([1, 3, 16, 1100, 1100, 1100][random(6)], name())
        add(pid, "mmap length=\(pages * 4)KiB ptr=\(map)")
        add(pid, "write ptr=\(map) length=\(random(2) == 0 && pages < 1000 || random(20) == 0 ? pages * 4 : 4)KiB")
        maps[pid, default: []].append((map, pages))
    }

    private mutating func unmap(_ pid: Int) {
        guard let index = maps[pid].flatMap({ $0.isEmpty ? nil : random($0.count) }) else { return }
        let map = maps[pid]!.remove(at: index)
        add(pid, "munmap ptr=\(map.name) length=\(map.pages * 4)KiB")
    }

    private mutating func move(_ pid: Int) {
        guard let index = maps[pid].flatMap({ $0.isEmpty ? nil : random($0.count) }) else { return }
        let (old, next) = (maps[pid]![index], name())
        add(pid, "mremap old=\(old.name) size=\(old.pages * 4)KiB length=\(old.pages * 8)KiB ptr=\(next) flags=1")
        maps[pid]![index] = (next, old.pages * 2)
        if old.pages > 1000 { unmap(pid) }
    }

    private mutating func read(_ pid: Int) {
        guard let map = maps[pid]?.last else { return }
        add(pid, "read ptr=\(map.name) length=\(min(map.pages, 8) * 4)KiB")
        if random(3) == 0 { add(pid, "mprotect ptr=\(map.name) length=4KiB prot=\(random(2) == 0 ? "r" : "rw")") }
    }

    private mutating func allocate(_ pid: Int) {
        let chunk = name()
        add(pid, "malloc size=\([24, 100, 700, 5000, 70_000, 200_000][random(6)]) ptr=\(chunk)")
        chunks[pid, default: []].append(chunk)
    }

    private mutating func free(_ pid: Int) {
        guard let index = chunks[pid].flatMap({ $0.isEmpty ? nil : random($0.count) }) else { return }
        add(pid, "free ptr=\(chunks[pid]!.remove(at: index))")
    }

    private mutating func vmalloc() {
        if areas.count > 4 || areas.count > 2 && random(2) == 0 {
            add(0, "vfree ptr=\(areas.remove(at: random(areas.count)))")
            if random(3) == 0 { add(0, "area_purge") }
        } else {
            areas.append(name())
            add(0, "vmalloc size=\(4096 * (1 + random(5))) ptr=\(areas.last!) caller=f\(random(3))")
        }
    }

    private mutating func object() {
        if objects.count > 20 {
            add(0, "kfree ptr=\(objects.remove(at: random(objects.count))) caller=g\(random(2))")
        } else {
            objects.append(name())
            add(0, "kmalloc size=\(1 << random(12)) ptr=\(objects.last!) caller=f\(random(5))")
        }
    }

    /// A child, which mallocs with its parent's heap and writes to its parent's memory, and goes a little later.
    private mutating func fork(_ pid: Int) {
        child += 1
        add(pid, "fork child=\(child)")
        for _ in 0..<random(6) {
            add(child, "malloc size=\(40 + random(400)) ptr=\(name())")
            if let map = maps[pid]?.last { add(child, "write ptr=\(map.name) length=4KiB") }
        }
        for _ in 0..<random(200) where random(10) > 0 { allocate(pid) }
        add(child, "exit value=0")
    }

    private mutating func exec(_ pid: Int) {
        add(pid, "exec name=again\(random(3))")
        (maps[pid], chunks[pid]) = ([], [])
    }
}

extension BusyTrace {
    /// Replays a text with keyframes at other intervals than usual.
    static func replay(_ text: String, to path: String, keyframes: UInt64) throws -> Run {
        let trace = path + ".trace"
        try Data(text.utf8).write(to: URL(fileURLWithPath: trace))
        let reader = try TraceFile.open(trace)
        var profile = MachineProfile.builtIn(named: reader.header.first("profile") ?? "")!
        for pair in reader.header.all("set") {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            try Setting.named(parts[0]).set(parts[1], in: &profile)
        }
        var job = ReplayJob(profile: profile, placement: .model)
        job.keyframeInterval = keyframes
        _ = try job.run([("busy.trace", reader)], names: NameTable(), into: PageTransitionWriter(path: path))
        return try Run(path: path)
    }

    /// Views of the machine and of every living process after a step, and translations of the first addresses of its areas.
    static func show(_ views: [ProcView], of run: Run, at step: UInt64) throws -> [String] {
        let moment = try run.moment("\(step)")
        var texts: [String] = []
        for view in views where view.arguments == .none { texts.append("\(view)\n" + (try run.show(view, at: moment))) }
        for pid in try run.processes.living(at: moment).map(\.pid) {
            for view in views where view.arguments == .process {
                // A process without a heap has no malloc_info.
                let text = view == .mallocInfo ? (try? run.show(view, pid: pid, at: moment)) : try run.show(view, pid: pid, at: moment)
                texts.append("\(view) \(pid)\n" + (text ?? "none"))
            }
            guard views.contains(.translate) else { continue }
            for area in try run.addressSpaces.areas(of: pid, at: moment).suffix(3) {
                texts.append("translate \(pid)\n" + (try run.show(.translate, pid: pid, address: area.start + 8, at: moment)))
            }
        }
        return texts
    }

    /// Steps spread over a run, the last one among them.
    static func steps(_ count: UInt64, of run: Run) throws -> [UInt64] {
        let last = try run.lastStep()
        return (1...count).map { 1 + (last - 1) * $0 / count }
    }
}
