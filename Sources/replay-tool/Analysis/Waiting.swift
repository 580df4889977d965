import Glibc

/// Tells on a terminal how long an answer has been awaited, once a second; silent anywhere else, and for one that comes at once.
final class Waiting {
    private let isTerminal = Terminal.isThere(STDERR_FILENO)
    private var watch = Stopwatch()
    private var shown: Int64 = 0

    func show() {
        guard isTerminal, watch.wholeSeconds > shown else { return }
        shown = watch.wholeSeconds
        note("\rreading, \(shown) s")
    }

    /// Takes the line away; the next answer is awaited from now on.
    func clear() {
        if shown > 0 { note("\r\u{1b}[K") }
        shown = 0
        watch = Stopwatch()
    }
}
