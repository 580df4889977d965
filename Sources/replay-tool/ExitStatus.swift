import ArgumentParser

extension ExitCode {
    /// The two things compared differ, or a check failed.
    static let differs = ExitCode(1)
    /// The input or the arguments are wrong.
    static let badInput = ExitCode(2)
}
