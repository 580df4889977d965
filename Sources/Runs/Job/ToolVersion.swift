/// The version of the tool, as `--version` prints it, every run stores it and the Debian package has it. It stands here only.
public enum ToolVersion {
    public static let current = "0.2.0"
}
