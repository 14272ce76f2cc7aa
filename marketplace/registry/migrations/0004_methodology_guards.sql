-- What a filed methodology says stays as it was filed; what was decided about it is written once.
SELECT evidence_protect('registry_methodologyact'::regclass, 'UPDATE OR DELETE');
SELECT evidence_protect('registry_methodology'::regclass, 'UPDATE OR DELETE');
SELECT evidence_protect('registry_methodologyversion'::regclass, 'DELETE');

-- Of a version only its status (forward) and whether credits may be issued under it change.
CREATE FUNCTION registry_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided CONSTANT text[] := ARRAY['status', 'accepted'];
BEGIN
    IF (to_jsonb(NEW) - decided) IS DISTINCT FROM (to_jsonb(OLD) - decided) THEN
        RAISE EXCEPTION 'methodology version %: a filed text is never edited', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status = 'superseded' AND NEW.status <> 'superseded' THEN
        RAISE EXCEPTION 'methodology version %: superseded is final', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER version_guard BEFORE UPDATE ON registry_methodologyversion
    FOR EACH ROW EXECUTE FUNCTION registry_version_guard();

-- No batch comes into being under a version that is not accepted for credits.
CREATE FUNCTION registry_batch_accepted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (SELECT accepted FROM registry_methodologyversion WHERE id = NEW.methodology_version_id) THEN
        RAISE EXCEPTION 'batch %: no credits are issued under this version of the methodology', NEW.code
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_accepted BEFORE INSERT ON registry_creditbatch
    FOR EACH ROW EXECUTE FUNCTION registry_batch_accepted();
