-- The invariants of applications and dossiers. Every query names what is wrong; a sound database returns no row.
-- Form: "-- @ name: what must hold", then one query.

-- @ projects_are_their_dossiers: a project says what the last accepted version of its dossier says
SELECT p.code, v.number
FROM projects_dossier d
JOIN registry_project p ON p.id = d.project_id
JOIN LATERAL (
    SELECT * FROM projects_dossierversion WHERE dossier_id = d.id AND status = 'accepted' ORDER BY number DESC LIMIT 1
) v ON true
WHERE (p.name_zh, p.name_en, p.kind, p.scheme_id, p.methodology_version_id, p.district, p.participants, p.who_zh, p.who_en)
    IS DISTINCT FROM
    (v.name_zh, v.name_en, v.kind, v.scheme_id, v.methodology_version_id, v.district, v.participants, v.who_zh, v.who_en)
    OR p.owner_id <> d.organization_id;

-- @ accepted_has_a_project: a dossier has a project if, and only if, one of its versions was accepted
SELECT d.public_id, d.project_id, count(v.id) AS accepted
FROM projects_dossier d LEFT JOIN projects_dossierversion v ON v.dossier_id = d.id AND v.status = 'accepted'
GROUP BY d.id HAVING (d.project_id IS NULL) <> (count(v.id) = 0);

-- @ returned_says_why: who sent a dossier back said at least one thing about it
SELECT v.id FROM projects_dossierversion v
WHERE v.status = 'returned' AND NOT EXISTS (SELECT 1 FROM projects_remark r WHERE r.version_id = v.id);

-- @ dossiers_come_from_sellers: a version was handed in by an organization accepted as a project owner before
SELECT v.id, d.organization_id
FROM projects_dossierversion v JOIN projects_dossier d ON d.id = v.dossier_id
WHERE v.status <> 'draft' AND NOT EXISTS (
    SELECT 1 FROM projects_application a
    WHERE a.organization_id = d.organization_id AND a.status = 'accepted' AND a.decided_at <= v.submitted_at);

-- @ files_are_their_digests: a file handed in is the file its digest names
SELECT public_id, sha256 FROM projects_storedfile
WHERE encode(sha256(content), 'hex') <> sha256 OR octet_length(content) <> size;

-- @ issued_as_measured: no batch is for days before its project began or outside its dossier's monitoring periods, as accepted then
SELECT b.code, why FROM registry_creditbatch b JOIN registry_issuancerequest r ON r.id = b.issuance_id
CROSS JOIN LATERAL projects_unmeasured(b.project_id, daterange(b.monitoring_start, b.monitoring_end, '[]'), r.requested_at) why
WHERE why <> '';

-- @ project_guards_in_place: what keeps issues and dossiers to the days that were measured is on (I21)
SELECT t || ': ' || g AS guard FROM (VALUES
    ('registry_issuancerequest', 'issuance_days'), ('projects_dossierversion', 'version_days'),
    ('projects_dossierversion', 'version_guard'), ('projects_monitoringperiod', 'part_guard')
) AS wanted (t, g)
WHERE NOT EXISTS (
    SELECT FROM pg_trigger WHERE tgrelid = t::regclass AND tgname = g AND tgenabled IN ('O', 'A'));
