/// What `malloc_info(0, stream)` of glibc 2.36 prints (malloc/malloc.c, __malloc_info): for each arena the free chunks by size, and what
/// it holds. Chunks in a thread's cache count as in use there.
///
/// Sizes of chunks in bins are those of their headers with the flag bits, as glibc prints them: 33 is a chunk of 32 bytes behind one in use.
package struct MallocInfo: ProcFormat {
    /// Free chunks of a fastbin, a bin or the unsorted list.
    package struct Size: Equatable, Sendable {
        package var from: UInt64 = .max
        package var to: UInt64 = 0
        package var total: UInt64 = 0
        package var count: UInt64 = 0

        package init() {}

        package mutating func add(_ size: UInt64) {
            from = min(from, size)
            to = max(to, size)
            total += size
            count += 1
        }
    }

    /// How many chunks, and their bytes.
    package struct Total: Equatable, Sendable {
        package var count: UInt64 = 0
        package var bytes: UInt64 = 0

        package init(count: UInt64 = 0, bytes: UInt64 = 0) {
            self.count = count
            self.bytes = bytes
        }

        package static func += (sum: inout Total, other: Total) {
            sum.count += other.count
            sum.bytes += other.bytes
        }
    }

    /// One arena.
    package struct Heap: Equatable, Sendable {
        /// Fastbins and bins in order, without the empty ones.
        package var sizes: [Size] = []
        package var unsorted: Size?
        package var fast = Total()
        package var rest = Total()
        /// Bytes got from the system, now and at most.
        package var system: UInt64 = 0
        package var systemMaximum: UInt64 = 0
        /// Bytes of its address range, and those of them that are readable and writable.
        package var addresses: UInt64 = 0
        package var unprotected: UInt64 = 0
        /// How many heaps a thread's arena has; nil: the main arena.
        package var subheaps: Int?

        package init() {}
    }

    /// In the order of glibc's ring of arenas: the main one, then the newest first.
    package var heaps: [Heap]
    package var mapped: Total

    package init(heaps: [Heap], mapped: Total) {
        self.heaps = heaps
        self.mapped = mapped
    }

    /// The XML, line by line as glibc prints it.
    package var text: String {
        heaps.enumerated().map { "<heap nr=\"\($0)\">\n" + $1.text }.reduce("<malloc version=\"1\">\n", +) + sums + "</malloc>\n"
    }

    private var sums: String {
        let whole = heaps.reduce(into: Heap()) { sum, heap in
            sum.fast += heap.fast
            sum.rest += heap.rest
            sum.system += heap.system
            sum.systemMaximum += heap.systemMaximum
            sum.addresses += heap.addresses
            sum.unprotected += heap.unprotected
        }
        return whole.totals + mapped.line("mmap") + whole.spaces
    }
}

extension MallocInfo.Heap {
    fileprivate var text: String {
        var text = "<sizes>\n"
        for size in sizes { text += "  <size \(size.attributes)/>\n" }
        if let unsorted { text += "  <unsorted \(unsorted.attributes)/>\n" }
        text += "</sizes>\n" + totals + spaces
        if let subheaps { text += "<aspace type=\"subheaps\" size=\"\(subheaps)\"/>\n" }
        return text + "</heap>\n"
    }

    fileprivate var totals: String { fast.line("fast") + rest.line("rest") }

    fileprivate var spaces: String {
        "<system type=\"current\" size=\"\(system)\"/>\n<system type=\"max\" size=\"\(systemMaximum)\"/>\n"
            + "<aspace type=\"total\" size=\"\(addresses)\"/>\n<aspace type=\"mprotect\" size=\"\(unprotected)\"/>\n"
    }
}

extension MallocInfo.Total {
    fileprivate func line(_ type: String) -> String { "<total type=\"\(type)\" count=\"\(count)\" size=\"\(bytes)\"/>\n" }
}

extension MallocInfo.Size {
    fileprivate var attributes: String { "from=\"\(from)\" to=\"\(to)\" total=\"\(total)\" count=\"\(count)\"" }
}
