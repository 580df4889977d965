/// Calls that have begun and not ended, as text; of each task the newest last.
///
/// Memory is bounded: there are at most `limit` of them, each of at most `longest` bytes.
struct PendingText: Sendable {
    struct Call {
        var text: [UInt8]
        var caller: CallCaller
        var number: UInt32
        /// The block of a call inside it.
        var inner: UInt64?
    }

    static let limit = 4096
    static let longest = 4096

    private var calls: [Call] = []

    var count: Int { calls.count }

    /// Adds a call; returns how many had to make room for it.
    @discardableResult
    mutating func add(_ text: UnsafeRawBufferPointer, _ caller: CallCaller, _ number: UInt32) -> UInt64 {
        let lost = calls.count == Self.limit
        if lost { calls.removeFirst() }
        calls.append(Call(text: Array(text.prefix(Self.longest)), caller: caller, number: number))
        return lost ? 1 : 0
    }

    /// The newest call of this task, whose name is `name`; nil: any name.
    mutating func take(_ caller: CallCaller, name: UnsafeRawBufferPointer?) -> Call? {
        let found = calls.lastIndex { call in
            call.caller.task == caller.task && call.caller.process == caller.process && (name.map { Self.isCall(call.text, $0) } ?? true)
        }
        return found.map { calls.remove(at: $0) }
    }

    private static func isCall(_ text: [UInt8], _ name: UnsafeRawBufferPointer) -> Bool {
        text.withUnsafeBytes { text in
            guard let call = CallLine(brackets: text, 0) else { return false }
            return text.slice(call.name.lowerBound, call.name.upperBound).hasSameBytes(as: name)
        }
    }

    /// A call of this task has ended: the one around it learns of its block.
    mutating func note(_ block: UInt64, of caller: CallCaller) {
        guard !calls.isEmpty else { return }
        if let outer = calls.lastIndex(where: { $0.caller.task == caller.task && $0.caller.process == caller.process }) {
            calls[outer].inner = block
        }
    }

    /// The text of a call that is under way and makes a task, of whoever it is.
    var maker: [UInt8]? {
        calls.last { call in
            let text = String(decoding: call.text.prefix(8), as: UTF8.self)
            return text.hasPrefix("clone") || text.hasPrefix("fork(") || text.hasPrefix("vfork(")
        }?.text
    }
}
