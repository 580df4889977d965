/// What is next of one image or stream. The order is by time; at the same time what was timed before its call comes first.
struct MergeEntry: Comparable {
    enum Stage: UInt8 { case begin, before, after, end }

    var time: UInt64
    var stage: Stage
    /// Place of the image (begin, end) or of the stream.
    var index: Int

    static func < (a: MergeEntry, b: MergeEntry) -> Bool {
        (a.time, a.stage.rawValue, a.index) < (b.time, b.stage.rawValue, b.index)
    }
}
