-- What must hold for certificates: each query returns no row. `manage.py audit` asks them with the registry's.

-- @ corrections_by_two: a correction has its revision, under its own code, asked for and decided by two people
SELECT c.public_id, c.status FROM certificates_correction c
JOIN registry_statement asked ON asked.id = c.statement_id
LEFT JOIN registry_statement made ON made.id = c.result_id
WHERE c.decided_by_id = c.requested_by_id
    OR (c.status = 'made') <> (made.id IS NOT NULL)
    OR (made.id IS NOT NULL AND (made.code, made.revision) IS DISTINCT FROM (asked.code, (asked.revision + 1)::smallint))
    OR (c.erased_at IS NULL AND c.evidence_sha256 IS DISTINCT FROM encode(sha256(c.evidence), 'hex'))
UNION ALL
SELECT NULL, guard FROM unnest(ARRAY['correction_guard']) AS guard
WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = guard AND tgenabled IN ('O', 'A'))
UNION ALL
SELECT NULL, guard FROM unnest(ARRAY[
    'correction_needs_two_people', 'correction_decided_by_someone', 'correction_one_open'
]) AS guard
WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conname = guard)
    AND NOT EXISTS (SELECT FROM pg_class WHERE relname = guard AND relkind = 'i');
