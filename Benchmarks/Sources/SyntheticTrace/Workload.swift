import TraceFormat

/// A machine at work, event by event: what a seed says, with a live set that does not grow.
///
/// Every kind of thing lives in slots. An operation draws a slot at random; a free slot is filled, a full one emptied, so that about half
/// of them are full after a while. The mix in hundredths: 38 slab objects, 13 pages, 32 malloc and free, 13 mmap, touch and munmap,
/// 2 vmalloc; the rest: short-lived children. Labels are the slots', so that there are no more names after a day than after a minute.
struct Workload {
    private(set) var names: NameTable
    private var random: SeededRandom
    private var time: UInt64 = 0
    private var line: UInt32 = 0

    private var objects: SlotSet
    private var inodes: SlotSet
    private var blocks: SlotSet
    private var areas: SlotSet
    private var heaps: [SlotSet] = []
    private var maps: [SlotSet] = []
    private let callers: [NameID]
    private let cache: NameID
    private let child: NameID
    private let processes: Int
    private var children: UInt64 = 0
    private var queue: [TraceEvent] = []

    static let cpus = 4
    private static let firstPid: Int32 = 100
    private static let objectSizes: [UInt64] = [8, 16, 24, 32, 48, 64, 64, 96, 120, 128, 192, 200, 256, 512, 1000, 1024, 2048, 4096, 8192]
    private static let orders: [UInt64] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 5, 9]

    init(seed: UInt64, processes: Int = 8) {
        random = SeededRandom(seed: seed)
        self.processes = processes
        var names = NameTable()
        objects = SlotSet("k", 8192, &names)
        inodes = SlotSet("i", 4096, &names)
        blocks = SlotSet("p", 768, &names)
        areas = SlotSet("v", 128, &names)
        for process in 0..<processes {
            heaps.append(SlotSet("m\(process)_", 2048, &names))
            maps.append(SlotSet("a\(process)_", 48, &names))
        }
        callers = (0..<64).map { names.intern("site_\($0)") }
        cache = names.intern("scale_inode")
        child = names.intern("child")
        self.names = names
        queue = beginning().reversed()
    }

    /// The trace's header.
    static func header(events: Int, seed: UInt64) -> TraceHeader {
        var header = TraceHeader()
        header.entries = [
            ("title", "scale: \(events) events, seed \(seed)"), ("profile", "x86_64-1g"), ("set", "cpus=\(cpus)"),
        ]
        return header
    }

    /// The next event.
    mutating func next() -> TraceEvent {
        if queue.isEmpty { operate() }
        var event = queue.removeLast()
        time += 50 + UInt64(random.below(900))
        line &+= 1
        event.time = time
        event.line = line
        return event
    }

    private mutating func beginning() -> [TraceEvent] {
        var events: [TraceEvent] = []
        var creation = TraceEvent(.kmemCacheCreate, cpu: 0, task: 0)
        creation.set(.name, cache)
        creation.set(.size, 600)
        events.append(creation)
        for process in 0..<processes {
            var event = TraceEvent(.task, cpu: 0, task: 0)
            event.set(.pid, UInt64(Self.firstPid) + UInt64(process))
            event.set(.comm, names.intern("worker\(process)"))
            event.set(.uid, 1000)
            events.append(event)
        }
        return events
    }

    /// Draws an operation and queues its events, last first.
    private mutating func operate() {
        switch random.below(100) {
        case 0..<28: object()
        case 28..<38: inode()
        case 38..<51: pages()
        case 51..<83: chunk()
        case 83..<96: mapping()
        case 96..<98: area()
        default: shortLife()
        }
    }

    private mutating func event(_ kind: EventKind, task: Int32 = 0) -> TraceEvent {
        TraceEvent(kind, cpu: Int16(random.below(Self.cpus)), task: task)
    }

    /// A slot at random, and whether it is to be filled.
    private mutating func draw(_ set: SlotSet) -> (slot: Int, isFree: Bool) {
        let slot = random.below(set.count)
        return (slot, set.sizes[slot] == 0)
    }

    private mutating func object() {
        let (slot, isFree) = draw(objects)
        var event = event(isFree ? .kmalloc : .kfree)
        event.set(.ptr, objects.labels[slot])
        event.set(.caller, callers[random.below(callers.count)])
        objects.sizes[slot] = isFree ? Self.objectSizes[random.below(Self.objectSizes.count)] : 0
        if isFree { event.set(.size, objects.sizes[slot]) }
        queue.append(event)
    }

    private mutating func inode() {
        let (slot, isFree) = draw(inodes)
        var event = event(isFree ? .kmemCacheAlloc : .kmemCacheFree)
        event.set(.ptr, inodes.labels[slot])
        event.set(.cache, cache)
        inodes.sizes[slot] = isFree ? 600 : 0
        queue.append(event)
    }

    private mutating func pages() {
        let (slot, isFree) = draw(blocks)
        var event = event(isFree ? .pageAlloc : .pageFree)
        event.set(.ptr, blocks.labels[slot])
        let order = Self.orders[random.below(Self.orders.count)]
        blocks.sizes[slot] = isFree ? order + 1 : 0
        if isFree {
            event.set(.order, order)
            if random.below(2) == 0 { event.set(.gfp, 0x0010_0CCA) }
            event.set(.caller, callers[random.below(callers.count)])
        }
        queue.append(event)
    }

    private mutating func area() {
        let (slot, isFree) = draw(areas)
        var event = event(isFree ? .vmalloc : .vfree)
        event.set(.ptr, areas.labels[slot])
        areas.sizes[slot] = isFree ? UInt64(1 + random.below(16)) << 12 : 0
        if isFree { event.set(.size, areas.sizes[slot]) }
        queue.append(event)
    }

    private mutating func chunk() {
        let process = random.below(processes)
        let (slot, isFree) = draw(heaps[process])
        var event = event(isFree ? .malloc : .free, task: Self.firstPid + Int32(process))
        event.set(.ptr, heaps[process].labels[slot])
        let size = random.below(64) == 0 ? 200_000 : 8 + UInt64(random.below(1 << (4 + random.below(8))))
        heaps[process].sizes[slot] = isFree ? size : 0
        if isFree { event.set(.size, size) }
        queue.append(event)
    }

    /// A mapping is made and touched, or touched again, or unmapped.
    private mutating func mapping() {
        let process = random.below(processes)
        let task = Self.firstPid + Int32(process)
        let (slot, isFree) = draw(maps[process])
        let size = isFree ? UInt64(1 + random.below(16)) << 12 : maps[process].sizes[slot]
        let label = maps[process].labels[slot]
        if isFree || random.below(2) == 0 {
            var touch = event(random.below(4) == 0 ? .read : .write, task: task)
            touch.set(.ptr, label)
            touch.set(.length, 1 + UInt64(random.below(Int(size))))
            queue.append(touch)
        }
        guard isFree || queue.isEmpty else { return }
        var change = event(isFree ? .mmap : .munmap, task: task)
        change.set(.ptr, label)
        change.set(.length, size)
        maps[process].sizes[slot] = isFree ? size : 0
        queue.append(change)
    }

    /// A process forks a child that writes a little and exits; pids come again.
    private mutating func shortLife() {
        guard random.below(8) == 0 else { return object() }
        let process = random.below(processes)
        let pid = Int32(1000 + children % 4096)
        children += 1
        var fork = event(.fork, task: Self.firstPid + Int32(process))
        fork.set(.child, UInt64(pid))
        var work = event(.malloc, task: pid)
        work.set(.ptr, child)
        work.set(.size, 5000)
        queue = [event(.exit, task: pid), work, fork]
    }
}
