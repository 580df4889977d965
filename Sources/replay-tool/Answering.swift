import ArgumentParser
import Foundation
import ReplayAnalysis
import ReplayStore

/// Runs the body of a command that reads runs: an error of the run or of the question is printed and ends with 2.
func answering(_ body: () throws -> Void) throws {
    do {
        try body()
    } catch let error as AnalysisError {
        throw refuse("\(error)")
    } catch let error as StoreError {
        throw refuse("\(error)")
    }
}

private func refuse(_ message: String) -> ExitCode {
    FileHandle.standardError.write(Data("replay-tool: \(message)\n".utf8))
    return .badInput
}
