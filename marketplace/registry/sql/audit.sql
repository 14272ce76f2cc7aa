-- The invariants of the ledger and its log. Every query names what is wrong; a sound database returns no row.
-- Run by tests, by `manage.py audit` and, once a day, for the public status page.
-- Form: "-- @ name: what must hold", then one query. Quantities are kilograms.

-- @ conservation: issued = available + listed + held + retired + cancelled, per batch (I1)
SELECT b.code, b.quantity_kg AS issued, coalesce(h.kg, 0) AS circulating, coalesce(s.kg, 0) AS left_circulation
FROM registry_creditbatch b
LEFT JOIN (SELECT batch_id, sum(available_kg + listed_kg + held_kg) AS kg FROM registry_holding GROUP BY 1) h
    ON h.batch_id = b.id
LEFT JOIN (SELECT batch_id, sum(last - first + 1) AS kg FROM registry_serialblock GROUP BY 1) s
    ON s.batch_id = b.id
WHERE b.quantity_kg <> coalesce(h.kg, 0) + coalesce(s.kg, 0);

-- @ holdings_are_the_replay: every holding is the sum of its movements, compartment by compartment (I1)
WITH moved AS (
    SELECT batch_id, to_account_id AS account_id, to_compartment AS compartment, kg FROM registry_movement
    WHERE to_account_id IS NOT NULL
    UNION ALL
    SELECT batch_id, from_account_id, from_compartment, -kg FROM registry_movement
    WHERE from_account_id IS NOT NULL
), replay AS (
    SELECT batch_id, account_id,
        coalesce(sum(kg) FILTER (WHERE compartment = 'available'), 0) AS available_kg,
        coalesce(sum(kg) FILTER (WHERE compartment = 'listed'), 0) AS listed_kg,
        coalesce(sum(kg) FILTER (WHERE compartment = 'held'), 0) AS held_kg
    FROM moved GROUP BY 1, 2
)
SELECT batch_id, account_id, h.available_kg, r.available_kg AS replayed_available, h.listed_kg,
    r.listed_kg AS replayed_listed, h.held_kg, r.held_kg AS replayed_held
FROM registry_holding h FULL JOIN replay r USING (batch_id, account_id)
WHERE (coalesce(h.available_kg, 0), coalesce(h.listed_kg, 0), coalesce(h.held_kg, 0))
    <> (coalesce(r.available_kg, 0), coalesce(r.listed_kg, 0), coalesce(r.held_kg, 0));

-- @ movement_ends_are_whole: an end of a movement is an account with a compartment, or neither
SELECT id, kind FROM registry_movement
WHERE (from_account_id IS NULL) <> (from_compartment = '') OR (to_account_id IS NULL) <> (to_compartment = '');

-- @ never_negative: no compartment is below zero (I2)
SELECT batch_id, account_id, available_kg, listed_kg, held_kg FROM registry_holding
WHERE least(available_kg, listed_kg, held_kg) < 0;

-- @ issued_once: a batch has one issue, of its whole quantity, from an approved request (I1)
SELECT b.code, b.quantity_kg, r.quantity_kg AS requested_kg, r.status, count(m.id) AS issues, sum(m.kg) AS moved_kg
FROM registry_creditbatch b
JOIN registry_issuancerequest r ON r.id = b.issuance_id
LEFT JOIN registry_movement m ON m.batch_id = b.id AND m.kind = 'issue'
GROUP BY b.id, r.id
HAVING count(m.id) <> 1 OR sum(m.kg) <> b.quantity_kg OR r.quantity_kg <> b.quantity_kg OR r.status <> 'approved'
    OR b.last_serial - b.first_serial + 1 <> b.quantity_kg;

