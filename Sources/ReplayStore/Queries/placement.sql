-- How far the model chose the frames and addresses that the recording names.
SELECT kind, scope, compared, equal, different, first_step
FROM placement_check
ORDER BY kind, scope
