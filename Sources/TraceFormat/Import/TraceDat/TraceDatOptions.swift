/// Options of trace.dat: numbers and sizes in trace-cmd.dat.v7(5); version 6 has the same.
struct TraceDatOptions {
    /// Added to each time, in ns.
    private(set) var offset: UInt64 = 0
    /// Times are cycles: TIME × `multiplier` >> `shift` is ns.
    private(set) var cycles: (multiplier: UInt32, shift: UInt32)?
    /// What `uname` told, with the kernel's release.
    private(set) var uname = ""
    private(set) var processors: UInt32?
    /// The bodies of BUFFER options.
    private(set) var buffers: [[UInt8]] = []
    /// Offsets of sections by the option's number, version 7 only.
    private(set) var sections: [UInt16: UInt64] = [:]
    /// Where the next section of options is, version 7 only; 0: there is none.
    private(set) var next: UInt64 = 0

    static let done: UInt16 = 0
    static let headerInfo: UInt16 = 16
    static let ftraceFormats: UInt16 = 17
    static let eventFormats: UInt16 = 18
    static let symbols: UInt16 = 19
    static let taskNames: UInt16 = 21

    private static let date: UInt16 = 1
    private static let buffer: UInt16 = 3
    private static let unameNumber: UInt16 = 5
    private static let timeOffset: UInt16 = 7
    private static let cpuCount: UInt16 = 8
    private static let cyclesToTime: UInt16 = 14

    /// Reads options up to DONE; in version 6 that has no size.
    mutating func take(_ cursor: inout SectionCursor, isVersion6: Bool, isSwapped: Bool) throws(TraceError) {
        next = 0
        while cursor.left > 0 {
            let number = try cursor.u16("an option")
            if isVersion6, number == Self.done { return }
            let size = try cursor.u32("an option")
            let body = RecordBytes(try cursor.bytes(UInt64(size), "an option"), isSwapped: isSwapped)
            take(number, body)
            if number == Self.done { return }
        }
    }

    private mutating func take(_ number: UInt16, _ body: RecordBytes) {
        switch number {
        case Self.done where body.count >= 8: next = body.u64(0)
        case Self.date: offset &+= Self.number(body) &* 1000
        case Self.timeOffset: offset &+= Self.number(body)
        case Self.buffer: buffers.append(Array(body.bytes))
        case Self.unameNumber: uname = body.bytes.slice(0, body.bytes.find(0, 0, body.count)).text
        case Self.cpuCount where body.count >= 4: processors = body.u32(0)
        case Self.cyclesToTime where body.count >= 16 && body.u32(4) < 64: cycles = (body.u32(0), body.u32(4))
        case Self.headerInfo...22 where body.count >= 8: sections[number] = body.u64(0)
        default: break
        }
    }

    /// C's text of a number, with `0x` or a minus or none; 0 where it is none.
    private static func number(_ body: RecordBytes) -> UInt64 {
        let end = body.bytes.find(0, 0, body.count)
        return body.bytes.number(body.bytes.skipSpaces(0, end), body.bytes.trimmedEnd(0, end)) ?? 0
    }

    /// A time of the ring buffer in ns.
    @inline(__always)
    func time(_ raw: UInt64) -> UInt64 {
        guard let cycles, cycles.multiplier != 0 else { return raw &+ offset }
        let (high, low) = raw.multipliedFullWidth(by: UInt64(cycles.multiplier))
        let shift = UInt64(cycles.shift)
        return (shift == 0 ? low : low >> shift | high << (64 - shift)) &+ offset
    }
}
