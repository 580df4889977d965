import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

/// Seeded random traces of everything: kernel, user and process events, sound and odd. The generator knows what it has
/// named, not what became of it, so events after a kill, double frees and foreign pointers come by themselves.
struct RandomTrace {
    private var random: TestRandom
    private(set) var names = NameTable()
    private var time: UInt64 = 0
    private var line: UInt32 = 1
    private var labels = 0
    private var objects: [NameID] = []
    private var areas: [NameID] = []
    private var blocks: [NameID] = []
    private var user: [NameID] = []
    private var pids: [UInt64] = [1, 100, 101]
    private let caches: [NameID]
    private var events: [TraceEvent] = []

    init(seed: UInt64) {
        random = TestRandom(state: seed)
        caches = [names.intern("widget"), names.intern("gadget")]
        for pid in pids {
            var event = next(.task, task: 0)
            event.set(.pid, pid)
            event.set(.uid, pid == 101 ? 0 : 1000)
            event.set(.comm, names.intern("task-\(pid)"))
            events.append(event)
        }
    }

    /// A trace of `count` events and the names in it.
    static func make(seed: UInt64, count: Int) -> (events: [TraceEvent], names: NameTable) {
        var trace = RandomTrace(seed: seed)
        for _ in 0..<count { trace.add() }
        return (trace.events, trace.names)
    }

    private mutating func add() {
        switch random.next(below: 20) {
        case 0...3: addKernel()
        case 4...5: addArea()
        case 6...9: addHeap()
        case 10...12: addSystemCall()
        case 13...16: addAccess()
        case 17...18: addProcess()
        default: addMachine()
        }
    }

    // MARK: Pieces

    private mutating func next(_ kind: EventKind, task: UInt64) -> TraceEvent {
        time += UInt64(random.next(below: 400_000))
        line += 1
        return TraceEvent(kind, time: time, cpu: Int16(random.next(below: 3)) - 1, task: Int32(task), line: line)
    }

    private mutating func kernel(_ kind: EventKind) -> TraceEvent { next(kind, task: random.next(below: 3) == 0 ? pick(pids) ?? 0 : 0) }

    private mutating func process(_ kind: EventKind) -> TraceEvent {
        next(kind, task: random.next(below: 60) == 0 ? 777 : pick(pids) ?? 100)
    }

    private mutating func pick<T>(_ values: [T]) -> T? { values.isEmpty ? nil : values[random.next(below: values.count)] }

    private mutating func label() -> NameID {
        labels += 1
        return names.intern("p\(labels)")
    }

    /// Takes one out of a list; sometimes leaves it there (a double free to come) or names something unheard of.
    private mutating func take(_ path: WritableKeyPath<RandomTrace, [NameID]>) -> NameID {
        let list = self[keyPath: path]
        if list.isEmpty || random.next(below: 40) == 0 { return names.intern("nobody") }
        let index = random.next(below: list.count)
        if random.next(below: 30) != 0 { self[keyPath: path].remove(at: index) }
        return list[index]
    }

    /// Mostly small, sometimes pages, seldom enormous.
    private mutating func size() -> UInt64 {
        switch random.next(below: 40) {
        case 0: return 0
        case 1: return UInt64(1) << UInt64(random.next(below: 64))
        case 2: return .max - UInt64(random.next(below: 5000))
        case 3...6: return UInt64(random.next(below: 3 << 20))
        case 7...15: return UInt64(random.next(below: 70_000))
        default: return UInt64(random.next(below: 2200))
        }
    }

    private mutating func gfp() -> UInt64 {
        let flags: [GfpFlags] = [
            .kernel, .kernel, .atomic, .highUserMovable, .highUser, [.kernel, .dma], [.kernel, .noRetry], [.kernel, .reclaimable],
        ]
        return UInt64(pick(flags)!.rawValue)
    }

    // MARK: Kinds

