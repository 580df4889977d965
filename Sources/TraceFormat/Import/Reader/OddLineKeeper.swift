/// Keeps odd lines: a counter and an `unmatched` event for each.
///
/// Memory stays bounded: after `textLimit` kept texts, an `unmatched` event holds only what the caller gives as the short
/// form (the event's name), and `shortened` counts.
struct OddLineKeeper: Sendable {
    /// How many whole texts are kept.
    static let textLimit = 16_384

    /// What counts the texts that were not kept whole.
    let shortened: Oddity
    private(set) var counts = OddityCounts()
    private var retained = 0

    init(shortened: Oddity) { self.shortened = shortened }

    /// Whether whole texts are kept still.
    var keepsTexts: Bool { retained < Self.textLimit }

    mutating func count(_ oddity: Oddity, _ amount: UInt64 = 1) { counts.add(oddity, amount) }

    /// Counts and returns the event to emit: `base` says when and where.
    mutating func unmatched(
        _ oddity: Oddity, text: UnsafeRawBufferPointer, short: UnsafeRawBufferPointer, base: TraceEvent, table: inout NameTable
    ) -> TraceEvent {
        counts.add(oddity)
        var event = base
        event.kind = .unmatched
        if keepsTexts {
            retained += 1
            event.set(.text, table.intern(bytes: text))
        } else {
            counts.add(shortened)
            event.set(.text, table.intern(bytes: short))
        }
        event.set(.key, table.intern(oddity.name))
        return event
    }
}
