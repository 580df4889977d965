extension KernelRecording {
    /// What a kernel recording's trace says of itself; `recorder`: what made it.
    func header(recorder: String) -> TraceHeader {
        var header = TraceHeader()
        header.entries = [("source", recorder), ("profile", "x86_64-24g"), ("placement", "recorded")]
        if let entry = evidence.cpuEntry { header.entries.append(entry) }
        return header
    }

    /// Begins with what a first reading of the recording's beginning showed, and with the kernel that the user named for it.
    mutating func begin(knowing scout: KernelRecording, kernel: RecordedKernel?) {
        evidence = scout.evidence
        evidence.name(kernel)
        decoder.gfp.numbering = scout.decoder.gfp.numbering ?? evidence.kernel.map(GfpNumbering.init(of:))
    }

    /// The recorder lost `count` events here, of one processor where that is told; 0: nobody knows how many.
    mutating func lost(_ count: UInt64, _ line: UInt32, cpu: Int16 = TraceEvent.noCPU) {
        self.count(.lostEvents)
        var event = TraceEvent(.lost, time: now, cpu: cpu, line: line, source: sourceNumber)
        event.set(.count, count)
        queue.append(event)
    }

    /// Keeps a line that has not the format's shape.
    mutating func keepWhole(_ oddity: LineOddity, _ line: UnsafeRawBufferPointer, _ number: UInt32, _ names: inout NameTable) {
        let base = TraceEvent(.unmatched, time: now, line: number, source: sourceNumber)
        keep(oddity, line, short: line.slice(0, 0), base, &names)
    }
}
