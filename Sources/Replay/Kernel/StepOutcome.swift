/// What became of a step.
public enum StepOutcome: Equatable, Sendable {
    case done
    /// The event waits for memory that a killed process will give back; `Machine.resume()` goes on with it.
    case waiting
}
