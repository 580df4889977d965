/// A value of a YAML file with the place where it stands, so that a wrong one can be named.
///
/// Every scalar is text as it was written; whoever asks for it knows whether it should be a number.
package struct YAMLNode: Sendable {
    package enum Value: Sendable {
        case scalar(String)
        case sequence([YAMLNode])
        /// In the order of the file; no key stands twice.
        case mapping([Pair])
    }

    /// A key and its value; `line` is the key's.
    package struct Pair: Sendable {
        package var key: String
        package var line: Int
        package var value: YAMLNode
    }

    package var value: Value
    /// From 1; where the value begins.
    package var line: Int
}

extension YAMLNode {
    /// The text of a scalar; nil: it is none.
    package var scalar: String? {
        guard case .scalar(let text) = value else { return nil }
        return text
    }

    /// The elements of a sequence; nil: it is none.
    package var sequence: [YAMLNode]? {
        guard case .sequence(let nodes) = value else { return nil }
        return nodes
    }

    /// The pairs of a mapping; nil: it is none.
    package var mapping: [Pair]? {
        guard case .mapping(let pairs) = value else { return nil }
        return pairs
    }
}
