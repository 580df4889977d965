import Foundation

@testable import RealMachines

/// The folders of `traces/cases`: a machine's files, and states.
enum CaseFiles {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "traces/cases")

    static func path(_ name: String) -> String { root.appending(path: name).path }

    static func machine(_ name: String) throws -> MachineFiles {
        let folder = root.appending(path: name)
        var texts: [String: String] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            texts[file] = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
        }
        return MachineFiles(texts: texts, folder: name)
    }

    static func state(_ name: String) throws -> SystemState { try StateReader.read([path(name)]) }
}

/// zoneinfo of one node: zones with a start and pages in frames.
func zoneInfoText(_ zones: [(name: String, start: UInt64, pages: UInt64)], managed: Bool = true) -> String {
    zones.map { zone in
        """
        Node 0, zone \(zone.name)
          pages free     \(zone.pages / 2)
                min      \(zone.pages / 100)
                low      \(zone.pages / 80)
                high     \(zone.pages / 60)
                spanned  \(zone.pages)
                present  \(zone.pages)\(managed ? "\n        managed  \(zone.pages)" : "")
                protection: (0, 0)
          pagesets
            cpu: 0
                      count: 0
                      high:  186
                      batch: 31
          start_pfn:           \(zone.start)

        """
    }.joined()
}
