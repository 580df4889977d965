/// The details of events that have none.
struct NoDetails: RecordedDetails {
    var result: UInt64? { nil }
    var cloneFlags: UInt64? { nil }
    var end: UInt64? { nil }
    var structPage: UInt64? { nil }
    func caller(_ names: inout NameTable) -> NameID? { nil }
    func text(_ names: inout NameTable) -> NameID { NameID(0) }
}

extension KernelRecording {
    /// An event that no event kind stands for. Recorded stacks are counted by their addresses, as the lines of their texts are.
    @inline(never)
    mutating func takeUnknown(
        _ raw: RawEvent, _ base: TraceEvent, _ index: Int, _ table: PlanTable.View, _ names: inout NameTable
    ) {
        let format = table.owner.takeUnretainedValue().formats[index]
        switch format.name {
        case "kernel_stack", "user_stack": count(.callChainLine, UInt64(RecordText.stack(raw.record, format).count))
        case "function", "funcgraph_entry", "funcgraph_exit": count(.functionLine)
        default: keep(.unknownEvent, raw, base, index, table, &names)
        }
    }

    /// Keeps a record as `unmatched`: its text, or only the event's name where too many texts were kept.
    @inline(never)
    mutating func keep(
        _ oddity: LineOddity, _ raw: RawEvent, _ base: TraceEvent, _ index: Int, _ table: PlanTable.View, _ names: inout NameTable
    ) {
        let format = table.owner.takeUnretainedValue().formats[index]
        let name = RecordText.name(format)
        keepText(oddity, keepsTexts ? RecordText.text(raw.record, format) : name, short: name, base, &names)
    }

    /// Keeps a text of the reader's own as `unmatched`.
    mutating func keepText(_ oddity: LineOddity, _ text: String, short: String, _ base: TraceEvent, _ names: inout NameTable) {
        var (text, short) = (text, short)
        text.withUTF8 { text in
            short.withUTF8 { keep(oddity, UnsafeRawBufferPointer(text), short: UnsafeRawBufferPointer($0), base, &names) }
        }
    }
}
