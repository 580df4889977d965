import Glibc
import Replay

/// A bounded queue of batches from one thread to another, and the way back for their storage.
///
/// What goes through it and in which order does not depend on timing; only who waits does.
///
/// Invariant: `waiting` has at most `capacity` batches; all properties are touched under the mutex only.
final class BatchQueue: @unchecked Sendable {
    private let capacity: Int
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var waiting: [TransitionBatch] = []
    private var spare: [TransitionBatch] = []
    private var isClosed = false
    private var failure: StoreError?

    init(capacity: Int) {
        self.capacity = capacity
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// A batch to fill: one that came back, or a new one.
    func spareBatch() -> TransitionBatch {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return spare.popLast() ?? TransitionBatch()
    }

    /// Hands a batch over; waits while the queue is full. Errors: the one that the other side reported.
    func put(_ batch: consuming TransitionBatch) throws(StoreError) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while waiting.count == capacity && failure == nil { pthread_cond_wait(changed, mutex) }
        if let failure { throw failure }
        waiting.append(batch)
        pthread_cond_broadcast(changed)
    }

    /// The next batch; waits while there is none. Nil when the queue is closed and empty.
    func next() -> TransitionBatch? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while waiting.isEmpty && !isClosed { pthread_cond_wait(changed, mutex) }
        guard !waiting.isEmpty else { return nil }
        pthread_cond_broadcast(changed)
        return waiting.removeFirst()
    }

    /// Gives a batch's storage back.
    func recycle(_ batch: consuming TransitionBatch) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        spare.append(batch)
    }

    /// Reports an error to the side that puts; what waits is dropped.
    func fail(_ error: StoreError) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if failure == nil { failure = error }
        waiting.removeAll()
        pthread_cond_broadcast(changed)
    }

    /// No batch will come any more.
    func close() {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        isClosed = true
        pthread_cond_broadcast(changed)
    }

    /// Throws the error that was reported, if one was.
    func check() throws(StoreError) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if let failure { throw failure }
    }
}
