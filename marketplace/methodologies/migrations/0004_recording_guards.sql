-- A recording waits, is decided once, and is never edited or thrown away.
SELECT evidence_protect('methodologies_recording'::regclass, 'DELETE');

CREATE FUNCTION methodologies_recording_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided CONSTANT text[] := ARRAY['status', 'decided_by_id', 'decided_at', 'note', 'filed_version_id'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'waiting' THEN
            RAISE EXCEPTION 'a recording begins by waiting for a second registrar'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.status <> 'waiting' OR (to_jsonb(NEW) - decided) IS DISTINCT FROM (to_jsonb(OLD) - decided) THEN
        RAISE EXCEPTION 'recording %: it is decided once, and never edited', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recording_guard BEFORE INSERT OR UPDATE ON methodologies_recording
    FOR EACH ROW EXECUTE FUNCTION methodologies_recording_guard();

-- No version is "recorded" in the public log before a second person has confirmed it. The version and its act are
-- written before the confirmation of the same transaction, so the question is asked at its end.
CREATE FUNCTION methodologies_recorded_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM methodologies_recording
        WHERE filed_version_id = NEW.version_id AND status = 'confirmed'
            AND recorded_by_id = NEW.actor_id AND document_id = NEW.document_sha256
    ) THEN
        RAISE EXCEPTION 'methodology version %: no second registrar confirmed what was recorded', NEW.version_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER act_recorded_by_two AFTER INSERT ON registry_methodologyact
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.act = 'recorded') EXECUTE FUNCTION methodologies_recorded_by_two();