-- @ issued_as_requested: a batch is of the project, method, period and steps that its request named
SELECT b.code, r.public_id FROM registry_creditbatch b
LEFT JOIN registry_issuancerequest r ON r.id = b.issuance_id
WHERE (r.project_id, r.methodology_version_id, r.monitoring_start, r.monitoring_end, r.increment_kg)
    IS DISTINCT FROM (b.project_id, b.methodology_version_id, b.monitoring_start, b.monitoring_end, b.increment_kg);

-- @ two_people: who asked did not decide (issuance, its check, a withdrawal's answer, release of a frozen batch)
SELECT 'issuance' AS what, public_id::text AS which FROM registry_issuancerequest
WHERE status IN ('approved', 'refused') AND (approved_by_id IS NULL OR approved_by_id = requested_by_id)
UNION ALL
SELECT 'check', public_id::text FROM registry_issuancerequest
WHERE checked_by_id IN (requested_by_id, approved_by_id) OR (status = 'approved' AND upstream_serial = '' AND checked_by_id IS NULL
    AND evidence_file_id IS NOT NULL)
UNION ALL
SELECT 'withdrawal', l.id::text FROM registry_withdrawalline l JOIN registry_withdrawalbatch w ON w.id = l.withdrawal_id
WHERE l.answered_by_id = w.requested_by_id
UNION ALL
SELECT 'unfreeze', id::text FROM registry_freeze
WHERE act <> 'freeze' AND (approved_by_id IS NULL OR approved_by_id = requested_by_id);

-- @ recorded_by_one_accepted_by_another: who recorded a methodology did not accept it for credits
SELECT v.id, a.id AS act FROM registry_methodologyact a JOIN registry_methodologyact r USING (version_id)
JOIN registry_methodologyversion v ON v.id = a.version_id
WHERE r.act = 'recorded' AND a.act = 'accepted' AND a.actor_id = r.actor_id;

-- @ withdrawal_numbers_serve_once: a number stands behind several blocks only where that was said, and never behind both
-- a block and a withdrawal for retirements
SELECT r.public_id, r.withdrawal_proof FROM registry_issuancerequest r JOIN registry_project p ON p.id = r.project_id
WHERE r.withdrawal_proof <> '' AND r.status <> 'refused' AND (
    NOT r.withdrawal_shared AND EXISTS (
        SELECT FROM registry_issuancerequest e JOIN registry_project q ON q.id = e.project_id
        WHERE e.id < r.id AND q.scheme_id = p.scheme_id AND e.withdrawal_proof <> ''
            AND registry_foreign_form(e.withdrawal_proof) = registry_foreign_form(r.withdrawal_proof) AND e.status <> 'refused')
    OR EXISTS (
        SELECT FROM registry_retirementupstream u JOIN registry_creditbatch b ON b.id = u.batch_id
        WHERE b.scheme_id = p.scheme_id AND registry_foreign_form(u.proof_number) = registry_foreign_form(r.withdrawal_proof) AND u.proof_sha256 <> '' AND u.state = 'withdrawn'));

-- @ evidence_is_itself: every file that is kept has the sha256 it is known by
SELECT sha256 FROM registry_evidencefile
WHERE encode(sha256(content), 'hex') <> sha256 OR length(content) <> size;

-- @ custody_once: no tonne of another registry is in custody twice (I5)
SELECT a.public_id, b.public_id AS other FROM registry_issuancerequest a
JOIN registry_issuancerequest b ON b.id > a.id AND b.foreign_registry = a.foreign_registry
    AND b.foreign_prefix = a.foreign_prefix AND b.foreign_first <= a.foreign_last AND b.foreign_last >= a.foreign_first
WHERE a.status <> 'refused' AND b.status <> 'refused';

-- @ unread_serials_typed_twice: where no machine reads the serial of a batch's block, two people typed the same
SELECT r.public_id, r.upstream_serial, r.serial_again FROM registry_issuancerequest r
WHERE r.status = 'approved' AND registry_foreign_form(r.serial_again) <> CASE
    WHEN r.foreign_registry IN ('', 'free_text') AND r.foreign_first IS NULL
    THEN registry_foreign_form(r.upstream_serial) ELSE '' END;

-- @ period_issued_once: a project's days are issued here once, unless the application says why
SELECT a.public_id, b.public_id AS other FROM registry_issuancerequest a
JOIN registry_issuancerequest b ON b.id > a.id AND b.project_id = a.project_id
    AND b.monitoring_start <= a.monitoring_end AND b.monitoring_end >= a.monitoring_start
WHERE a.upstream_serial = '' AND b.upstream_serial = '' AND a.overlap_reason = '' AND b.overlap_reason = ''
    AND a.status = 'approved' AND b.status = 'approved';

-- @ issued_under_a_filed_methodology: no batch under a methodology that was never filed
SELECT b.code, m.status FROM registry_creditbatch b JOIN registry_methodologyversion m ON m.id = b.methodology_version_id
WHERE m.status NOT IN ('filed', 'superseded');

-- @ imported_rows_are_requests: what a list says to have sent is a request with that serial
SELECT w.id, r.public_id FROM registry_blockimportrow w JOIN registry_issuancerequest r ON r.id = w.request_id
WHERE w.state = 'requested' AND (w.values ->> 'upstream_serial') <> r.upstream_serial;

-- @ withdrawals_are_whole: an application for withdrawal takes whole tonnes of each block, of what was retired
SELECT withdrawal_id::text AS which, batch_id, sum(kg) AS kg FROM registry_withdrawalline
GROUP BY 1, 2 HAVING sum(kg) % 1000 <> 0
UNION ALL
SELECT 'line ' || l.id, l.batch_id, l.kg FROM registry_withdrawalline l
JOIN registry_retirementupstream u ON u.id = l.upstream_id
LEFT JOIN registry_serialblock s ON s.retirement_id = u.retirement_id AND s.batch_id = u.batch_id
WHERE l.batch_id <> u.batch_id OR l.kg IS DISTINCT FROM s.last - s.first + 1
    OR (l.outcome = '') <> (u.state = 'requested') OR (l.outcome <> '' AND l.outcome <> u.state)
    OR (l.outcome = 'withdrawn' AND l.proof_id IS DISTINCT FROM u.proof_sha256);

-- @ proofs_serve_once: a proof serves one withdrawal, or several under one number of which all but one say that it covers several
SELECT proof_sha256, count(*) AS withdrawals FROM registry_retirementupstream
WHERE state = 'withdrawn' AND proof_sha256 <> '' GROUP BY 1
HAVING count(DISTINCT proof_number) > 1 OR count(*) FILTER (WHERE NOT covers_several) > 1;

-- @ serials_without_gap_or_overlap: blocks follow each other from the batch's first serial on (I3)
SELECT b.code, s.first, s.last, s.before FROM (
    SELECT batch_id, first, last, lag(last) OVER (PARTITION BY batch_id ORDER BY first) AS before
    FROM registry_serialblock
) s JOIN registry_creditbatch b ON b.id = s.batch_id
WHERE s.first <> coalesce(s.before + 1, b.first_serial) OR s.last < s.first OR s.last > b.last_serial;

-- @ block_columns_agree: what a block says of its batch and its predecessor is so (I3)
SELECT s.id, s.first, s.last FROM registry_serialblock s JOIN registry_creditbatch b ON b.id = s.batch_id
WHERE (s.batch_first, s.batch_last) <> (b.first_serial, b.last_serial)
    OR s.first <> coalesce(s.prev_last + 1, s.batch_first)
    OR (s.retirement_id IS NULL) = (s.cancellation_id IS NULL);

-- @ cursor_is_next: the cursor stands behind the last block (I3)
SELECT b.code, b.next_serial, max(s.last) AS last_used
FROM registry_creditbatch b LEFT JOIN registry_serialblock s ON s.batch_id = b.id
GROUP BY b.id HAVING b.next_serial <> coalesce(max(s.last) + 1, b.first_serial);

-- @ retirements_add_up: a retirement's blocks are its kilograms, and so are the movements that made it (I3, I4)
SELECT r.public_id, r.kg, s.kg AS serials, m.kg AS moved
FROM registry_retirement r
LEFT JOIN (SELECT retirement_id, sum(last - first + 1) AS kg FROM registry_serialblock GROUP BY 1) s
    ON s.retirement_id = r.id
LEFT JOIN LATERAL (
    SELECT sum(m.kg) AS kg FROM registry_movement m
    JOIN registry_serialblock b ON b.retirement_id = r.id AND b.batch_id = m.batch_id
        AND b.last - b.first + 1 = m.kg
    WHERE m.kind = 'retire' AND m.from_account_id = r.owner_id AND m.at = r.at AND m.subject = r.subject
        AND m.actor_id IS NOT DISTINCT FROM r.actor_id
) m ON true
WHERE r.kg <> coalesce(s.kg, 0) OR coalesce(m.kg, 0) < r.kg;

-- @ nothing_retired_twice: what movements retired and cancelled per batch is what has serials (I3)
SELECT batch_id, m.kind, m.kg AS moved, s.kg AS serials FROM (
    SELECT batch_id, kind, sum(kg) AS kg FROM registry_movement WHERE kind IN ('retire', 'cancel') GROUP BY 1, 2
) m FULL JOIN (
    SELECT batch_id, CASE WHEN retirement_id IS NULL THEN 'cancel' ELSE 'retire' END AS kind,
        sum(last - first + 1) AS kg
    FROM registry_serialblock GROUP BY 1, 2
) s USING (batch_id, kind)
WHERE m.kg IS DISTINCT FROM s.kg;

-- @ cancellations_add_up: a cancellation's blocks are its kilograms
SELECT c.public_id, c.kg, sum(s.last - s.first + 1) AS serials
FROM registry_cancellation c LEFT JOIN registry_serialblock s ON s.cancellation_id = c.id
GROUP BY c.id HAVING c.kg <> coalesce(sum(s.last - s.first + 1), 0);

-- @ increments_kept: whole steps only leave a batch that is dealt in by steps
SELECT b.code, s.first, s.last, b.increment_kg
FROM registry_serialblock s JOIN registry_creditbatch b ON b.id = s.batch_id
WHERE (s.last - s.first + 1) % b.increment_kg <> 0;

-- @ custody_covers: circulating + retired but not yet withdrawn <= tonnes in custody, per upstream batch
SELECT b.code, h.kg AS circulating, coalesce(w.open_kg, 0) AS retired_not_withdrawn,
    r.quantity_kg - coalesce(w.withdrawn_kg, 0) - coalesce(c.kg, 0) AS in_custody
FROM registry_creditbatch b
JOIN registry_issuancerequest r ON r.id = b.issuance_id
JOIN registry_scheme p ON p.id = b.scheme_id AND p.kind = 'upstream'
LEFT JOIN (SELECT batch_id, sum(available_kg + listed_kg + held_kg) AS kg FROM registry_holding GROUP BY 1) h
    ON h.batch_id = b.id
LEFT JOIN (
    SELECT s.batch_id, sum(s.last - s.first + 1) FILTER (WHERE u.state = 'withdrawn') AS withdrawn_kg,
        sum(s.last - s.first + 1) FILTER (WHERE u.state <> 'withdrawn') AS open_kg
    FROM registry_serialblock s
    JOIN registry_retirementupstream u ON u.retirement_id = s.retirement_id AND u.batch_id = s.batch_id
    GROUP BY 1
) w ON w.batch_id = b.id
LEFT JOIN (SELECT batch_id, sum(last - first + 1) AS kg FROM registry_serialblock
    WHERE cancellation_id IS NOT NULL GROUP BY 1) c ON c.batch_id = b.id
WHERE coalesce(h.kg, 0) + coalesce(w.open_kg, 0)
    > r.quantity_kg - coalesce(w.withdrawn_kg, 0) - coalesce(c.kg, 0);

-- @ withdrawal_followed: every retirement from an upstream scheme has its row for the withdrawal there
SELECT r.public_id, b.code FROM registry_serialblock s
JOIN registry_retirement r ON r.id = s.retirement_id
JOIN registry_creditbatch b ON b.id = s.batch_id
JOIN registry_scheme p ON p.id = b.scheme_id AND p.kind = 'upstream'
LEFT JOIN registry_retirementupstream u ON u.retirement_id = r.id AND u.batch_id = b.id
WHERE u.id IS NULL
UNION ALL
SELECT r.public_id, 'asked of nobody yet, and yet answered' FROM registry_retirementupstream u
JOIN registry_retirement r ON r.id = u.retirement_id
WHERE u.state = 'not_requested' AND (u.requested_at, u.decided_at, u.proof_date) IS DISTINCT FROM (NULL, NULL, NULL);

-- @ status_is_the_last_act: a batch is frozen exactly when its last act froze it
SELECT b.code, b.status, f.act FROM registry_creditbatch b
LEFT JOIN LATERAL (SELECT act FROM registry_freeze WHERE batch_id = b.id ORDER BY id DESC LIMIT 1) f ON true
WHERE b.status <> CASE WHEN coalesce(f.act, 'unfreeze') = 'unfreeze' THEN 'active' ELSE 'frozen' END;

-- @ freezes_have_one_subject: a freeze is of a batch, an account or a listing, never of two
SELECT id FROM registry_freeze WHERE num_nonnulls(batch_id, account_id, listing) <> 1;

-- @ freezes_follow_each_other: freeze, perhaps confirm, then unfreeze, for each batch, account and listing
SELECT id, act, before FROM (
    SELECT id, act, coalesce(lag(act) OVER (PARTITION BY batch_id, account_id, listing ORDER BY id), 'unfreeze') AS before
    FROM registry_freeze
) acts WHERE (before, act) NOT IN (('unfreeze', 'freeze'), ('freeze', 'confirm'), ('freeze', 'unfreeze'),
    ('confirm', 'unfreeze'));

-- @ one_certificate_each: every retirement has statements 1, 2, 3 … under one code of its own (I14)
SELECT r.public_id, count(s.id) AS statements, max(s.revision) AS latest, count(DISTINCT s.code) AS codes
FROM registry_retirement r LEFT JOIN registry_statement s ON s.retirement_id = r.id
GROUP BY r.id HAVING count(s.id) = 0 OR max(s.revision) <> count(s.id) OR count(DISTINCT s.code) <> 1
UNION ALL
SELECT min(r.public_id::text)::uuid, count(*), 0, count(DISTINCT r.id) FROM registry_statement s
JOIN registry_retirement r ON r.id = s.retirement_id GROUP BY s.code HAVING count(DISTINCT r.id) > 1;

-- @ revisions_keep_the_facts: a revision differs from the one before in wording only, and names its hash (I14)
SELECT s.code, s.revision FROM registry_statement s
LEFT JOIN registry_statement f ON f.retirement_id = s.retirement_id AND f.revision = s.revision - 1
WHERE s.revision > 1 AND (f.id IS NULL
    OR registry_statement_facts(f.body) IS DISTINCT FROM registry_statement_facts(s.body)
    OR convert_from(s.body, 'UTF8')::jsonb -> 'corrects' ->> 'sha256_of_statement'
        IS DISTINCT FROM encode(sha256(f.body), 'hex'))
UNION ALL
SELECT 'revision_guard', 0 WHERE NOT EXISTS (
    SELECT FROM pg_trigger WHERE tgname = 'revision_guard' AND tgenabled IN ('O', 'A'));

-- @ disclosures_fit: a text that is still there is the one its digest was made of
SELECT digest FROM registry_disclosure
WHERE (erased_at IS NULL AND encode(sha256(salt || convert_to(value, 'UTF8')), 'hex') IS DISTINCT FROM digest)
    OR (erased_at IS NOT NULL AND (salt IS NOT NULL OR value IS NOT NULL));

-- @ disclosures_are_there: every digest of a reason or title has its row, erased or not
SELECT digest FROM (
    SELECT reason_digest AS digest FROM registry_retirement
    UNION ALL SELECT claim -> 'title_zh' ->> 'sha256' FROM registry_retirement
    UNION ALL SELECT claim -> 'title_en' ->> 'sha256' FROM registry_retirement
    UNION ALL SELECT reason_digest FROM registry_cancellation
    UNION ALL SELECT reason_digest FROM registry_freeze
    UNION ALL SELECT public_digest FROM registry_freeze WHERE public_digest <> ''
) named LEFT JOIN registry_disclosure d USING (digest) WHERE d.digest IS NULL;

-- @ every_leaf_has_its_row: no record in the log without the row it speaks of (I17)
SELECT l.id, l.kind FROM registry_logleaf l
LEFT JOIN registry_movement m ON l.kind = 'movement' AND m.leaf_id = l.id
LEFT JOIN registry_creditbatch b ON l.kind = 'issuance' AND b.leaf_id = l.id
LEFT JOIN registry_retirement r ON l.kind = 'retirement' AND r.leaf_id = l.id
LEFT JOIN registry_cancellation c ON l.kind = 'cancellation' AND c.leaf_id = l.id
LEFT JOIN registry_statement s ON l.kind = 'statement' AND s.leaf_id = l.id
LEFT JOIN registry_freeze f ON l.kind = 'freeze' AND f.leaf_id = l.id
LEFT JOIN registry_methodologyact a ON l.kind = 'methodology' AND a.leaf_id = l.id
WHERE l.kind <> 'upstream' AND coalesce(m.id, b.id, r.id, c.id, s.id, f.id, a.id) IS NULL;

-- @ methodology_is_its_last_act: a version is superseded, and accepted, exactly as the last act about it says
SELECT m.code, v.version, v.status, v.accepted FROM registry_methodologyversion v
JOIN registry_methodology m ON m.id = v.methodology_id
LEFT JOIN LATERAL (SELECT act FROM registry_methodologyact WHERE version_id = v.id AND act IN ('filed', 'recorded', 'superseded')
    ORDER BY id DESC LIMIT 1) s ON true
LEFT JOIN LATERAL (SELECT act FROM registry_methodologyact WHERE version_id = v.id
    AND act IN ('filed', 'recorded', 'accepted', 'stopped') ORDER BY id DESC LIMIT 1) a ON true
WHERE (v.status = 'superseded') <> (coalesce(s.act, 'filed') = 'superseded')
    OR (a.act IS NOT NULL AND v.accepted <> (a.act = 'accepted'));

-- @ every_leaf_gets_a_place: a leaf waits or has a position, never both or neither (I17)
SELECT l.id, e.position FROM registry_logleaf l
LEFT JOIN registry_logentry e ON e.leaf_id = l.id
LEFT JOIN registry_logpending p ON p.leaf_id = l.id
WHERE (e.position IS NULL) = (p.leaf_id IS NULL);

-- @ leaf_hashes_fit: a leaf's hash is that of its bytes, sealed or still waiting (I17)
SELECT id, kind FROM registry_logleaf WHERE leaf_hash <> sha256('\x00'::bytea || body);

-- @ positions_without_gap: positions run from 0 to the newest checkpoint's size (I17)
SELECT e.n AS entries, e.last, c.size FROM
    (SELECT count(*) AS n, coalesce(max(position), -1) AS last FROM registry_logentry) e,
    (SELECT coalesce(max(size), 0) AS size FROM registry_checkpoint) c
WHERE e.n <> e.last + 1 OR e.n <> c.size;

-- @ guards_in_place: every constraint and trigger that protects evidence exists and is on (I21)
SELECT guard FROM unnest(ARRAY[
    'holding_available', 'holding_listed', 'holding_held', 'holding_once', 'movement_positive', 'movement_shape',
    'movement_from_whole', 'movement_to_whole', 'batch_serials_key', 'batch_serials_are_its_quantity',
    'batch_cursor_within', 'block_follows', 'block_within_batch', 'block_no_overlap', 'block_end_once',
    'block_has_one_cause', 'block_follows_a_block', 'block_knows_its_batch', 'issuance_needs_two_people',
    'issuance_retail_is_withdrawn', 'retirement_positive', 'statement_revision', 'statement_code',
    'upstream_once', 'disclosure_whole_or_erased', 'node_once',
    'issuance_checked_by_a_third', 'issuance_within_the_report', 'issuance_block_is_its_quantity', 'issuance_block_once',
    'issuance_period_once', 'issuance_evidence_is_its_file', 'withdrawal_line_answered_whole',
    'upstream_proof_has_one_number', 'freeze_has_one_subject', 'freeze_lifted_by_two', 'freeze_second_person'
]) AS guard
WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conname = guard AND convalidated)
UNION ALL
SELECT i FROM unnest(ARRAY['upstream_proof_once', 'methodology_act_once', 'issuance_upstream_serial_form_once']) AS i WHERE NOT EXISTS (
    SELECT FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid WHERE c.relname = i AND x.indisvalid AND x.indisunique)
