/// Writes a trace, event by event.
public protocol TraceWriter: ~Copyable {
    /// Writes one event; `names` is the table that its names are in. Throws where the event breaks its kind's schema
    /// or cannot be written.
    mutating func write(_ event: TraceEvent, names: borrowing NameTable) throws(TraceError)

    /// Ends the trace; without it no file stays.
    mutating func finish() throws(TraceError)
}
