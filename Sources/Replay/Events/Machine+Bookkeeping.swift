import ReplayModel
import TraceFormat

// Marks, settings, and what a recorder says about itself.
extension Machine {
    mutating func mark(_ event: TraceEvent) { log.append(MarkRow(text: event.name(.text) ?? NameID(0))) }

    mutating func writeSetting(_ event: TraceEvent) {
        guard let key = event.name(.key), let value = event.signed(.value) else { return }
        guard !kernel.profile.pinned.contains(names[key]) else { return odd(.sysctlHeldByCommandLine, event, text: key) }
        let setting: Setting
        do throws(SettingError) { setting = try Setting.named(names[key]) } catch {
            return odd(.sysctlUnknown, event, text: names.intern("\(names[key]): \(error.expected)"))
        }
        let old: Int64?
        do throws(SettingError) {
            guard setting.isChangeable else { return odd(.sysctlFixedAtBoot, event, value: UInt64(bitPattern: value), text: key) }
            old = Int64(setting.get(kernel.profile))
            try setting.set("\(value)", in: &kernel.profile)
        } catch {
            return odd(.sysctlRefused, event, value: UInt64(bitPattern: value), text: key)
        }
        kernel.settingsChanged()
        log.append(SettingRow(process: nil, key: key, oldValue: old, newValue: value))
    }
}
