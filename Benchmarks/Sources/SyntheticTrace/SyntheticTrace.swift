import TraceFormat

/// A synthetic trace of any length: the same number and seed give the same bytes, and a longer trace begins as a shorter one of its seed
/// does.
public enum SyntheticTrace {
    /// Writes `events` events in the binary form, as they are made. Errors: the file cannot be written.
    public static func write(events: Int, seed: UInt64, to path: String) throws(TraceError) {
        var workload = Workload(seed: seed)
        var writer = try BinaryTraceWriter(ByteSink(path: path), header: Workload.header(events: events, seed: seed))
        for _ in 0..<events {
            let event = workload.next()
            try writer.write(event, names: workload.names)
        }
        try writer.finish()
    }
}
