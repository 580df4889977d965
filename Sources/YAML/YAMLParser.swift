extension YAMLNode {
    /// The one document in `text`; nil: there is nothing but blanks and comments.
    ///
    /// What is read is YAML 1.1 as libyaml has it, without anchors, aliases and tags; keys are scalars, and none stands twice in a mapping.
    package static func parse(_ text: String) throws(YAMLError) -> YAMLNode? {
        var parser = YAMLParser(text)
        return try parser.document()
    }
}

/// Puts libyaml's events together.
private struct YAMLParser: ~Copyable {
    /// How many values may stand in each other.
    private static let depthLimit = 64

    private var events: YAMLEvents
    private var depth = 0

    init(_ text: String) { events = YAMLEvents(text) }

    mutating func document() throws(YAMLError) -> YAMLNode? {
        _ = try events.next()
        guard case (.documentStart, _) = try events.next() else { return nil }
        guard let node = try value() else { preconditionFailure("a document without a value") }
        _ = try events.next()
        let (next, line) = try events.next()
        guard case .streamEnd = next else { throw YAMLError(line: line, problem: "a second document", expected: "one") }
        return node
    }

    /// The value that begins with the next event; nil: the sequence or mapping around it ends.
    private mutating func value() throws(YAMLError) -> YAMLNode? {
        let (event, line) = try events.next()
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else {
            throw YAMLError(line: line, problem: "nested too deeply", expected: "at most \(Self.depthLimit) levels")
        }
        return switch event {
        case .scalar(let text): YAMLNode(value: .scalar(text), line: line)
        case .sequenceStart: YAMLNode(value: .sequence(try elements()), line: line)
        case .mappingStart: YAMLNode(value: .mapping(try pairs()), line: line)
        case .sequenceEnd, .mappingEnd: nil
        case .streamStart, .streamEnd, .documentStart, .documentEnd: preconditionFailure("a document ends inside of a value")
        }
    }

    private mutating func elements() throws(YAMLError) -> [YAMLNode] {
        var elements: [YAMLNode] = []
        while let element = try value() { elements.append(element) }
        return elements
    }

    private mutating func pairs() throws(YAMLError) -> [YAMLNode.Pair] {
        var pairs: [YAMLNode.Pair] = []
        var keys: Set<String> = []
        while let node = try value() {
            guard let key = node.scalar else { throw YAMLError(line: node.line, problem: "a key of several values", expected: "a word") }
            guard keys.insert(key).inserted else { throw YAMLError(line: node.line, problem: "the key \(key) stands twice") }
            guard let value = try value() else { preconditionFailure("a key without a value") }
            pairs.append(YAMLNode.Pair(key: key, line: node.line, value: value))
        }
        return pairs
    }
}
