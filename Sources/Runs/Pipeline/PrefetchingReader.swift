import Platform
import ReplayStore
import TraceFormat

/// Reads a trace ahead on a thread of its own, with its digest, which names the trace whatever form its file has.
///
/// What it hands out, with the counters and the digest, depends on the calls of `read` only: the thread makes the same calls to the
/// reader behind it, so many ahead, and each brings the figures of its moment along.
///
/// Invariant: after the first `read` the reader behind it is the thread's.
final class PrefetchingReader: TraceReader {
    let header: TraceHeader
    let isSorted: Bool
    /// The counters after the last `read`.
    private(set) var counters: OddityCounts
    /// Digest of all events read so far.
    private(set) var digest: UInt64
    private let source: EventSource
    private let queue = BoundedQueue<EventBatch, Never>(capacity: queuedBatches)
    private var isStarted = false
    private var thread: Thread?
    /// The numbers that the caller's table gave to the names; those of the source are 0 ..< count.
    private var numbers: [NameID] = []

    /// Batches that may wait to be taken.
    static let queuedBatches = 4

    init(_ reader: any DigestedReader) {
        header = reader.header
        isSorted = reader.isSorted
        counters = reader.counters
        digest = reader.digest
        source = EventSource(reader)
    }

    deinit {
        queue.close()
        // It may wait for input that never comes.
        thread?.detach()
    }

    func read(into batch: inout [TraceEvent], limit: Int, names: inout NameTable) throws(TraceError) -> Bool {
        if !isStarted { start(limit) }
        guard var next = thread == nil ? source.read(limit, reusing: nil) : queue.next() else { return false }
        counters = next.counters
        digest = next.digest
        intern(next, &names)
        hand(&next.events, to: &batch)
        let (error, isLast) = (next.error, next.isLast)
        queue.recycle(next)
        if let error { throw error }
        return !isLast
    }

    /// Without a thread the reader works where it is called.
    private func start(_ limit: Int) {
        isStarted = true
        let (source, queue) = (source, queue)
        thread = Thread {
            while true {
                let batch = source.read(limit, reusing: queue.spare())
                let isLast = batch.isLast
                guard queue.put(batch), !isLast else { break }
            }
        }
    }

    private func intern(_ batch: EventBatch, _ names: inout NameTable) {
        var start = 0
        for end in batch.nameEnds {
            numbers.append(batch.nameBytes[start..<end].withUnsafeBytes { names.intern(bytes: $0) })
            start = end
        }
    }

    /// Leaves the storage of an empty batch behind for the next one.
    private func hand(_ events: inout [TraceEvent], to batch: inout [TraceEvent]) {
        let start = batch.count
        if start == 0 { swap(&batch, &events) } else { batch.append(contentsOf: events) }
        // A table that nobody else fills gives the same numbers.
        if numbers.last.map({ Int($0.rawValue) == numbers.count - 1 }) ?? true { return }
        for index in start..<batch.count {
            for slot in 0..<TraceEvent.slotCount where batch[index].named & (1 << slot) != 0 {
                batch[index].slots[slot] = UInt64(numbers[Int(truncatingIfNeeded: batch[index].slots[slot])].rawValue)
            }
        }
    }
}

/// What one call of a reader brought.
private struct EventBatch: Sendable {
    var events: [TraceEvent] = []
    /// Names that were not in earlier batches, in the order of their numbers: their bytes, and where each ends.
    var nameBytes: [UInt8] = []
    var nameEnds: [Int] = []
    var counters = OddityCounts()
    var digest: UInt64 = 0
    /// Why the reader stopped; the events came before.
    var error: TraceError?
    /// Nothing comes after this.
    var isLast = false
}

/// A reader with its names. Belongs to one thread at a time.
private final class EventSource: @unchecked Sendable {
    private var reader: any DigestedReader
    private var names = NameTable()
    private var sentNames = 0

    init(_ reader: any DigestedReader) { self.reader = reader }

    func read(_ limit: Int, reusing spare: EventBatch?) -> EventBatch {
        var batch = spare ?? EventBatch()
        batch.events.removeAll(keepingCapacity: true)
        do throws(TraceError) {
            batch.isLast = try !reader.read(into: &batch.events, limit: limit, names: &names)
        } catch {
            batch.error = error
            batch.isLast = true
        }
        addNames(&batch)
        batch.counters = reader.counters
        batch.digest = reader.digest
        return batch
    }

    private func addNames(_ batch: inout EventBatch) {
        batch.nameBytes.removeAll(keepingCapacity: true)
        batch.nameEnds.removeAll(keepingCapacity: true)
        while sentNames < names.count {
            names.withBytes(of: NameID(UInt32(sentNames))) { batch.nameBytes.append(contentsOf: $0) }
            batch.nameEnds.append(batch.nameBytes.count)
            sentNames += 1
        }
    }
}
