import Foundation
import Testing

@testable import Platform

/// A file on its way has one writer, and what a killed one left goes.
@Suite(.serialized) struct UnfinishedFileTests {
    private let folder: URL
    private var name: String { folder.appending(path: "out").path }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "unfinished-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private var files: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() } }

    /// Why there can be no file; nil: there can.
    private func failure() -> UnfinishedFile.Failure? {
        do {
            _ = try UnfinishedFile(for: name)
            return nil
        } catch { return error }
    }

    @Test func appearsWhenItIsPublishedAndGoesWithout() throws {
        do {
            let file = try UnfinishedFile(for: name)
            #expect(try files == ["out.partial"])
            _ = consume file
        }
        #expect(try files == [])
        var file = try UnfinishedFile(for: name)
        _ = try file.descriptor.writeAll("x".utf8)
        try file.publish()
        #expect(try files == ["out"])
    }

    @Test func aSecondWriterIsToldWhoHasIt() throws {
        let file = try UnfinishedFile(for: name)
        #expect(failure() == .held(by: ProcessInfo.processInfo.processIdentifier))
        #expect(try files == ["out.partial"])
        _ = consume file
        #expect(failure() == nil)
    }

    @Test func whatNobodyHoldsIsRemoved() throws {
        try Data("old".utf8).write(to: folder.appending(path: "out.partial"))
        var file = try UnfinishedFile(for: name)
        try file.publish()
        #expect(try Data(contentsOf: folder.appending(path: "out")).isEmpty)
    }

    @Test func aLinkOrAFolderIsNeitherFollowedNorReplaced() throws {
        let (target, partial) = (folder.appending(path: "precious"), folder.appending(path: "out.partial"))
        try Data("mine".utf8).write(to: target)
        try FileManager.default.createSymbolicLink(at: partial, withDestinationURL: target)
        #expect(failure() == .inTheWay(partial.path))
        #expect(try String(contentsOf: target, encoding: .utf8) == "mine")
        try FileManager.default.removeItem(at: partial)
        try FileManager.default.createDirectory(at: partial, withIntermediateDirectories: false)
        #expect(failure() == .inTheWay(partial.path))
    }
}
