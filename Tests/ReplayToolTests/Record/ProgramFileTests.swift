import Foundation
import Testing

@testable import replay_tool

/// Why a program cannot be recorded, from its file.
@Suite struct ProgramFileTests {
    private let tool: Tool

    init() throws { tool = try Tool() }

    /// A program's first bytes: an ELF header and one program header of a type.
    private func obstacle(width: UInt8 = 2, type: UInt8, mode: Int = 0o755) throws -> String? {
        var bytes = [UInt8](repeating: 0, count: 128)
        bytes.replaceSubrange(0..<5, with: [0x7F, 0x45, 0x4C, 0x46, width])
        (bytes[32], bytes[54], bytes[56], bytes[64]) = (64, 56, 1, type)
        let path = tool.folder.url.appending(path: "program").path
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return try #require(ProgramFile(path)).obstacle
    }

    @Test func aDynamicProgramHasNone() throws { #expect(try obstacle(type: 3) == nil) }

    @Test func aStaticProgramSaysSo() throws { #expect(try obstacle(type: 1)?.contains("statically linked") == true) }

    @Test func aNarrowProgramSaysSo() throws { #expect(try obstacle(width: 1, type: 3)?.contains("32-bit") == true) }

    @Test func aPrivilegedProgramSaysSo() throws { #expect(try obstacle(type: 3, mode: 0o4755)?.contains("another user's") == true) }

    @Test func aScriptSaysNothing() throws {
        let path = tool.folder.url.appending(path: "script").path
        try tool.write("script", "#!/bin/sh\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        #expect(try #require(ProgramFile(path)).obstacle == nil)
    }

    @Test func commandsAreFoundInPath() {
        #expect(ProgramFile("sh") != nil)
        #expect(ProgramFile("no-such-command-anywhere") == nil)
    }
}
