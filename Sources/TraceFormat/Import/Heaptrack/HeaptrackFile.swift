/// What a heaptrack file says of itself.
struct HeaptrackFile: Sendable {
    /// What stands behind `+` and `-`.
    enum Form {
        case unknown, pointers, classes
    }

    /// The newest file version that is known.
    static let newestVersion: UInt64 = 3

    var form = Form.unknown
    /// As heaptrack writes it: 0x10400 is 1.4.0.
    var tool: UInt64 = 0
    var version: UInt64 = 0
    /// The program and its arguments; empty: not said.
    var command = ""
    /// The program's file.
    var executable = ""
    var isAttached = false

    /// Strings carry their length, from version 3 on.
    var hasSizedStrings: Bool { version >= 3 }

    /// `heaptrack 1.4.0`.
    var source: String { tool == 0 ? "heaptrack" : "heaptrack \(tool >> 16).\(tool >> 8 & 0xff).\(tool & 0xff)" }

    /// The program's name without folders, at most 15 bytes as the kernel keeps it; `program` where nothing tells.
    var program: String {
        let path = executable.isEmpty ? String(command.prefix { $0 != " " }) : executable
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        return name.isEmpty ? "program" : String(decoding: name.utf8.prefix(15), as: UTF8.self)
    }

    /// `v`, `x`, `X` and `I`; false where the line has another shape.
    mutating func take(_ line: UnsafeRawBufferPointer, _ words: inout HexWords, _ odd: inout OddLineKeeper) -> Bool {
        switch line.byte(0) {
        case UInt8(ascii: "v"): return takeVersion(&words, &odd)
        case UInt8(ascii: "I"): return words.next() != nil && words.next() != nil && words.isAtEnd
        case UInt8(ascii: "X"):
            command = line.slice(2, line.count).text
            return true
        case UInt8(ascii: "x"):
            form = .pointers
            guard let path = words.string(isSized: hasSizedStrings) else { return false }
            executable = line.slice(path.lowerBound, path.upperBound).text
            return true
        default: return false
        }
    }

    /// Before 1.0.0 heaptrack called itself 1.2.0 and told no file version: that is version 1.
    private mutating func takeVersion(_ words: inout HexWords, _ odd: inout OddLineKeeper) -> Bool {
        guard let tool = words.next() else { return false }
        self.tool = tool
        version = words.isAtEnd ? (tool == 0x1_0200 ? 1 : 0) : words.next() ?? 0
        if version > Self.newestVersion { odd.count(.heaptrackNewerVersion) }
        return words.isAtEnd
    }
}
