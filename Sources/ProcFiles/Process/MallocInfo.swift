extension MallocInfo {
    /// The XML, line by line as glibc prints it.
    public var text: String {
        var text = "<malloc version=\"1\">\n"
        for (number, heap) in heaps.enumerated() {
            text += "<heap nr=\"\(number)\">\n<sizes>\n"
            for size in heap.sizes { text += "  <size \(size.attributes)/>\n" }
            if let unsorted = heap.unsorted { text += "  <unsorted \(unsorted.attributes)/>\n" }
            text += "</sizes>\n" + totals(heap.fast, heap.rest) + system(heap.system)
            text += spaces(heap.addresses, heap.unprotected)
            if let subheaps = heap.subheaps { text += "<aspace type=\"subheaps\" size=\"\(subheaps)\"/>\n" }
            text += "</heap>\n"
        }
        return text + sums + "</malloc>\n"
    }

    private var sums: String {
        let whole = heaps.reduce(into: Heap()) { sum, heap in
            sum.fast.count += heap.fast.count
            sum.fast.total += heap.fast.total
            sum.rest.count += heap.rest.count
            sum.rest.total += heap.rest.total
            sum.system.current += heap.system.current
            sum.system.maximum += heap.system.maximum
            sum.addresses += heap.addresses
            sum.unprotected += heap.unprotected
        }
        return totals(whole.fast, whole.rest) + "<total type=\"mmap\" count=\"\(mappedChunks)\" size=\"\(mappedBytes)\"/>\n"
            + system(whole.system) + spaces(whole.addresses, whole.unprotected)
    }

    private func totals(_ fast: Size, _ rest: Size) -> String {
        "<total type=\"fast\" count=\"\(fast.count)\" size=\"\(fast.total)\"/>\n"
            + "<total type=\"rest\" count=\"\(rest.count)\" size=\"\(rest.total)\"/>\n"
    }

    private func system(_ extent: HeapMemoryFacts.Extent) -> String {
        "<system type=\"current\" size=\"\(extent.current)\"/>\n<system type=\"max\" size=\"\(extent.maximum)\"/>\n"
    }

    private func spaces(_ addresses: UInt64, _ unprotected: UInt64) -> String {
        "<aspace type=\"total\" size=\"\(addresses)\"/>\n<aspace type=\"mprotect\" size=\"\(unprotected)\"/>\n"
    }
}

extension MallocInfo.Size {
    fileprivate var attributes: String { "from=\"\(from)\" to=\"\(to)\" total=\"\(total)\" count=\"\(count)\"" }
}
