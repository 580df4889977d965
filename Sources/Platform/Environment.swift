#if canImport(Glibc)
@preconcurrency import Glibc
#elseif canImport(Musl)
@preconcurrency import Musl
#else
import Darwin
#endif

/// The environment that this program was started with.
package enum Environment {
    /// Variables by name; of a name that stands twice the first counts, as for getenv.
    package static let variables: [String: String] = {
        var variables: [String: String] = [:]
        var next = environ
        while let word = next.pointee {
            let parts = String(cString: word).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, variables[String(parts[0])] == nil { variables[String(parts[0])] = String(parts[1]) }
            next += 1
        }
        return variables
    }()
}
