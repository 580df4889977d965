import Glibc

/// A thread that does one piece of work.
package struct Thread {
    private let handle: pthread_t

    private final class Work {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    /// Starts `body` on a thread of its own; nil where the system gives none.
    package init?(_ body: sending @escaping () -> Void) {
        let work = Unmanaged.passRetained(Work(body))
        var handle = pthread_t()
        let code = pthread_create(
            &handle, nil,
            { argument in
                Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        guard code == 0 else {
            work.release()
            return nil
        }
        self.handle = handle
    }

    /// Waits for its end. Call this or `detach` once.
    package func join() { pthread_join(handle, nil) }

    /// Leaves it to itself.
    package func detach() { pthread_detach(handle) }
}
