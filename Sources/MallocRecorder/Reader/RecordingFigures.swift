/// What a recording holds.
public struct RecordingFigures: Sendable {
    /// Programs: each exec and each fork begins one.
    public var images: UInt64 = 0
    public var processes: UInt64 = 0
    /// Threads beside the first of each process.
    public var threads: UInt64 = 0
    /// Calls of the malloc family.
    public var calls: UInt64 = 0
    /// Calls that could not be written.
    public var lost: UInt64 = 0
    /// Files of the folder that are no segments.
    public var unreadableSegments: UInt64 = 0
    /// Of them those that found no room on the disk: what they would have held is lost, and of a program without any segment not counted.
    public var segmentsWithoutRoom: UInt64 = 0
}
