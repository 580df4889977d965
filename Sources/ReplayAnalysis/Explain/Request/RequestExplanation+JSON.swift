import Notation
import Pages
import ReplayModel

extension RequestExplanation {
    /// Everything of the explanation; indices in thousandths, sizes in pages.
    package var json: JSON {
        .object([
            ("kind", .string(kind.rawValue)), ("row", number(seq)), ("reason", reason.isEmpty ? .null : .string(reason)),
            ("order", number(order)), ("gfp", .string(Describe.gfp(gfp))), ("migratetype", .string(Self.typeName(migratetype))),
            ("who", .string(who)), ("alike_in_step", number(alike)), ("after_undo", .boolean(isAfterUndo)),
            ("attempts", .array(attempts.map(attempt))), ("fallback", fallback.map(json(_:)) ?? .null),
            ("zones", .array(zones.map(json(_:)))), ("pin_order", number(pinOrder)), ("pin_frames", number(pinLimit)),
            ("pins", .array(pins.map(json(_:)))),
        ])
    }

    private func number(_ value: some BinaryInteger) -> JSON { .number(String(value)) }

    private func zoneName(_ zone: ZoneIndex) -> JSON {
        .string(zoneNames.indices.contains(Int(zone.rawValue)) ? zoneNames[Int(zone.rawValue)] : "\(zone.rawValue)")
    }

    private func attempt(_ attempt: RequestAttempt) -> JSON {
        .object([
            ("flags", .array(attempt.flags.map { .string($0) })),
            (
                "zones",
                .array(
                    attempt.zones.map { trial in
                        .object(
                            [
                                ("zone", zoneName(trial.zone)), ("outcome", .string(trial.outcome.rawValue)),
                                ("largest_order", trial.largestOrder.map { number($0) } ?? .null),
                            ] + terms(trial.check))
                    })
            ),
        ])
    }

    private func terms(_ check: WatermarkCheck) -> [(String, JSON)] {
        [
            ("free", number(check.free)), ("uncounted", .number("\(check.uncounted)")), ("order_pages", number(check.orderPages)),
            ("high_atomic", number(check.highAtomic)), ("cma", number(check.cma)),
            ("usable", number(check.usable)), ("mark", .string(check.markName)), ("mark_pages", number(check.mark)),
            ("boost", number(check.boost)), ("reductions", .object(check.reductions.map { ($0.flag, number($0.pages)) })),
            ("least", number(check.least)),
            ("lowmem_reserve", number(check.lowmemReserve)), ("passes", .boolean(check.passes)),
        ]
    }

    private func json(_ fallback: PageFallbackRow) -> JSON {
        .object([
            ("zone", zoneName(fallback.zone)), ("pfn", number(fallback.frame.rawValue)), ("order", number(fallback.order)),
            ("block_order", number(fallback.blockOrder)), ("migratetype", .string(Self.typeName(fallback.migratetype))),
            ("from_type", .string(Self.typeName(fallback.fallbackMigratetype))), ("takeover", .boolean(fallback.changedOwnership)),
        ])
    }

    private func json(_ zone: ZoneLists) -> JSON {
        .object([
            ("zone", .string(zone.name)), ("free", number(zone.free)), ("per_cpu", number(zone.perCPU)),
            (
                "free_blocks",
                .object(
                    zone.blocks.enumerated().map { type, counts in
                        (Self.typeName(UInt8(type)), .array(counts.map { number($0) }))
                    })
            ),
            ("extfrag_index", number(zone.extfragIndex)), ("unusable_index", number(zone.unusableIndex)),
        ])
    }

    private func json(_ block: PinnedBlock) -> JSON {
        let holders = block.holders.map { holder in
            JSON.object([
                ("pfn", number(holder.frame.rawValue)), ("order", number(holder.order)),
                ("owner", .string(pinOwners[holder.owner] ?? "")), ("step", holder.step.map { number($0) } ?? .null),
            ])
        }
        return .object([
            ("pfn", number(block.frame.rawValue)), ("zone", zoneName(block.zone)), ("used", number(block.used)),
            ("free", number(block.free)), ("managed", number(block.managed)), ("holders", .array(holders)),
        ])
    }
}
