import TraceFormat

/// A value of a JSON file under its path (`zones[1].free[0]`), read with typed errors.
struct JSONPlace {
    var tree: JSONTree
    var path: String
    var file: String

    func error(_ expected: String) -> TraceError {
        TraceError(file: file, offset: UInt64(tree.offset), problem: "\(path.isEmpty ? "the file" : path) is wrong", expected: expected)
    }

    /// The member `key`, or nil where there is none.
    func optional(_ key: String) -> JSONPlace? {
        tree[key].map { JSONPlace(tree: $0, path: path.isEmpty ? key : "\(path).\(key)", file: file) }
    }

    func member(_ key: String) throws(TraceError) -> JSONPlace {
        guard let member = optional(key) else {
            throw TraceError(
                file: file, offset: UInt64(tree.offset), problem: "\(path.isEmpty ? "the file" : path) has no \"\(key)\"",
                expected: "the field \"\(key)\"")
        }
        return member
    }

    func elements() throws(TraceError) -> [JSONPlace] {
        guard case .array(let values) = tree.value else { throw error("an array") }
        return values.enumerated().map { JSONPlace(tree: $0.element, path: "\(path)[\($0.offset)]", file: file) }
    }

    /// A number from 0 to `limit`.
    func number(_ limit: UInt64 = .max) throws(TraceError) -> UInt64 {
        guard case .number(let digits) = tree.value, let number = UInt64(digits), number <= limit else {
            throw error(limit == .max ? "a whole number, not negative" : "a whole number from 0 to \(limit)")
        }
        return number
    }

    func numbers(_ limit: UInt64 = .max) throws(TraceError) -> [UInt64] {
        var numbers: [UInt64] = []
        for element in try elements() { numbers.append(try element.number(limit)) }
        return numbers
    }

    func string() throws(TraceError) -> String {
        guard case .string(let text) = tree.value else { throw error("a string") }
        return text
    }
}
