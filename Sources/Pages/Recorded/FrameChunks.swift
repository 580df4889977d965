/// A number for each page frame, 0 where none was set: chunks of 4096 frames, made when one of them is first written, so that a
/// large machine costs memory only for the frames that a recording names.
///
/// Invariant: `chunks[i]` is empty or has 4096 values.
struct FrameChunks: Sendable {
    private static let shift: UInt32 = 12
    private var chunks: [[UInt32]] = []

    subscript(frame: UInt32) -> UInt32 {
        get {
            let chunk = Int(frame >> Self.shift)
            guard chunk < chunks.count, !chunks[chunk].isEmpty else { return 0 }
            return chunks[chunk][Int(frame & ((1 << Self.shift) - 1))]
        }
        set {
            let chunk = Int(frame >> Self.shift)
            while chunks.count <= chunk { chunks.append([]) }
            if chunks[chunk].isEmpty { chunks[chunk] = [UInt32](repeating: 0, count: 1 << Int(Self.shift)) }
            chunks[chunk][Int(frame & ((1 << Self.shift) - 1))] = newValue
        }
    }
}
