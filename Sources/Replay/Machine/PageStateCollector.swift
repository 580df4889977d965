import Pages
import ReplayModel

/// The free lists and page-block types that a trace begins with, until the first event of another kind.
struct PageStateCollector: Sendable {
    var state = InitialPageState()
    /// Where each frame was named, for messages.
    var lines: [(frame: FrameNumber, source: UInt16, line: UInt32)] = []
}
