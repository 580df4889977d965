/// The parts of files that a program has mapped: `m NAME START [OFFSET SIZE]…`; `m -` forgets all, before they are told anew.
struct HeaptrackModules: Sendable {
    private struct Part {
        var start: UInt64
        var end: UInt64
        var base: UInt64
        var name: Int
    }

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
            let start = base &+ offset
            parts.append(Part(start: start, end: start &+ size, base: base, name: names.count - 1))
        }
        return true
    }

    /// `libfoo.so+0x1234`; the address alone where it lies in no module.
    func name(of address: UInt64, _ table: inout NameTable) -> NameID {
        guard let part = parts.first(where: { $0.start <= address && address < $0.end }) else {
            return table.intern("0x" + String(address, radix: 16))
        }
        return table.intern("\(names[part.name])+0x" + String(address - part.base, radix: 16))
    }
}
