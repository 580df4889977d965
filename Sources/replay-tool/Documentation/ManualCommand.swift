import ArgumentParser

/// `manual`: prints the manual page that `make install` puts in place; hidden from the help.
struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual", abstract: "Prints the manual page (troff).", shouldDisplay: false)

    func run() throws { try StandardOutput.write(ManualPage.troff, isRaw: true) }
}
