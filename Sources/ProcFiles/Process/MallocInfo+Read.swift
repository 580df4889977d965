import TraceFormat

extension MallocInfo {
    /// Reads what glibc printed, an element a line. The sums at the end follow from the heaps.
    package init(_ lines: WordLines) throws(TraceError) {
        self.init(heaps: [], mapped: Total())
        var isInHeap = false
        for line in lines.lines {
            let element = Element(line)
            switch element.name {
            case "heap":
                heaps.append(Heap())
                isInHeap = true
            case "/heap": isInHeap = false
            case "malloc", "/malloc", "sizes", "/sizes": break
            case "total" where element["type"] == "mmap":
                mapped = Total(count: try element.number("count", lines), bytes: try element.number("size", lines))
            case "size", "unsorted", "total", "system", "aspace":
                if isInHeap { try heaps[heaps.count - 1].take(element, lines) }
            default: throw lines.error(line, "an element of malloc_info, alone on its line")
            }
        }
        guard !heaps.isEmpty else { throw lines.error("has no heap", expected: "what malloc_info printed") }
    }
}

/// `<NAME KEY="VALUE" …/>`.
private struct Element {
    let line: WordLines.Line
    let name: String

    init(_ line: WordLines.Line) {
        self.line = line
        name = String(line.words[0].drop { $0 == "<" }.prefix { $0 != ">" })
    }

    subscript(key: String) -> Substring? {
        line.words.first { $0.hasPrefix("\(key)=\"") }.map { $0.dropFirst(key.count + 2).prefix { $0 != "\"" } }
    }

    func number(_ key: String, _ lines: WordLines) throws(TraceError) -> UInt64 {
        guard let number = self[key].flatMap({ UInt64($0) }) else { throw lines.error(line, "\(key)=\"NUMBER\"") }
        return number
    }
}

extension MallocInfo.Heap {
    fileprivate mutating func take(_ element: Element, _ lines: WordLines) throws(TraceError) {
        switch (element.name, element["type"]) {
        case ("size", _): sizes.append(try MallocInfo.Size(element, lines))
        case ("unsorted", _): unsorted = try MallocInfo.Size(element, lines)
        case ("total", "fast"): fast = .init(count: try element.number("count", lines), bytes: try element.number("size", lines))
        case ("total", "rest"): rest = .init(count: try element.number("count", lines), bytes: try element.number("size", lines))
        case ("system", "current"): system = try element.number("size", lines)
        case ("system", "max"): systemMaximum = try element.number("size", lines)
        case ("aspace", "total"): addresses = try element.number("size", lines)
        case ("aspace", "mprotect"): unprotected = try element.number("size", lines)
        case ("aspace", "subheaps"): subheaps = Int(clamping: try element.number("size", lines))
        default: throw lines.error(element.line, "an element of malloc_info's heap")
        }
    }
}

extension MallocInfo.Size {
    fileprivate init(_ element: Element, _ lines: WordLines) throws(TraceError) {
        self.init()
        from = try element.number("from", lines)
        to = try element.number("to", lines)
        total = try element.number("total", lines)
        count = try element.number("count", lines)
    }
}
