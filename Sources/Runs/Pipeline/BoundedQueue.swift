import Glibc

/// A bounded queue of items, batches of something, from one thread to another, and the way back for their storage.
///
/// What goes through it and in which order does not depend on timing; only who waits does.
///
/// Invariant: `waiting` has at most `capacity` items; all properties are touched under the mutex only.
final class BoundedQueue<Item: Sendable, Failure: Error>: @unchecked Sendable {
    private let capacity: Int
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var waiting: [Item] = []
    private var spares: [Item] = []
    private var isClosed = false
    private var failure: Failure?

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

    /// An item that came back, to be filled anew.
    func spare() -> Item? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return spares.popLast()
    }

    /// Hands an item over; waits while the queue is full. Errors: the one that the other side reported.
    /// Returns false, and drops the item, where the queue is closed.
    @discardableResult
    func put(_ item: consuming Item) throws(Failure) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while waiting.count == capacity && failure == nil && !isClosed { pthread_cond_wait(changed, mutex) }
        if let failure { throw failure }
        if isClosed { return false }
        waiting.append(item)
        pthread_cond_broadcast(changed)
        return true
    }

    /// The next item; waits while there is none. Nil when the queue is closed and empty.
    func next() -> Item? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while waiting.isEmpty && !isClosed { pthread_cond_wait(changed, mutex) }
        guard !waiting.isEmpty else { return nil }
        pthread_cond_broadcast(changed)
        return waiting.removeFirst()
    }

    /// Gives an item's storage back.
    func recycle(_ item: consuming Item) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        spares.append(item)
    }

    /// Reports an error to the side that puts; what waits is dropped.
    func fail(_ error: Failure) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if failure == nil { failure = error }
        waiting.removeAll()
        pthread_cond_broadcast(changed)
    }

    /// No item will come any more.
    func close() {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        isClosed = true
        pthread_cond_broadcast(changed)
    }

    /// Throws the error that was reported, if one was.
    func check() throws(Failure) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if let failure { throw failure }
    }
}
