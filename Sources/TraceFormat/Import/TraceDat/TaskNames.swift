/// Command names of tasks, as tracefs's saved_cmdlines tells them: `PID NAME` in each line.
struct TaskNames {
    private var names: [Int32: [UInt8]] = [:]
    private var numbers: [Int32: NameID] = [:]

    init(_ text: [UInt8]) {
        for line in text.split(separator: 0x0a) {
            guard let space = line.firstIndex(of: Ascii.space), let pid = Int32(String(decoding: line[..<space], as: UTF8.self)) else {
                continue
            }
            names[pid] = Array(line[(space + 1)...].prefix { $0 != 0 })
        }
    }

    /// The name of a task, as a number of `table`; nil: it was not saved.
    mutating func comm(_ tid: Int32, _ table: inout NameTable) -> NameID? {
        if let number = numbers[tid] { return number }
        guard let name = names[tid], name != Array("<...>".utf8) else { return nil }
        let number = name.withUnsafeBytes { table.intern(bytes: $0) }
        numbers[tid] = number
        return number
    }
}
