-- How far the model took the page allocator's inner steps (refills, drains, fallbacks) that the recording tells of.
SELECT kind, scope, compared, equal, different, first_step
FROM stepping_check
ORDER BY kind, scope