    private mutating func addKernel() {
        var event: TraceEvent
        switch random.next(below: 12) {
        case 0...3:
            event = kernel(.kmalloc)
            event.set(.size, size())
            event.set(.ptr, named(\.objects))
            if random.next(below: 3) == 0 { event.set(.gfp, gfp()) }
        case 4...6:
            event = kernel(random.next(below: 8) == 0 ? .kmemCacheFree : .kfree)
            event.set(.ptr, take(\.objects))
        case 7:
            event = kernel(.krealloc)
            event.set(.old, take(\.objects))
            event.set(.size, size())
            event.set(.ptr, named(\.objects))
        case 8:
            event = kernel(pick([.kmemCacheCreate, .kmemCacheDestroy, .kmemCacheShrink])!)
            event.set(.name, pick(caches)!)
            if event.kind == .kmemCacheCreate { event.set(.size, UInt64(random.next(below: 5000))) }
        case 9:
            event = kernel(.kmemCacheAlloc)
            event.set(.cache, pick(caches)!)
            event.set(.size, UInt64(1 + random.next(below: 3000)))
            event.set(.ptr, named(\.objects))
        case 10:
            event = kernel(.pageAlloc)
            event.set(.order, UInt64(random.next(below: random.next(below: 4) == 0 ? 11 : 4)))
            event.set(.ptr, named(\.blocks))
            event.set(.gfp, gfp())
        default:
            event = kernel(.pageFree)
            event.set(.ptr, take(\.blocks))
        }
        events.append(event)
    }

    private mutating func named(_ path: WritableKeyPath<RandomTrace, [NameID]>) -> NameID {
        let name = random.next(below: 50) == 0 ? self[keyPath: path].first ?? label() : label()
        self[keyPath: path].append(name)
        return name
    }

    private mutating func addArea() {
        var event: TraceEvent
        switch random.next(below: 8) {
        case 0...2:
            event = kernel(.vmalloc)
            event.set(.size, size())
            event.set(.ptr, named(\.areas))
            if random.next(below: 4) == 0 { event.set(.align, UInt64(4096) << UInt64(random.next(below: 4))) }
        case 3...4:
            event = kernel(pick([.vfree, .vfree, .vunmap, .iounmap])!)
            event.set(.ptr, take(\.areas))
        case 5:
            event = kernel(.vmap)
            event.set(.old, pick(blocks) ?? names.intern("nobody"))
            event.set(.count, UInt64(random.next(below: 5)))
            event.set(.ptr, named(\.areas))
        case 6:
            event = kernel(.ioremap)
            event.set(.physical, random.next(below: 4) == 0 ? size() : 0xfe00_0000 + UInt64(random.next(below: 1 << 20)))
            event.set(.size, size())
            event.set(.ptr, named(\.areas))
        default: event = kernel(.areaPurge)
        }
        events.append(event)
    }

    private mutating func addHeap() {
        var event: TraceEvent
        switch random.next(below: 12) {
        case 0...4:
            event = process(.malloc)
            event.set(.size, size())
            event.set(.ptr, named(\.user))
        case 5...7:
            event = process(.free)
            event.set(.ptr, take(\.user))
        case 8:
            event = process(.realloc)
            event.set(.old, take(\.user))
            event.set(.size, size())
            event.set(.ptr, named(\.user))
        case 9:
            event = process(.calloc)
            event.set(.count, UInt64(random.next(below: 100)))
            event.set(.size, size())
            event.set(.ptr, named(\.user))
        case 10:
            event = process(.memalign)
            event.set(.align, random.next(below: 9) == 0 ? size() : 16 << UInt64(random.next(below: 10)))
            event.set(.size, size())
            event.set(.ptr, named(\.user))
        default:
            event = process(random.next(below: 2) == 0 ? .mallocTrim : .mallopt)
            if event.kind == .mallopt {
                event.set(.parameter, names.intern(pick(["M_TRIM_THRESHOLD", "M_MMAP_MAX", "M_TOP_PAD", "M_MMAP_THRESHOLD", "M_ODD"])!))
                event.set(.value, UInt64(bitPattern: Int64(random.next(below: 100_000)) - 1))
            }
        }
        events.append(event)
    }

