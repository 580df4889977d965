extension BinaryDecoder {
    /// Appends the block's next `count` events. Precondition: it has them.
    mutating func decode(_ count: Int, into batch: inout [TraceEvent], _ names: inout NameTable) throws(TraceError) {
        var decoded = 0
        batch.append(addingCapacity: count) { room in
            room.withUnsafeMutableBufferPointer { room, filled in
                decoded = decode(into: UnsafeMutableBufferPointer(rebasing: room[..<count]), &names)
                filled = decoded
            }
        }
        eventsLeft -= UInt32(decoded)
        guard decoded == count, eventsLeft > 0 || at == rawCount else { throw error("damaged: an event of the block cannot be read") }
    }

    /// Fills `room` as far as the block's bytes are events; returns how many there are.
    private mutating func decode(into room: UnsafeMutableBufferPointer<TraceEvent>, _ names: inout NameTable) -> Int {
        // The block and the names stay as they are while their places are written down.
        let (block, nameBytes, nameStarts) = (raw, nameBytes, nameStarts)
        var decoded = 0
        block.withUnsafeBytes { bytes in
            globals.withUnsafeMutableBufferPointer { globals in
                withUnsafeMutablePointer(to: &state) { state in
                    let base = bytes.baseAddress!
                    var run = BinaryRun(
                        at: base + at, end: base + rawCount, rules: rules, state: state, globals: globals, source: source)
                    while decoded < room.count, run.next(room.baseAddress! + decoded, { Self.intern($0, nameBytes, nameStarts, &names) }) {
                        decoded += 1
                    }
                    at = run.at - base
                }
            }
        }
        return decoded
    }

    @inline(never)
    private static func intern(_ local: Int, _ bytes: [UInt8], _ starts: [Int], _ names: inout NameTable) -> UInt32 {
        bytes.withUnsafeBytes { names.intern(bytes: UnsafeRawBufferPointer(rebasing: $0[starts[local]..<starts[local + 1]])).rawValue }
    }
}
