/// One event line of perf script or ftrace, taken apart; all offsets are into the line, ends excluded.
///
/// `COMM PID/TID [CPU] TIME: [PERIOD] EVENT: FIELDS` (perf script) and `COMM-PID [(TGID)] [CPU] [FLAGS] TIME: EVENT: FIELDS`
/// (ftrace, trace-cmd report). Perf leaves out the cpu where it was not recorded, and the tid or the pid where only one was
/// asked for. A command name may hold anything, so the line is read from its time backwards.
struct KernelLine {
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
    /// Where the time begins.
    var timeStart = 0
}
