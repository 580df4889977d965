import Platform
import ReplayModel
import ReplayStore

/// Runs a writer on a thread of its own, so that the model goes on while rows are encoded and written.
///
/// At most `queuedBatches` batches wait, so memory stays bounded. The bytes of the file do not depend on timing: the writer
/// gets the batches that it would get without a thread, in the same order.
///
/// Invariant: while `thread` is set, `base` belongs to that thread.
public final class PipelinedWriter: RunWriter {
    private let base: any BatchWriter
    private let queue: BoundedQueue<TransitionBatch, StoreError>
    private var thread: Thread?

    /// Batches that may wait for the writer.
    public static let queuedBatches = 16

    public init(_ base: any BatchWriter) {
        self.base = base
        queue = BoundedQueue(capacity: Self.queuedBatches)
        let work = Work(base, queue)
        // Without a thread the writer works where it is called.
        thread = Thread { work.run() }
    }

    deinit { discard() }

    public func take(_ log: inout TransitionLog) throws(StoreError) {
        guard thread != nil else { return try base.take(&log) }
        var batch = queue.spare() ?? TransitionBatch()
        log.moveRows(to: &batch)
        try queue.put(consume batch)
    }

    public func finish(_ summary: RunSummary) throws(StoreError) {
        join()
        do {
            try queue.check()
        } catch {
            base.discard()
            throw error
        }
        try base.finish(summary)
    }

    public var indexNanoseconds: UInt64 { base.indexNanoseconds }

    public func discard() {
        join()
        base.discard()
    }

    /// Waits until the thread has written what was handed to it.
    private func join() {
        guard let thread else { return }
        queue.close()
        thread.join()
        self.thread = nil
    }
}

/// What the thread does: batches to the writer, until the queue is closed.
private final class Work: @unchecked Sendable {
    private let base: any BatchWriter
    private let queue: BoundedQueue<TransitionBatch, StoreError>

    init(_ base: any BatchWriter, _ queue: BoundedQueue<TransitionBatch, StoreError>) {
        self.base = base
        self.queue = queue
    }

    func run() {
        while var batch = queue.next() {
            do throws(StoreError) {
                try base.take(&batch)
                queue.recycle(batch)
            } catch {
                queue.fail(error)
            }
        }
    }
}
