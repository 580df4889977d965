import ReplayModel

// The linear map: lowmem at a fixed distance, made at boot.
extension Kernel {
    /// Where the linear map has a frame; nil for frames outside of it (HighMem).
    func linearAddress(of frame: FrameNumber) -> VirtualAddress? {
        let physical = UInt64(frame.rawValue) << pageShift
        guard physical < profile.lowmemEnd else { return nil }
        return VirtualAddress(profile.architecture.linearBase &+ physical)
    }
}
