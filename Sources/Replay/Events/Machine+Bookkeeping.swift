import ReplayModel
import TraceFormat

// Marks, settings, and what a recorder says about itself.
extension Machine {
    mutating func mark(_ event: TraceEvent) { log.append(MarkRow(text: event.name(.text) ?? NameID(0))) }

    /// A value as a setting takes it. One number is the first of lowmem_reserve_ratio's, which the machine's lowest zone has; the others stay
    /// (proc_dointvec_minmax, kernel/sysctl.c).
    private mutating func text(_ value: Int64, for setting: Setting) -> String {
        guard setting.key == "vm.lowmem_reserve_ratio" else { return "\(value)" }
        var ratios = kernel.profile.pages.lowmemReserveRatio.map { "\($0)" }
        let lowest = kernel.profile.zones.first?.kind ?? .dma
        if ratios.indices.contains(Int(lowest.rawValue)) { ratios[Int(lowest.rawValue)] = "\(max(value, 0))" }
        return ratios.joined(separator: " ")
    }

    mutating func writeSetting(_ event: TraceEvent) {
        guard let key = event.name(.key), let value = event.signed(.value) else { return }
        guard !kernel.profile.pinned.contains(names[key]) else { return odd(.sysctlHeldByCommandLine, event, text: key) }
        if Setting.withoutEffect.contains(names[key]) {
            log.append(SettingRow(process: nil, key: key, newValue: value))
            return odd(.sysctlWithoutEffect, event, value: UInt64(bitPattern: value), text: key)
        }
        let setting: Setting
        do throws(SettingError) { setting = try Setting.named(names[key]) } catch {
            return odd(.sysctlUnknown, event, text: names.intern("\(names[key]): \(error.expected)"))
        }
        let old: Int64?
        do throws(SettingError) {
            guard setting.isChangeable else { return odd(.sysctlFixedAtBoot, event, value: UInt64(bitPattern: value), text: key) }
            old = Int64(setting.get(kernel.profile))
            try setting.set(text(value, for: setting), in: &kernel.profile)
        } catch {
            return odd(.sysctlRefused, event, value: UInt64(bitPattern: value), text: key)
        }
        kernel.settingsChanged()
        if setting.setsPageLimits { kernel.memory.change(kernel.profile.pages, log: &log) }
        log.append(SettingRow(process: nil, key: key, oldValue: old, newValue: value))
    }
}
