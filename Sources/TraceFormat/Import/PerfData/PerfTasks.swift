/// Command names of threads, as COMM and FORK records tell them.
///
/// Invariants:
/// - names are numbers of `texts`; `numbers[i]` is the number of `texts`' name i in the run's table, once it was asked for;
/// - `newest.comm` is what `comms` has for `newest.tid`.
struct PerfTasks {
    private var texts = NameTable()
    private var numbers: [NameID?] = []
    private var comms: [Int32: NameID] = [:]
    private var newest: (tid: Int32, comm: NameID?) = (TraceEvent.noTask, nil)

    /// The thread's name, as a number of `names`; nil: no record tells it.
    @inline(__always)
    mutating func comm(_ tid: Int32, _ names: inout NameTable) -> NameID? {
        if tid != newest.tid { newest = (tid, find(tid, &names)) }
        return newest.comm
    }

    private mutating func find(_ tid: Int32, _ names: inout NameTable) -> NameID? {
        guard let own = comms[tid] else { return nil }
        let index = Int(own.rawValue)
        while numbers.count <= index { numbers.append(nil) }
        let number = numbers[index] ?? texts.withBytes(of: own) { names.intern(bytes: $0) }
        numbers[index] = number
        return number
    }

    /// COMM: process, thread, name.
    mutating func name(_ record: RecordBytes) {
        guard record.count >= 16 else { return }
        let start = PerfRecord.headerSize + 8
        let text = record.bytes.slice(start, record.bytes.find(0, start, record.count))
        set(Int32(bitPattern: record.u32(12)), texts.intern(bytes: text))
    }

    /// FORK: process, parent, thread, parent's thread. The child has its parent's name at first.
    mutating func fork(_ record: RecordBytes) {
        guard record.count >= 24, let comm = comms[Int32(bitPattern: record.u32(20))] else { return }
        set(Int32(bitPattern: record.u32(16)), comm)
    }

    private mutating func set(_ tid: Int32, _ comm: NameID) {
        comms[tid] = comm
        newest = (TraceEvent.noTask, nil)
    }
}