UNION ALL
SELECT t || ': ' || g FROM unnest(ARRAY[
    'movement', 'retirement', 'cancellation', 'serialblock', 'statement', 'freeze', 'logleaf', 'logentry', 'lognode',
    'checkpoint', 'auditrun', 'issuancerequest', 'creditbatch', 'holding', 'retirementupstream', 'disclosure',
    'evidencefile', 'issuanceapplication', 'issuancecheck', 'blockimport', 'blockimportrow', 'withdrawalbatch', 'withdrawalline',
    'methodology', 'methodologyversion', 'methodologyact'
]) AS t CROSS JOIN unnest(ARRAY['evidence_rows', 'evidence_table']) AS g
WHERE NOT EXISTS (
    SELECT FROM pg_trigger WHERE tgrelid = ('registry_' || t)::regclass AND tgname = g AND tgenabled IN ('O', 'A'))
UNION ALL
SELECT g FROM unnest(ARRAY[
    'batch_guard', 'issuance_guard', 'upstream_guard', 'disclosure_guard', 'holding_guard',
    'evidence_entry', 'issuance_entry', 'application_entry', 'batch_entry', 'check_entry', 'import_guard',
    'import_row_guard', 'upstream_two_people', 'withdrawal_guard', 'withdrawal_whole',
    'version_guard', 'act_second_person', 'batch_accepted', 'issuance_over', 'serial_again', 'upstream_made_good',
    'retail_number_once', 'proof_number_once', 'movement_freeze', 'freeze_order', 'batch_freeze', 'role_group_rows', 'role_group_name', 'role_group_table'
]) AS g
WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = g AND tgenabled IN ('O', 'A'));

-- @ rights_in_place: the site's role (unless the owner runs this) can't change evidence (I4)
SELECT t.relname, right_name
FROM pg_class t CROSS JOIN unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS right_name
WHERE t.relname = ANY (ARRAY[
    'registry_movement', 'registry_retirement', 'registry_cancellation', 'registry_serialblock',
    'registry_statement', 'registry_freeze', 'registry_evidencefile', 'registry_logleaf', 'registry_logentry', 'registry_lognode',
    'registry_checkpoint'])
    AND NOT pg_has_role(current_user, t.relowner, 'MEMBER')
    AND has_table_privilege(current_user, t.oid, right_name);
