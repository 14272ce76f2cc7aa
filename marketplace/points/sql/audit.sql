-- What must hold of points: each query returns no row. `manage.py audit` runs them.

-- @ points_lots_not_overdrawn: no lot has given more than it had, and all of it to its own person
SELECT l.id, l.points, sum(t.points) AS taken FROM points_entry l JOIN points_entry t ON t.lot_id = l.id
GROUP BY l.id HAVING l.points + sum(t.points) < 0 OR bool_or(t.account_id <> l.account_id) OR l.kind <> 'earn';

-- @ points_are_what_the_rule_says: every earned line is its record by its rule, and nothing was rounded away unseen
SELECT e.id FROM points_entry e
LEFT JOIN points_importrow w ON w.id = e.row_id
LEFT JOIN points_importfile f ON f.id = w.file_id
LEFT JOIN points_exchangerule r ON r.id = e.rule_id
LEFT JOIN points_consent c ON c.id = w.consent_id
WHERE e.kind = 'earn' AND (
    w.id IS NULL OR NOT w.counts OR f.status <> 'released' OR r.status <> 'published' OR w.grams <> e.grams
    OR w.rule_id <> e.rule_id OR w.day <> e.earned_on OR r.behaviour <> w.behaviour OR c.account_id <> e.account_id
    OR w.day NOT BETWEEN r.valid_from AND r.valid_to OR r.grams_per_point <> e.grams_per_point
    OR w.day + r.life_days <> e.expires_on
    OR e.grams <> e.points::bigint * e.grams_per_point + e.remainder_grams
    OR e.remainder_grams >= e.grams_per_point OR e.expires_on > e.earned_on + interval '10 years');

-- @ points_rows_are_credited: every row that counts in a released file has its line, and no other row has
SELECT w.id, f.status, w.counts FROM points_importrow w
JOIN points_importfile f ON f.id = w.file_id LEFT JOIN points_entry e ON e.row_id = w.id
WHERE (w.counts AND f.status = 'released') <> (e.id IS NOT NULL);

-- @ points_redemptions_add_up: what was redeemed was taken from the person's lots, and corrections as they were decided
SELECT r.public_id::text AS which, r.points FROM points_redemption r
LEFT JOIN points_entry e ON e.redemption_id = r.id
GROUP BY r.id HAVING coalesce(-sum(e.points), 0) <> r.points OR bool_or(e.account_id <> r.account_id)
UNION ALL
SELECT 'correction ' || c.id, c.points FROM points_correction c LEFT JOIN points_entry e ON e.correction_id = c.id
WHERE (c.status = 'done') <> (e.id IS NOT NULL) OR coalesce(-e.points, c.points) <> c.points;

-- @ points_two_people: who wrote a rule, brought a file or asked for a correction did not decide on it
SELECT 'rule' AS what, id FROM points_exchangerule WHERE decided_by_id = written_by_id
UNION ALL SELECT 'file', id FROM points_importfile WHERE decided_by_id = brought_by_id
UNION ALL SELECT 'correction', id FROM points_correction WHERE decided_by_id = asked_by_id;

-- @ points_one_rule_a_day: no behaviour has two published rules on one day
SELECT a.id, b.id AS other FROM points_exchangerule a JOIN points_exchangerule b
    ON b.id > a.id AND b.behaviour = a.behaviour AND a.status = 'published' AND b.status = 'published'
    AND daterange(a.valid_from, a.valid_to, '[]') && daterange(b.valid_from, b.valid_to, '[]');

-- @ points_guards_in_place: every trigger and constraint that protects points exists and is on
SELECT t || ': ' || g AS guard FROM (VALUES
    ('entry', 'entry_guard'), ('entry', 'evidence_rows'), ('entry', 'evidence_table'), ('redemption', 'redemption_guard'),
    ('redemption', 'evidence_rows'), ('consent', 'consent_guard'), ('consent', 'evidence_rows'), ('importrow', 'row_guard'),
    ('importrow', 'evidence_rows'), ('importfile', 'decided_once'), ('importfile', 'evidence_rows'),
    ('exchangerule', 'rule_guard'), ('exchangerule', 'decided_once'), ('exchangerule', 'evidence_rows'),
    ('correction', 'decided_once'), ('correction', 'evidence_rows'), ('report', 'evidence_rows')
) AS wanted (t, g)
WHERE NOT EXISTS (
    SELECT FROM pg_trigger WHERE tgrelid = ('points_' || t)::regclass AND tgname = g AND tgenabled IN ('O', 'A'))
UNION ALL
SELECT guard FROM unnest(ARRAY['entry_shape', 'entry_rounded_down_nothing_lost', 'entry_ten_years_at_most',
    'rule_ten_years_at_most', 'import_row_id_once', 'consent_member_once', 'import_row_whole_or_refused']) AS guard
WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conname = guard AND convalidated)
    AND NOT EXISTS (SELECT FROM pg_class WHERE relname = guard AND relkind = 'i');
