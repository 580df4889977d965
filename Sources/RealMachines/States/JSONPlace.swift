import Notation
import TraceFormat

/// A value of a JSON file under its path (`zones[1].free[0]`), read with typed errors.
struct JSONPlace {
    var tree: JSON
    var path: String
    var file: String

    /// The whole of a file. Errors: it is no JSON.
    init(_ bytes: [UInt8], file: String) throws(TraceError) {
        do { tree = try JSON(bytes) } catch {
            throw TraceError(file: file, offset: UInt64(error.offset), problem: error.problem, expected: error.expected)
        }
        path = ""
        self.file = file
    }

    private init(_ tree: JSON, _ path: String, _ file: String) {
        self.tree = tree
        self.path = path
        self.file = file
    }

    func error(_ expected: String) -> TraceError {
        TraceError(file: file, offset: UInt64(tree.offset), problem: "\(path.isEmpty ? "the file" : path) is wrong", expected: expected)
    }

    /// The member `key`, or nil where there is none or it is `null`.
    func optional(_ key: String) -> JSONPlace? {
        guard let member = child(key) else { return nil }
        if case .null = member.tree.value { return nil }
        return member
    }

    private func child(_ key: String) -> JSONPlace? { tree[key].map { JSONPlace($0, path.isEmpty ? key : "\(path).\(key)", file) } }

    func member(_ key: String) throws(TraceError) -> JSONPlace {
        guard let member = child(key) else {
            throw TraceError(
                file: file, offset: UInt64(tree.offset), problem: "\(path.isEmpty ? "the file" : path) has no \"\(key)\"",
                expected: "the field \"\(key)\"")
        }
        return member
    }

    func elements() throws(TraceError) -> [JSONPlace] {
        guard case .array(let values) = tree.value else { throw error("an array") }
        return values.enumerated().map { JSONPlace($0.element, "\(path)[\($0.offset)]", file) }
    }

    /// A number from 0 to `limit`.
    func number(_ limit: UInt64 = .max) throws(TraceError) -> UInt64 {
        guard case .number(let digits) = tree.value, let number = UInt64(digits), number <= limit else {
            throw error(limit == .max ? "a whole number, not negative" : "a whole number from 0 to \(limit)")
        }
        return number
    }

    /// A whole number of at most `limit` either way.
    func signed(_ limit: Int64) throws(TraceError) -> Int64 {
        guard case .number(let digits) = tree.value, let number = Int64(digits), number.magnitude <= UInt64(limit) else {
            throw error("a whole number from -\(limit) to \(limit)")
        }
        return number
    }

    /// An address in hexadecimal, as text: `"0xffff88801ffd5000"`.
    func address() throws(TraceError) -> UInt64 {
        guard let address = UInt64(hexadecimal: try string()) else { throw error("an address such as \"0xffff88801ffd5000\"") }
        return address
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
