/// One event line of perf script or ftrace, taken apart; all offsets are into the line, ends excluded.
///
/// `COMM PID/TID [CPU] TIME: [PERIOD] EVENT: FIELDS` (perf script) and `COMM-PID [(TGID)] [CPU] [FLAGS] TIME: EVENT: FIELDS`
/// (ftrace, trace-cmd report). Perf leaves out the cpu where it was not recorded, and the tid or the pid where only one was
/// asked for; where nothing tells the task, it is `noTask`. A command name may hold anything, so the line is read from its time backwards.
struct KernelLine {
    /// Recorders right-align the command name in a field of so many bytes, so what stands before it is no part of the name: perf's and
    /// ftrace's `%16s` (print_sample_start, tools/perf/builtin-script.c; trace_print_context, kernel/trace/trace_output.c of 6.1).
    static let nameField = 16
    /// The field of latency formats, `%8.8s`.
    static let latencyNameField = 8

    /// How the task is written.
    enum Layout: Sendable {
        /// `COMM PID`, `COMM PID/TID`.
        case perf
        /// `COMM-PID`, `COMM-PID (TGID)`.
        case ftrace
    }

    var time: UInt64 = 0
    var cpu = TraceEvent.noCPU
    /// Nil where the layout does not tell it (ftrace without tgid).
    var pid: Int32?
    var tid = TraceEvent.noTask
    var comm = 0..<0
    /// Without the colon.
    var event = 0..<0
    var payload = 0..<0
    /// Whether it has latency columns, where names are cut.
    var isLatency = false
    /// Whether it is in an interrupt that came while its processor held two locks or more, by ftrace's flags.
    var interrupts = false
    /// Where the time begins.
    var timeStart = 0
}