    private mutating func addSystemCall() {
        var event: TraceEvent
        switch random.next(below: 14) {
        case 0...2:
            event = process(.mmap)
            event.set(.length, size())
            event.set(.ptr, named(\.user))
            if random.next(below: 3) == 0 { event.set(.prot, UInt64(random.next(below: 8))) }
            if random.next(below: 3) == 0 {
                event.set(.flags, pick([0x22, 0x21, 0x8022, 0x2022, 0x4022, 0x32, 0x02, 0x01])!)
                if random.next(below: 2) == 0 { event.set(.address, 0x1000_0000 + UInt64(random.next(below: 4096)) << 12) }
            }
            if random.next(below: 6) == 0 { event.set(.name, names.intern("/lib/libc.so.6")) }
        case 3...4: event = range(.munmap)
        case 5:
            event = process(.mremap)
            event.set(.old, take(\.user))
            event.set(.size, size())
            event.set(.length, size())
            event.set(.ptr, named(\.user))
            event.set(.flags, UInt64(random.next(below: 2)))
        case 6:
            event = range(.mprotect)
            event.set(.prot, UInt64(random.next(below: 8)))
        case 7...8:
            event = range(.madvise)
            event.set(.advice, names.intern(pick(["dontneed", "free", "willneed", "odd"])!))
        case 9: event = range(random.next(below: 2) == 0 ? .mlock : .munlock)
        case 10: event = process(pick([.mlockall, .munlockall])!)
        case 11:
            event = process(.brk)
            event.set(.address, pick(user) ?? names.intern("nobody"))
            event.set(.offset, size())
        default:
            event = process(.sbrk)
            event.set(.size, UInt64(bitPattern: Int64(random.next(below: 400_000)) - 100_000))
            event.set(.ptr, named(\.user))
        }
        events.append(event)
    }

    private mutating func range(_ kind: EventKind) -> TraceEvent {
        var event = process(kind)
        event.set(.ptr, kind == .munmap ? take(\.user) : pick(user) ?? names.intern("nobody"))
        if random.next(below: 2) == 0 { event.set(.offset, UInt64(random.next(below: 20)) << 12) }
        event.set(.length, size())
        return event
    }

    private mutating func addAccess() {
        var event = process(random.next(below: 3) == 0 ? .read : .write)
        switch random.next(below: 12) {
        case 0:
            event = kernel(.write)
            event.set(.ptr, pick(objects + areas + blocks) ?? names.intern("nobody"))
        case 1:
            let stack: UInt64 = 0xbfff_0000 + UInt64(random.next(below: 0x1_0000))
            event.set(.ptr, random.next(below: 8) == 0 ? size() : stack)
        default: event.set(.ptr, pick(user) ?? names.intern("nobody"))
        }
        if random.next(below: 12) == 0 { event.set(.offset, UInt64(random.next(below: 10)) << 12) }
        event.set(.length, random.next(below: 40) == 0 ? size() : 1 + UInt64(random.next(below: 200)))
        events.append(event)
    }

    private mutating func addProcess() {
        var event: TraceEvent
        switch random.next(below: 14) {
        case 0...3 where pids.count < 12:
            event = process(.fork)
            let child = random.next(below: 10) == 0 ? pick(pids)! : UInt64(200 + line)
            event.set(.child, child)
            if !pids.contains(child) { pids.append(child) }
        case 4:
            event = process(.exec)
            event.set(.name, names.intern("/bin/app"))
        case 5...7:
            event = process(.exit)
            if pids.count > 3, let index = pids.firstIndex(of: UInt64(event.task)), index > 2 { pids.remove(at: index) }
            if event.task < 102, event.task > 0 { event.task = Int32(pids.last!) }
        case 8:
            event = process(.threadCreate)
            event.set(.tid, UInt64(5000 + line))
        case 9: event = process(.threadExit)
        case 10...11:
            event = next(pick([.oomAdj, .oomScoreAdj])!, task: random.next(below: 2) == 0 ? 0 : 100)
            event.set(.pid, pick(pids)!)
            event.set(.value, UInt64(bitPattern: Int64(random.next(below: 33)) - 17))
        case 12:
            event = next(.foreground, task: 0)
            event.set(.pid, pick(pids)!)
        default:
            event = next(.task, task: 0)
            event.set(.pid, pick(pids)!)
            event.set(.comm, names.intern("again"))
        }
        events.append(event)
    }

    private mutating func addMachine() {
        var event: TraceEvent
        if random.next(below: 3) == 0 {
            event = next(.sysctl, task: 0)
            event.set(.key, names.intern(pick(["vm.overcommit_memory", "vm.overcommit_ratio", "vm.nonsense"])!))
            event.set(.value, UInt64(random.next(below: 4)))
        } else {
            event = next(.mark, task: 0)
            event.set(.text, names.intern("here"))
        }
        events.append(event)
    }
}
