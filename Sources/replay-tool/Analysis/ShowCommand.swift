import ArgumentParser
import Notation
import ProcFiles
import ReplayAnalysis
import Virtual

/// `show`: the state of anything after any step, as /proc would tell it.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows the state of a run after any step in the format of /proc.",
        discussion: """
            The run's file is read, nothing is replayed.

            WHAT is one of
            \(choices)

            --at takes a step (1200), a time (3ms, 2.5s: the last step at or before it) or a mark (mark:NAME, or just NAME where \
            that is neither). Without it, the end of the run.

            EXAMPLES
              replay-tool show run.sqlite buddyinfo
              replay-tool show run.sqlite meminfo --at 2.5ms
              replay-tool show run.sqlite slabtop --sort c --at mark:after-boot
              replay-tool show run.sqlite status 100 --at 1200
              replay-tool show run.sqlite translate 100 0xb7c00004
              replay-tool show run.sqlite translate 0 0xf8800000
            """)

    @Argument(help: ArgumentHelp("The run's file.", valueName: "run"), completion: .file())
    var path: String

    @Argument(help: "What to show, one of the list above.", completion: Completions.views)
    var what: String

    @Argument(help: "Process id, where WHAT is about a process.")
    var pid: String?

    @Argument(help: "Virtual address, where WHAT is translate.")
    var address: String?

    @Option(help: ArgumentHelp("After which step, time or mark.", valueName: "moment"))
    var at: String?

    @Option(
        help: ArgumentHelp(
            "Order of slabtop: a active objects, b objects per slab, c cache size, l slabs, v active slabs, n name, o objects, "
                + "p pages per slab, s object size, u utilization.", valueName: "key"))
    var sort: String?

    @OptionGroup var names: RawOption

    func run() throws {
        RunFault.install(for: [path])
        try failing { try StandardOutput.write(try answer(), isRaw: names.raw) }
    }

    /// The text that is asked for.
    func answer() throws -> String {
        let view = try chosenView()
        let pid = try number(self.pid, "PID", isNeeded: view.arguments != .none) ?? 0
        let address = try number(self.address, "ADDRESS", isNeeded: view.arguments == .processAndAddress) ?? 0
        let sort = try sortKey(of: view)
        let run = try Run(path: path)
        run.showsRawNames = names.raw
        let moment = try run.moment(at)
        if let note = try UnknownBeginning.note(on: what, in: run.database) { inform(note) }
        return try run.show(view, pid: Int64(clamping: pid), address: address, sort: sort, at: moment)
    }

    private func chosenView() throws -> ProcView {
        guard let view = ProcView(rawValue: what) else {
            throw AnalysisError(
                "cannot show \"\(what)\"", expected: "one of " + ProcView.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return view
    }

    private func number(_ text: String?, _ what: String, isNeeded: Bool) throws -> UInt64? {
        guard let text else {
            if isNeeded { throw AnalysisError("\(self.what) needs \(what)", expected: "show RUN \(self.what)\(usage)") }
            return nil
        }
        guard isNeeded else { throw AnalysisError("\(self.what) takes no \(what)", expected: "show RUN \(self.what)\(usage)") }
        let value = UInt64(hexadecimal: text) ?? UInt64(text)
        guard let value else { throw AnalysisError("\(what) cannot be \"\(text)\"", expected: "a number, or 0x and hexadecimal digits") }
        return value
    }

    private var usage: String {
        switch ProcView(rawValue: what)?.arguments {
        case .process: " PID"
        case .processAndAddress: " PID ADDRESS"
        default: ""
        }
    }

    private func sortKey(of view: ProcView) throws -> SlabTop.SortKey {
        guard let sort else { return .objects }
        guard view == .slabtop else { throw AnalysisError("--sort is for slabtop", expected: "show RUN slabtop --sort KEY") }
        guard sort.count == 1, let key = SlabTop.SortKey(rawValue: Character(sort)) else {
            let keys = SlabTop.SortKey.allCases.map { String($0.rawValue) }.joined(separator: ", ")
            throw AnalysisError("cannot sort by \"\(sort)\"", expected: "one of \(keys)")
        }
        return key
    }

    private static var choices: String {
        ProcView.allCases.map { view in
            let arguments =
                switch view.arguments {
                case .none: ""
                case .process: " PID"
                case .processAndAddress: " PID ADDRESS"
                }
            let name = view.rawValue + arguments
            return "  \(name)\(String(repeating: " ", count: max(1, 24 - name.count)))\(view.doc)"
        }.joined(separator: "\n")
    }
}
