import CLibYAML

/// libyaml's reading of a text, piece by piece.
///
/// Invariant: `parser` is initialised and its input is `input`, which neither moves nor changes.
struct YAMLEvents: ~Copyable {
    enum Event {
        case streamStart, streamEnd, documentStart, documentEnd
        case scalar(String)
        case sequenceStart, sequenceEnd
        case mappingStart, mappingEnd
    }

    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    private let input: UnsafeMutableBufferPointer<UInt8>

    init(_ text: String) {
        input = .allocate(capacity: text.utf8.count)
        _ = input.initialize(from: text.utf8)
        precondition(yaml_parser_initialize(parser) == 1, "no memory for a YAML parser")
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event and the line where it begins. Errors: not YAML; an anchor, alias or tag.
    mutating func next() throws(YAMLError) -> (event: Event, line: Int) {
        var raw = yaml_event_t()
        guard yaml_parser_parse(parser, &raw) == 1 else { throw error }
        defer { yaml_event_delete(&raw) }
        let line = Int(raw.start_mark.line) + 1
        if let (sign, name) = Self.reference(raw) {
            throw YAMLError(line: line, problem: "\(sign)\(name) is not read here", expected: "values without anchors, aliases and tags")
        }
        return (Self.event(raw), line)
    }

    private static func event(_ raw: yaml_event_t) -> Event {
        switch raw.type {
        case YAML_STREAM_START_EVENT: .streamStart
        case YAML_DOCUMENT_START_EVENT: .documentStart
        case YAML_DOCUMENT_END_EVENT: .documentEnd
        case YAML_SCALAR_EVENT:
            .scalar(String(decoding: UnsafeBufferPointer(start: raw.data.scalar.value, count: raw.data.scalar.length), as: UTF8.self))
        case YAML_SEQUENCE_START_EVENT: .sequenceStart
        case YAML_SEQUENCE_END_EVENT: .sequenceEnd
        case YAML_MAPPING_START_EVENT: .mappingStart
        case YAML_MAPPING_END_EVENT: .mappingEnd
        default: .streamEnd
        }
    }

    /// The anchor, alias or tag that a value has, and its sign.
    private static func reference(_ raw: yaml_event_t) -> (String, String)? {
        let (alias, anchor, tag): (UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt8>?) =
            switch raw.type {
            case YAML_ALIAS_EVENT: (raw.data.alias.anchor, nil, nil)
            case YAML_SCALAR_EVENT: (nil, raw.data.scalar.anchor, raw.data.scalar.tag)
            case YAML_SEQUENCE_START_EVENT: (nil, raw.data.sequence_start.anchor, raw.data.sequence_start.tag)
            case YAML_MAPPING_START_EVENT: (nil, raw.data.mapping_start.anchor, raw.data.mapping_start.tag)
            default: (nil, nil, nil)
            }
        if let alias { return ("the alias *", String(cString: alias)) }
        if let anchor { return ("the anchor &", String(cString: anchor)) }
        return tag.map { ("the tag ", String(cString: $0)) }
    }

    /// What libyaml says of its last failure. A byte that no text may have is told by its offset alone.
    private var error: YAMLError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "no memory"
        var line = Int(parser.pointee.problem_mark.line)
        if parser.pointee.error == YAML_READER_ERROR {
            line = input.prefix(Int(parser.pointee.problem_offset)).count { $0 == UInt8(ascii: "\n") }
        }
        return YAMLError(line: line + 1, problem: "not YAML: \(problem)")
    }
}
