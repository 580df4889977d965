-- Areas of the vmalloc range when the run ended, as in /proc/vmallocinfo.
-- @start first address
-- @end first address after it, the guard page included
-- @size bytes with the guard page
-- @kind what it maps
-- @pages page frames mapped that are RAM
-- @physical first physical address of an ioremap
-- @caller call site
-- @step the step that made it
CREATE VIEW area_at_end AS
SELECT
    printf('0x%x', a.start) AS start,
    printf('0x%x', a.start + a.size) AS "end",
    a.size,
    (SELECT c.word FROM code c WHERE c.table_name = 'area' AND c.column_name = 'kind' AND c.code = a.kind) AS kind,
    a.pages,
    iif(a.physical IS NULL, NULL, printf('0x%x', a.physical)) AS physical,
    (SELECT n.text FROM name n WHERE n.id = a.caller) AS caller,
    a.step
FROM area a
WHERE a.op = {area.op.allocate}
    AND a.area NOT IN (SELECT f.area FROM area f WHERE f.op = {area.op.free});
