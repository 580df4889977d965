import Foundation
import ReplayModel
import ReplayStore
import Runs
import Synchronization
import Testing
import TraceFormat

@testable import ReplayAnalysis

/// A trace of `traces/`, replayed as `replay-tool run` does it: once per test process, into a temporary file.
enum ClaimRun {
    private static let cache = Mutex<[String: URL]>([:])

    static let folder: URL = {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("replay-claims-\(UUID().uuidString)")
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }()

    static let traces: URL = {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appending(path: "traces")
    }()

    /// The small traces' names, in order.
    static var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: traces.path)) ?? []
        return files.filter { $0.hasPrefix("s") && $0.hasSuffix(".trace") }.map { String($0.dropLast(6)) }.sorted()
    }

    /// The finished run of a trace.
    static func of(_ name: String) throws -> Run {
        let file = try cache.withLock { cache in
            if let known = cache[name] { return known }
            let file = folder.appending(path: "\(name).sqlite")
            try replay(name, to: file)
            cache[name] = file
            return file
        }
        return try Run(path: file.path)
    }

    /// Replays a trace into `file`; its header's settings first, then `settings`.
    @discardableResult
    static func replay(
        _ name: String, to file: URL, settings: [(String, String)] = [], checksEveryStep: Bool = false
    ) throws -> RunReport {
        let reader = try TraceFile.open(traces.appending(path: "\(name).trace").path)
        var profile = try #require(MachineProfile.builtIn(named: reader.header.first("profile") ?? "i386-1g"))
        let own = reader.header.all("set").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            return (parts[0], parts[1])
        }
        for (key, value) in own + settings { try Setting.named(key).set(value, in: &profile) }
        var job = ReplayJob(profile: profile, placement: .model)
        job.auditInterval = checksEveryStep ? 1 : nil
        let writer = try PageTransitionWriter(path: file.path)
        return try job.run([("\(name).trace", reader)], names: NameTable(), into: writer)
    }
}

extension Run {
    /// The rows of a query, values parted by one space; NULL is `-`.
    func table(_ sql: String) throws -> [String] {
        try database.rows(sql).map { row in row.map { Self.plain($0) ?? "-" }.joined(separator: " ") }
    }

    /// A view's lines after a mark.
    func lines(_ view: ProcView, pid: Int64 = 0, address: UInt64 = 0, after mark: String? = nil) throws -> [String] {
        let moment = try moment(mark.map { "mark:\($0)" })
        return try show(view, pid: pid, address: address, at: moment).split(separator: "\n").map(String.init)
    }

    /// Resident and virtual pages of a process after a mark.
    func size(of pid: Int64, after mark: String) throws -> (virtual: Int, resident: Int) {
        let words = try lines(.statm, pid: pid, after: mark)[0].split(separator: " ").compactMap { Int($0) }
        return (words[0], words[1])
    }

    /// What the kernel did between two marks: calls, faults, pages, page tables, mappings.
    func kernelWork(after mark: String) throws -> [String] {
        try table("SELECT syscalls, faults, pages, page_tables, mappings FROM kernel_transition WHERE label = '\(mark)'")
    }
}
