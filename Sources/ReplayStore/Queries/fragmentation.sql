-- Fragmentation over time: the kernel's indices in thousandths. Parameters: zone (all), ord (9).
SELECT step, time, zone, ord, free_pages, free_blocks, extfrag_index, unusable_index
FROM fragmentation
WHERE ord = coalesce(:ord, 9) AND (:zone IS NULL OR zone = :zone)
ORDER BY step, zone
