-- The wall around points. There is no verb that moves points from one person to another, and no row that could say so.
SELECT evidence_protect(evidence::regclass, 'UPDATE OR DELETE') FROM unnest(ARRAY['points_entry', 'points_report']) AS evidence;
SELECT evidence_protect(evidence::regclass, 'DELETE') FROM unnest(ARRAY[
    'points_redemption', 'points_correction', 'points_importfile', 'points_importrow', 'points_consent',
    'points_exchangerule', 'points_operator'
]) AS evidence;

-- A rule, a file, a correction is decided once, and what was written before never changes.
CREATE FUNCTION points_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision CONSTANT text[] := ARRAY['status', 'decided_by_id', 'decided_at'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'waiting' THEN
            RAISE EXCEPTION '% begins by waiting for a second person', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF OLD.status <> 'waiting' OR (to_jsonb(NEW) - decision) IS DISTINCT FROM (to_jsonb(OLD) - decision) THEN
        RAISE EXCEPTION '% %: decided once and never edited', TG_TABLE_NAME, OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decided_once BEFORE INSERT OR UPDATE ON points_exchangerule
    FOR EACH ROW EXECUTE FUNCTION points_decided_once();
CREATE TRIGGER decided_once BEFORE INSERT OR UPDATE ON points_importfile
    FOR EACH ROW EXECUTE FUNCTION points_decided_once();
CREATE TRIGGER decided_once BEFORE INSERT OR UPDATE ON points_correction
    FOR EACH ROW EXECUTE FUNCTION points_decided_once();

-- No two published rules for one behaviour share a day. The lock lets two confirmations come one after the other.
CREATE FUNCTION points_rule_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = 'published' THEN
        PERFORM pg_advisory_xact_lock(hashtext('points_exchangerule'), hashtext(NEW.behaviour));
        IF EXISTS (
            SELECT FROM points_exchangerule r
            WHERE r.id <> NEW.id AND r.status = 'published' AND r.behaviour = NEW.behaviour
                AND daterange(r.valid_from, r.valid_to, '[]') && daterange(NEW.valid_from, NEW.valid_to, '[]')
        ) THEN
            RAISE EXCEPTION 'rule %: another published rule for % covers some of these days', NEW.id, NEW.behaviour
                USING ERRCODE = 'exclusion_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rule_guard BEFORE UPDATE ON points_exchangerule
    FOR EACH ROW EXECUTE FUNCTION points_rule_guard();

-- A consent is withdrawn once; after that its member number may be forgotten.
CREATE FUNCTION points_consent_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may CONSTANT text[] := ARRAY['withdrawn_at', 'member_number'];
BEGIN
    IF (to_jsonb(NEW) - may) IS DISTINCT FROM (to_jsonb(OLD) - may)
       OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at)
       OR (NEW.member_number <> OLD.member_number AND NEW.member_number <> '') THEN
        RAISE EXCEPTION 'consent %: it may only be withdrawn, and then forgotten', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consent_guard BEFORE UPDATE ON points_consent
    FOR EACH ROW EXECUTE FUNCTION points_consent_guard();

-- Rows come with a waiting file and can be refused until it is decided; later their member number may be forgotten.
CREATE FUNCTION points_row_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    waiting boolean := (SELECT status = 'waiting' FROM points_importfile WHERE id = NEW.file_id);
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT waiting OR NEW.operator_id <> (SELECT operator_id FROM points_importfile WHERE id = NEW.file_id) THEN
            RAISE EXCEPTION 'file %: it is decided, or another operator''s', NEW.file_id USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (to_jsonb(NEW) - ARRAY['problem', 'counts', 'member_number'])
            IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['problem', 'counts', 'member_number'])
       OR (NEW.member_number <> OLD.member_number AND NEW.member_number <> '')
       OR ((NEW.problem, NEW.counts) IS DISTINCT FROM (OLD.problem, OLD.counts)
            AND (NOT waiting OR NOT OLD.counts OR NEW.counts)) THEN
        RAISE EXCEPTION 'row %: it may only be refused while its file waits', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER row_guard BEFORE INSERT OR UPDATE ON points_importrow
    FOR EACH ROW EXECUTE FUNCTION points_row_guard();

-- A redemption is reported once.
CREATE FUNCTION points_redemption_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.report_id IS NOT NULL OR (to_jsonb(NEW) - 'report_id') IS DISTINCT FROM (to_jsonb(OLD) - 'report_id') THEN
        RAISE EXCEPTION 'redemption %: it is reported once and never edited', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER redemption_guard BEFORE UPDATE ON points_redemption
    FOR EACH ROW EXECUTE FUNCTION points_redemption_guard();

-- Points are earned by a row that counts, under the person's own living consent and a published rule; they are taken only
-- from a lot of the same person (so nothing is ever transferred), and never more than is left. The lock on the account
-- lets two takings come one after the other.
CREATE FUNCTION points_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lot record;
    remaining bigint;
BEGIN
    IF NEW.kind = 'earn' THEN
        IF NOT EXISTS (
            SELECT FROM points_importrow w
            JOIN points_importfile f ON f.id = w.file_id AND f.status = 'waiting'
            JOIN points_consent c ON c.id = w.consent_id AND c.account_id = NEW.account_id AND c.withdrawn_at IS NULL
                AND c.operator_id = w.operator_id AND (c.given_at AT TIME ZONE 'Asia/Shanghai')::date <= w.day
            JOIN points_exchangerule r ON r.id = w.rule_id AND r.id = NEW.rule_id AND r.status = 'published'
                AND r.behaviour = w.behaviour AND w.day BETWEEN r.valid_from AND r.valid_to
            WHERE w.id = NEW.row_id AND w.counts AND w.grams = NEW.grams AND w.day = NEW.earned_on
                AND r.grams_per_point = NEW.grams_per_point AND w.day + r.life_days = NEW.expires_on
        ) THEN
            RAISE EXCEPTION 'points are earned by a row of a waiting file, under a consent and a published rule'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('points_entry'), hashtext(NEW.account_id::text));
    SELECT * INTO lot FROM points_entry WHERE id = NEW.lot_id;
    IF lot.kind <> 'earn' OR lot.account_id <> NEW.account_id THEN
        RAISE EXCEPTION 'points are taken from a lot of the same person: they are not transferable'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.kind = 'redeem' AND NOT EXISTS (
        SELECT FROM points_redemption WHERE id = NEW.redemption_id AND account_id = NEW.account_id AND report_id IS NULL
    ) THEN
        RAISE EXCEPTION 'a redemption takes its own person''s points' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.kind = 'correct' AND NOT EXISTS (
        SELECT FROM points_correction WHERE id = NEW.correction_id AND status = 'done' AND lot_id = NEW.lot_id
            AND points = -NEW.points
    ) THEN
        RAISE EXCEPTION 'a correction is decided by a second person' USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT lot.points + coalesce(sum(points), 0) INTO remaining FROM points_entry WHERE lot_id = NEW.lot_id;
    IF remaining + NEW.points < 0 THEN
        RAISE EXCEPTION 'lot %: only % points are left', NEW.lot_id, remaining USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER entry_guard BEFORE INSERT ON points_entry FOR EACH ROW EXECUTE FUNCTION points_entry_guard();
