import Glibc
import Platform
import SystemPackage

/// The file of COMMAND, looked at when not one of its calls was recorded.
struct ProgramFile {
    private let path: String
    private let bytes: [UInt8]

    /// Finds a command as the shell does; nil: there is none that can be read.
    init?(_ command: String) {
        let folders = (Environment.variables["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
        let places = command.contains("/") ? [command] : folders.map { $0 + "/" + command }
        guard let found = places.first(where: { access($0, X_OK) == 0 }), let head = try? WholeFile.bytes(found, atMost: 4096)
        else { return nil }
        path = found
        bytes = head
    }

    /// Why the recorder was not loaded into it; nil: nothing of the file says so. The loader takes a preloaded library only for a dynamic
    /// program (with PT_INTERP) of its own width, and not for a privileged one (ld.so(8), elf(5)).
    var obstacle: String? {
        guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]), bytes.count >= 64 else { return nil }
        if bytes[4] == 1 { return "\(path) is a 32-bit program, and the recorder is for 64-bit ones" }
        if !hasInterpreter { return "\(path) is statically linked, and the recorder can be loaded into dynamically linked programs only" }
        guard let permissions = (try? Stat(path))?.permissions,
            permissions.contains(.setUserID) || permissions.contains(.setGroupID)
        else { return nil }
        return "\(path) runs with another user's or group's rights, so the loader ignores LD_PRELOAD; run this as that user"
    }

    /// A program header of type PT_INTERP (3), as far as the first 4096 bytes tell.
    private var hasInterpreter: Bool {
        let (start, size, count) = (number(32, 8), number(54, 2), number(56, 2))
        return (0..<count).contains { index in
            let at = start + index * size
            return at + 4 <= bytes.count && number(at, 4) == 3
        }
    }

    /// A little-endian number; larger ones than an Int count as 0.
    private func number(_ start: Int, _ length: Int) -> Int {
        Int(truncatingIfNeeded: (0..<length).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[start + $1]) } & 0xFFFF_FFFF)
    }
}
