/// The shared library that is preloaded into recorded programs. Its C sources stand in `Preload/`; the build compiles them, and
/// the tool carries the result, so that nothing has to be installed beside it.
public enum PreloadLibrary {
    /// The environment variable that tells the library where to write (`RECORDER_VARIABLE` in recorder.h).
    public static let variable = "REPLAY_TOOL_RECORD"

    /// The longest folder name that the library takes, in bytes.
    public static let folderLimit = 511

    /// The variable's value. `sampling`: calls of a thread between two samples of its memory; `exact`: one call at a time.
    public static func value(folder: String, sampling: UInt32, exact: Bool) -> String { "\(folder):\(sampling):\(exact ? 1 : 0)" }

    /// The library's bytes, an ELF file.
    public static var image: [UInt8] {
        embeddedPreload.withUTF8Buffer { digits in
            (0..<digits.count / 2).map { value(digits[2 * $0]) << 4 | value(digits[2 * $0 + 1]) }
        }
    }

    private static func value(_ digit: UInt8) -> UInt8 { digit <= UInt8(ascii: "9") ? digit - 0x30 : digit - 0x57 }
}
