/// Steps at which the whole state is told, so that nobody who asks for the state at a step has to read further back than to the last one.
public enum Keyframes {
    /// Steps between two of them, unless a test says otherwise.
    public static let interval: UInt64 = 65_536
}
