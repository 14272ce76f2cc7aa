-- What supervision wrote down stays; Python says the same things kindly.
SELECT evidence_protect(evidence::regclass, 'UPDATE OR DELETE') FROM unnest(ARRAY[
    'supervision_casesubject', 'supervision_casenote', 'supervision_casefreeze', 'supervision_caseexport',
    'supervision_anomalystep', 'supervision_deskact'
]) AS evidence;
SELECT evidence_protect(evidence::regclass, 'DELETE') FROM unnest(ARRAY[
    'supervision_case', 'supervision_releaserequest', 'supervision_anomaly'
]) AS evidence;

-- A case is closed once, a release decided once; what was opened or asked for never changes.
CREATE FUNCTION supervision_case_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ending CONSTANT text[] := ARRAY['status', 'finding', 'closed_by_id', 'closed_at'];
BEGIN
    IF OLD.status <> 'open' OR (to_jsonb(NEW) - ending) IS DISTINCT FROM (to_jsonb(OLD) - ending) THEN
        RAISE EXCEPTION 'case %: it is closed once and never edited', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER case_guard BEFORE UPDATE ON supervision_case
    FOR EACH ROW EXECUTE FUNCTION supervision_case_guard();

CREATE FUNCTION supervision_release_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision CONSTANT text[] := ARRAY['status', 'decided_by_id', 'decided_at', 'note'];
BEGIN
    IF OLD.status <> 'pending' OR (to_jsonb(NEW) - decision) IS DISTINCT FROM (to_jsonb(OLD) - decision) THEN
        RAISE EXCEPTION 'release %: it is decided once and never edited', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER release_guard BEFORE UPDATE ON supervision_releaserequest
    FOR EACH ROW EXECUTE FUNCTION supervision_release_guard();

-- Nothing is written into a closed case but the record of its export.
CREATE FUNCTION supervision_case_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM supervision_case WHERE id = NEW.case_id AND status <> 'open') THEN
        RAISE EXCEPTION 'case %: it is closed', NEW.case_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER case_is_open BEFORE INSERT ON supervision_casenote
    FOR EACH ROW EXECUTE FUNCTION supervision_case_is_open();
CREATE TRIGGER case_is_open BEFORE INSERT ON supervision_casesubject
    FOR EACH ROW EXECUTE FUNCTION supervision_case_is_open();
