-- The invariants of supervision. Every query names what is wrong; a sound database returns no row.
-- Form: "-- @ name: what must hold", then one query.

-- @ freezes_belong_to_cases: a release that was approved here is the act of the two people who asked and approved
SELECT r.id, r.requested_by_id, r.decided_by_id FROM supervision_releaserequest r
JOIN registry_freeze f ON f.id = r.freeze_id
WHERE r.status = 'approved' AND NOT EXISTS (
    SELECT FROM registry_freeze u
    WHERE u.act = 'unfreeze' AND u.id > f.id AND u.requested_by_id = r.requested_by_id
        AND u.approved_by_id = r.decided_by_id
        AND (u.batch_id = f.batch_id OR u.account_id = f.account_id OR u.listing = f.listing));

-- @ anomalies_stand_where_their_last_step_says: an anomaly's state is that of its last step
SELECT a.id, a.status, s.to FROM supervision_anomaly a
LEFT JOIN LATERAL (
    SELECT "to" FROM supervision_anomalystep WHERE anomaly_id = a.id ORDER BY id DESC LIMIT 1) s ON true
WHERE a.status IS DISTINCT FROM s.to;

-- @ supervision_guards_in_place: every guard of what supervision wrote down is on
SELECT t || ': ' || g AS guard FROM unnest(ARRAY[
    'case', 'casesubject', 'casenote', 'casefreeze', 'caseexport', 'releaserequest', 'anomaly', 'anomalystep', 'deskact'
]) AS t CROSS JOIN unnest(ARRAY['evidence_rows', 'evidence_table']) AS g
WHERE NOT EXISTS (
    SELECT FROM pg_trigger WHERE tgrelid = ('supervision_' || t)::regclass AND tgname = g AND tgenabled IN ('O', 'A'))
UNION ALL
SELECT g FROM unnest(ARRAY['case_guard', 'release_guard', 'case_is_open']) AS g
WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = g AND tgenabled IN ('O', 'A'));
