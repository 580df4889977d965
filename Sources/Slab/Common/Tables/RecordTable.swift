/// A record that can stand on a list, or among the unused ones.
protocol LinkedRecord: Sendable {
    associatedtype Index: RecordIndex
    /// The next record of its list.
    var next: Index { get set }
}

/// A record of a doubly linked list.
protocol ListedRecord: LinkedRecord {
    var previous: Index { get set }
}

/// Records by index; the one given back last is used again first.
///
/// Invariant: `unused` heads a list of the records given back, linked through `next`.
struct RecordTable<Record: LinkedRecord>: ~Copyable, Sendable {
    private var records = SlabBuffer<Record>()
    private var unused = Record.Index.none

    /// A record. Precondition: the index came from `insert`. O(1).
    @inline(__always)
    subscript(index: Record.Index) -> Record {
        get { records[Int(index.rawValue)] }
        nonmutating _modify { yield &records[Int(index.rawValue)] }
    }

    /// All indices that were ever used. Which of them are in use now, the records must tell.
    var indices: LazyMapSequence<Range<UInt32>, Record.Index> {
        (0..<UInt32(records.count)).lazy.map { Record.Index(rawValue: $0) }
    }

    /// A copy of the records, unused ones included. O(n).
    var elements: [Record] { records.elements }

    /// Amortised O(1).
    mutating func insert(_ record: Record) -> Record.Index {
        if unused == .none {
            records.append(record)
            return Record.Index(rawValue: UInt32(records.count - 1))
        }
        let index = unused
        unused = self[index].next
        self[index] = record
        return index
    }

    /// Gives a record back. Precondition: it is on no list. O(1).
    mutating func remove(_ index: Record.Index) {
        self[index].next = unused
        unused = index
    }
}

/// Head and tail of a list of records that are linked both ways (struct list_head).
struct RecordList<Index: RecordIndex>: Sendable {
    var head = Index.none
    var tail = Index.none

    var isEmpty: Bool { head == .none }
}

extension RecordTable where Record: ListedRecord {
    /// list_add. Precondition: the record is on no list.
    mutating func prepend(_ index: Record.Index, to list: inout RecordList<Record.Index>) {
        let old = list.head
        self[index].previous = .none
        self[index].next = old
        if old == .none { list.tail = index } else { self[old].previous = index }
        list.head = index
    }

    /// list_add_tail. Precondition: the record is on no list.
    mutating func append(_ index: Record.Index, to list: inout RecordList<Record.Index>) {
        let old = list.tail
        self[index].previous = old
        self[index].next = .none
        if old == .none { list.head = index } else { self[old].next = index }
        list.tail = index
    }

    /// list_del. Precondition: the record is on this list.
    mutating func unlink(_ index: Record.Index, from list: inout RecordList<Record.Index>) {
        let record = self[index]
        if record.previous == .none { list.head = record.next } else { self[record.previous].next = record.next }
        if record.next == .none { list.tail = record.previous } else { self[record.next].previous = record.previous }
        self[index].previous = .none
        self[index].next = .none
    }

    /// list_rotate_to_front: the list begins with this record; those before it come last, in their order. Precondition: it is on
    /// the list.
    mutating func rotate(_ list: inout RecordList<Record.Index>, toFront index: Record.Index) {
        guard list.head != index else { return }
        let last = self[index].previous
        self[list.tail].next = list.head
        self[list.head].previous = list.tail
        self[last].next = .none
        self[index].previous = .none
        list = RecordList(head: index, tail: last)
    }

    /// Stops the program when the links of a list contradict each other; `visit` gets each record. Returns how many there are.
    @discardableResult
    func check(_ list: RecordList<Record.Index>, _ visit: (Record) -> Void) -> Int {
        var count = 0
        var (previous, next) = (Record.Index.none, list.head)
        while next != .none {
            precondition(self[next].previous == previous, "the links of a list contradict each other")
            visit(self[next])
            (previous, next) = (next, self[next].next)
            count += 1
        }
        precondition(previous == list.tail, "a list ends elsewhere than at its tail")
        return count
    }
}
