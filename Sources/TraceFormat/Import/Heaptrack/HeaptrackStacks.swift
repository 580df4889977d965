/// The tree of stacks of a heaptrack recording: nodes (`t`), frames (`i`), strings (`s`) and modules (`m`).
///
/// A node's frame is the number of an `i` line, or an address where there are no `i` lines. Nodes, frames and strings count from 1; 0 is none.
///
/// Invariants:
/// - `callers.count == nodes.count`; a caller is `unasked` until an allocation has that node;
/// - string `i` is `arena[starts[i - 1] ..< starts[i]]`, `starts[0] == 0`.
struct HeaptrackStacks: Sendable {
    struct Node {
        /// An address (with pointers), or a frame's number.
        var frame: UInt64
        var parent: UInt32
    }

    /// One address of the program: its function, file and line by the strings' numbers; what was inlined there is not kept.
    struct Frame {
        var address: UInt64
        var module: UInt32
        var function: UInt32 = 0
        var file: UInt32 = 0
        var line: UInt32 = 0
    }

    static let unasked = UInt32.max

    private(set) var nodes: [Node] = []
    private(set) var frames: [Frame] = []
    /// The name of each node's function, as `NameID`.
    var callers: [UInt32] = []
    private var arena: [UInt8] = []
    private var starts: [Int] = [0]
    private var modules = HeaptrackModules()

    /// Takes a line `t`, `i`, `s` or `m`; false where it has another shape.
    mutating func take(_ line: UnsafeRawBufferPointer, _ words: inout HexWords, _ file: inout HeaptrackFile) -> Bool {
        switch line.byte(0) {
        case UInt8(ascii: "t"): return addNode(&words)
        case UInt8(ascii: "m"):
            file.form = .pointers
            return modules.take(line, &words, file)
        case UInt8(ascii: "i"):
            if file.version > 0 { file.form = .classes }
            return addFrame(&words)
        default:
            guard let range = words.string(isSized: file.hasSizedStrings) else { return false }
            arena.append(contentsOf: line[range])
            starts.append(arena.count)
            return true
        }
    }

    private mutating func addNode(_ words: inout HexWords) -> Bool {
        guard let frame = words.next(), let parent = words.next(), words.isAtEnd, parent <= UInt64(nodes.count) else { return false }
        nodes.append(Node(frame: frame, parent: UInt32(parent)))
        callers.append(Self.unasked)
        return true
    }

    private mutating func addFrame(_ words: inout HexWords) -> Bool {
        guard let address = words.next(), let module = words.next(), let module = UInt32(exactly: module) else { return false }
        var frame = Frame(address: address, module: module)
        if !words.isAtEnd {
            guard let function = words.next() else { return false }
            frame.function = UInt32(truncatingIfNeeded: function)
        }
        if !words.isAtEnd {
            guard let file = words.next(), let line = words.next() else { return false }
            frame.file = UInt32(truncatingIfNeeded: file)
            frame.line = UInt32(truncatingIfNeeded: line)
        }
        frames.append(frame)
        return true
    }

    /// The function that allocates at a node, or the module and the offset in it; the empty name where nothing tells.
    mutating func caller(of trace: UInt64, _ names: inout NameTable) -> NameID {
        guard trace > 0, trace <= UInt64(nodes.count) else { return NameID(0) }
        let index = Int(trace) - 1
        if callers[index] == Self.unasked { callers[index] = name(nodes[index], &names).rawValue }
        return NameID(callers[index])
    }

    private func name(_ node: Node, _ names: inout NameTable) -> NameID {
        guard !frames.isEmpty || modules.isEmpty else { return modules.name(of: node.frame, &names) }
        guard node.frame > 0, node.frame <= UInt64(frames.count) else { return NameID(0) }
        let frame = frames[Int(node.frame) - 1]
        return string(frame.function, &names) ?? string(frame.module, &names) ?? NameID(0)
    }

    /// A string's name; nil where the number is none.
    private func string(_ number: UInt32, _ names: inout NameTable) -> NameID? {
        guard number > 0, Int(number) < starts.count else { return nil }
        let range = starts[Int(number) - 1]..<starts[Int(number)]
        return arena.withUnsafeBytes { names.intern(bytes: UnsafeRawBufferPointer(rebasing: $0[range])) }
    }
}
