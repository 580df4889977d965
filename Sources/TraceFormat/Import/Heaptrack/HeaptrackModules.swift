/// The parts of files that a program has mapped: `m NAME START [OFFSET SIZE]…`; `m -` forgets all, before they are told anew.
struct HeaptrackModules: Sendable {
    private struct Part {
        var start: UInt64
        var end: UInt64
        var base: UInt64
        var name: Int
    }

    /// How many parts are kept.
    private static let limit = 1 << 16

    /// In order of `start`.
    private var parts: [Part] = []
    private var names: [String] = []

    var isEmpty: Bool { names.isEmpty }

    /// False where the line has another shape.
    mutating func take(_ line: UnsafeRawBufferPointer, _ words: inout HexWords, _ file: HeaptrackFile) -> Bool {
        guard let range = words.word(isSized: file.hasSizedStrings) else { return false }
        var name = line.slice(range.lowerBound, range.upperBound).text
        if name == "-" {
            parts.removeAll(keepingCapacity: true)
            return words.isAtEnd
        }
        if name == "x" { name = file.executable }
        guard let base = words.next() else { return false }
        names.append(name.split(separator: "/").last.map(String.init) ?? name)
        while !words.isAtEnd {
            guard let offset = words.next(), let size = words.next() else { return false }
            add(Part(start: base &+ offset, end: base &+ offset &+ size, base: base, name: names.count - 1))
        }
        return true
    }

    private mutating func add(_ part: Part) {
        if parts.count < Self.limit { parts.insert(part, at: place(after: part.start)) }
    }

    /// Where the first part stands that begins after `address`.
    private func place(after address: UInt64) -> Int {
        var (low, high) = (0, parts.count)
        while low < high {
            let middle = (low + high) / 2
            if parts[middle].start <= address { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// `libfoo.so+0x1234`; the address alone where it lies in no module.
    func name(of address: UInt64, _ table: inout NameTable) -> NameID {
        let place = place(after: address)
        guard place > 0, case let part = parts[place - 1], address < part.end else {
            return table.intern("0x" + String(address, radix: 16))
        }
        return table.intern("\(names[part.name])+0x" + String(address &- part.base, radix: 16))
    }
}
