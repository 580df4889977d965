import ArgumentParser
import SystemPackage
import TraceFormat

extension RecordCommand {
    /// `record --kernel`.
    func recordKernel() throws {
        let report: KernelRecorder.Report
        do {
            report = try KernelRecorder(output: output, command: command, bufferKiB: buffer << 10).record()
        } catch let failure as ChildProgram.Failure {
            complain("\(command[0]): \(failure.reason)")
            throw ExitCode(failure.status)
        } catch let failure as Tracefs.Failure {
            complain("--kernel: \(failure.reason)")
            if Tracefs.obstacle != nil { inform(Self.otherWays) }
            throw ExitCode.badInput
        } catch let error as TraceError {
            complain("\(error)")
            throw ExitCode.badInput
        }
        if !quiet { inform(summary(report)) }
        throw ExitCode(report.status)
    }

    private func summary(_ report: KernelRecorder.Report) -> String {
        let recording = KernelBundle(new: output).trace
        let bytes = (try? Stat(recording))?.size ?? 0
        var lines = ["\(recording): \(bytes) bytes, \(report.lost) events lost"]
        if report.lost > 0 { lines.append("  a larger --buffer than \(buffer) MiB loses fewer") }
        if !report.missingEvents.isEmpty { lines.append("  this kernel has not: \(report.missingEvents.joined(separator: ", "))") }
        if !report.missingFiles.isEmpty { lines.append("  not read of /proc: \(report.missingFiles.joined(separator: ", "))") }
        lines.append("  replay-tool run \(output) -o RUN.sqlite replays it")
        return lines.joined(separator: "\n")
    }

    /// Where this program may not trace, others may.
    private static let otherWays = """
        Recordings of perf and trace-cmd can be replayed as well:
          perf record -a -e 'kmem:*,vmalloc:*,exceptions:page_fault_user' -o perf.data -- COMMAND
            and perf script -F comm,pid,tid,cpu,time,event,trace -i perf.data > recording.txt
          trace-cmd record -e kmem -e vmalloc -o trace.dat COMMAND
            and trace-cmd report trace.dat > recording.txt
        and then: replay-tool run recording.txt -o RUN.sqlite
        """
}
