#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What is said to people, on standard error: standard output is for results.
enum Console {
    static func tell(_ text: String) { write(text + "\n") }

    static func complain(_ text: String) { write("replay-tool: \(text)\n") }

    private static func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = emit(STDERR_FILENO, bytes.baseAddress! + sent, bytes.count - sent)
                guard count > 0 else { return }
                sent += count
            }
        }
    }
}

/// write(2), under a name of its own: `Console` has a `write` too.
private func emit(_ descriptor: Int32, _ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int { write(descriptor, bytes, count) }
