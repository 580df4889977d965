/// An imported format: turns one line after another into events.
protocol LineImporter {
    init(source: UInt16)

    /// The format's name in messages and on the command line.
    static var format: ImportFormat { get }

    /// What the trace says about itself; the same from the beginning.
    var header: TraceHeader { get }

    /// Odd lines so far.
    var counters: OddityCounts { get }

    /// Events made and not yet read.
    var queue: ImportQueue { get set }

    /// How many lines had the format's shape so far.
    var validLines: UInt64 { get }

    /// How many bytes of the input's beginning are read twice: first for what they tell of the machine or program that was recorded.
    static var scoutLength: Int { get }

    /// Whether a line has the format's shape.
    static func isLine(_ line: UnsafeRawBufferPointer) -> Bool

    /// Begins with what another of its kind learnt from the beginning of the input, and with the kernel that the user named.
    mutating func begin(knowing scout: Self, kernel: RecordedKernel?)

    /// Begins with the input's name.
    mutating func begin(file name: String)

    /// Takes one line, without its end.
    mutating func take(_ line: UnsafeRawBufferPointer, number: UInt32, names: inout NameTable)

    /// Takes a last line that has no line end.
    mutating func takeCut(_ line: UnsafeRawBufferPointer, number: UInt32, names: inout NameTable)

    /// The input has ended.
    mutating func finish(names: inout NameTable)

    /// Takes the first of whole lines that are of the commonest sort, as `take` would: each gives one event, which goes into `room`.
    /// `number` is that of the line before the first. It may take none, and then the reader hands the next one to `take`.
    ///
    /// Preconditions: nothing is in the queue; `text` ends with a line feed, with `ByteSource.padding` bytes after it.
    mutating func takeOnFastPath(
        _ text: UnsafeRawBufferPointer, number: UInt32, into room: UnsafeMutableBufferPointer<TraceEvent>, names: inout NameTable
    ) -> FastPathResult
}

extension LineImporter {
    static var scoutLength: Int { 0 }
    mutating func begin(knowing scout: Self, kernel: RecordedKernel?) {}
    mutating func begin(file name: String) {}

    mutating func takeOnFastPath(
        _ text: UnsafeRawBufferPointer, number: UInt32, into room: UnsafeMutableBufferPointer<TraceEvent>, names: inout NameTable
    ) -> FastPathResult { FastPathResult() }
}

extension LineImporter {
    /// A reader of `bytes` as this format. `usesFastPath`: tests compare the two ways.
    static func reader(
        _ bytes: consuming ByteSource, source: UInt16, kernel: RecordedKernel?, usesFastPath: Bool = true
    ) -> any TraceReader {
        ImportReader<Self>(bytes, source: source, kernel: kernel, usesFastPath: usesFastPath)
    }
}
