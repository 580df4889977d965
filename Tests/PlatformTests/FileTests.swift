import Glibc
import Platform
import SystemPackage
import Testing

@Suite struct FileTests {
    @Test func whatIsWrittenIsRead() throws {
        let folder = try Folder.makeTemporary("replay-tool-test-")
        defer { Folder.remove(folder) }
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        try WholeFile.write(bytes, to: folder + "/b")
        try WholeFile.write("text".utf8, to: folder + "/a")
        #expect(try WholeFile.bytes(folder + "/b") == bytes)
        #expect(try WholeFile.bytes(folder + "/b", atMost: 100_000) == Array(bytes.prefix(100_000)))
        #expect(try WholeFile.text(folder + "/a") == "text")
        #expect(try Folder.names(folder) == ["a", "b"])
        try WholeFile.write("t".utf8, to: folder + "/a")
        #expect(try WholeFile.text(folder + "/a") == "t")
    }

    @Test func aFileWithoutLengthIsReadToItsEnd() throws {
        #expect(try WholeFile.text("/proc/self/status").contains("VmRSS"))
    }

    @Test func aFolderGoesWithAllThatIsInIt() throws {
        let folder = try Folder.makeTemporary("replay-tool-test-")
        let inner = folder + "/inner"
        #expect(mkdir(inner, 0o700) == 0)
        try WholeFile.write("x".utf8, to: inner + "/x")
        Folder.remove(folder)
        #expect(throws: Errno.noSuchFileOrDirectory) { try Folder.names(folder) }
    }

    @Test func whatIsNotThereIsSaid() {
        #expect(throws: Errno.noSuchFileOrDirectory) { try WholeFile.bytes("/nowhere/at/all") }
        #expect(throws: Errno.isDirectory) { try WholeFile.bytes("/") }
        #expect(throws: Errno.notDirectory) { try Folder.names("/proc/self/status") }
    }

    @Test func foldersHaveNames() {
        #expect(Folder.name(of: "a/b/") == "b")
        #expect(Folder.name(of: "/proc") == "proc")
        #expect(Folder.name(of: "a/..") == Folder.name(of: "."))
        #expect(!Folder.name(of: ".").isEmpty && Folder.name(of: ".") != ".")
    }

    @Test func pathsBecomeAbsolute() {
        #expect(Folder.absolute("/a/b") == "/a/b")
        #expect(Folder.absolute("a/b").hasPrefix("/") && Folder.absolute("a/b").hasSuffix("/a/b"))
    }

    @Test func theEnvironmentHasItsVariables() { #expect(Environment.variables["PATH"]?.isEmpty == false) }
}
