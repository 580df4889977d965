import ProcFiles
import Virtual

extension Run {
    /// /proc/PID/maps after a moment.
    package func maps(_ pid: Int64, at moment: Moment) throws -> Maps {
        _ = try processes.process(pid, at: moment)
        return Maps(areas: try addressSpaces.areas(of: pid, at: moment).map(\.map), pointerSize: try machine.architecture().pointerSize)
    }
}

extension AreaFacts {
    /// As maps shows it.
    var map: Maps.Area {
        var map = Maps.Area(
            start: start, end: end, protection: protection, isShared: flags.contains(.shared), offset: offset, name: shownName)
        if isSharedMemory { map.device = "00:01" }
        return map
    }
}
