-- What must hold of submissions and reviews: each query returns no row. `manage.py audit` runs them.

-- @ reviewed_before_filed: what was filed after review has two accepting opinions of two people, and its act in the log
SELECT s.public_id, count(DISTINCT o.given_by_id) AS accepting, count(DISTINCT f.id) AS acts FROM methodologies_submission s
LEFT JOIN methodologies_assignment a ON a.submission_id = s.id AND a.released_at IS NULL
LEFT JOIN methodologies_opinion o ON o.assignment_id = a.id AND o.verdict = 'accept'
LEFT JOIN registry_methodologyact f ON f.version_id = s.filed_version_id AND f.act = 'filed'
    AND f.document_sha256 IN (SELECT sha256 FROM methodologies_document WHERE submission_id = s.id)
WHERE s.status = 'filed' GROUP BY s.id
HAVING count(DISTINCT o.given_by_id) < 2 OR count(DISTINCT f.id) <> 1;

-- @ reviewers_are_independent: no opinion by the developer's own people, and none by who decided
SELECT s.public_id, o.id FROM methodologies_opinion o
JOIN methodologies_assignment a ON a.id = o.assignment_id
JOIN methodologies_expert e ON e.id = a.expert_id
JOIN methodologies_submission s ON s.id = a.submission_id
WHERE o.given_by_id <> e.user_id
    OR o.given_by_id IN (s.created_by_id, s.submitted_by_id, s.decided_by_id);

-- @ recorded_as_confirmed: every version taken over from elsewhere was recorded by one registrar, confirmed by another
SELECT a.version_id, a.id AS act FROM registry_methodologyact a
LEFT JOIN methodologies_recording r ON r.filed_version_id = a.version_id AND r.status = 'confirmed'
    AND r.recorded_by_id = a.actor_id AND r.decided_by_id <> a.actor_id AND r.document_id = a.document_sha256
WHERE a.act = 'recorded' AND r.id IS NULL;

-- @ method_guards_in_place: every trigger that protects submissions and opinions exists and is on
SELECT t || ': ' || g AS guard FROM (VALUES
    ('submission', 'submission_begins'), ('submission', 'submission_guard'), ('submission', 'evidence_table'),
    ('document', 'document_guard'), ('document', 'evidence_table'), ('assignment', 'assignment_guard'),
    ('assignment', 'evidence_rows'), ('assignment', 'evidence_table'), ('opinion', 'opinion_guard'),
    ('opinion', 'evidence_rows'), ('opinion', 'evidence_table'), ('expert', 'evidence_rows'),
    ('recording', 'recording_guard'), ('recording', 'evidence_rows'), ('recording', 'evidence_table')
) AS wanted (t, g)
WHERE NOT EXISTS (
    SELECT FROM pg_trigger WHERE tgrelid = ('methodologies_' || t)::regclass AND tgname = g AND tgenabled IN ('O', 'A'))
UNION ALL
SELECT 'methodologyact: act_recorded_by_two' WHERE NOT EXISTS (
    SELECT FROM pg_trigger WHERE tgrelid = 'registry_methodologyact'::regclass AND tgname = 'act_recorded_by_two'
        AND tgenabled IN ('O', 'A'));
