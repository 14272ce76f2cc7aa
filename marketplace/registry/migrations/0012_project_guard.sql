-- Batches, serials and the public log name a project: its code, scheme and owner never change, and it is never removed.
SELECT evidence_protect('registry_project', 'DELETE');

CREATE FUNCTION registry_project_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.code, NEW.scheme_id, NEW.owner_id, NEW.is_demo)
       IS DISTINCT FROM (OLD.id, OLD.code, OLD.scheme_id, OLD.owner_id, OLD.is_demo) THEN
        RAISE EXCEPTION 'project %: its code, scheme and owner do not change', OLD.code
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER project_guard BEFORE UPDATE ON registry_project
    FOR EACH ROW EXECUTE FUNCTION registry_project_guard();
