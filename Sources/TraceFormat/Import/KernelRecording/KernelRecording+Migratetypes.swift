extension KernelRecording {
    /// Migrate types as the recording's kernel numbers them become those of `Migratetype`.
    ///
    /// The flags of an allocation tell its type whatever the kernel; of other events the numbering is what allocations showed, or that of
    /// the kernel that is known.
    mutating func renumberTypes(_ event: inout TraceEvent) {
        let shown = MigratetypeNumbering(shownBy: event)
        if let shown { take(shown) }
        noteCMA(event)
        for field in [Field.migratetype, .fallbackMigratetype] {
            guard let number = event.number(field) else { continue }
            let numbering = shown ?? evidence.bestNumbering
            judge(number, numbering)
            event.set(field, UInt64((numbering ?? .since44).type(number, hasCMA: evidence.hasCMA).rawValue))
        }
    }

    private mutating func take(_ shown: MigratetypeNumbering) {
        if let best = evidence.bestNumbering, best != shown { count(.otherKernelThanNamed) }
        if evidence.numbering == nil { evidence.numbering = shown }
    }

    /// Pages of an isolated block are on no list that serves requests; so a type 4 that serves one is CMA, and only kernels with CMA have a 5.
    private mutating func noteCMA(_ event: TraceEvent) {
        let taken = event.kind == .pagePcpuDrain ? 0 : max(event.number(.migratetype) ?? 0, event.number(.fallbackMigratetype) ?? 0)
        if taken >= 4 || event.number(.migratetype) == 5 { evidence.hasCMA = true }
    }

    private mutating func judge(_ number: UInt64, _ numbering: MigratetypeNumbering?) {
        let isKnown = number == 0 || (numbering != nil && (number != 4 || evidence.hasCMA))
        if !isKnown { count(.unknownMigratetype) }
        if number == 3, numbering == .before44 { count(.reserveMigratetype) }
    }
}
