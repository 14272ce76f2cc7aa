-- The paper is evidence too: written once, never deleted; its content may be erased, nothing else.
SELECT evidence_protect('certificates_certificatefile'::regclass, 'DELETE');
SELECT evidence_protect('certificates_annotation'::regclass, 'UPDATE OR DELETE');

CREATE FUNCTION certificates_file_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    erasable CONSTANT text[] := ARRAY['content', 'erased_at'];
BEGIN
    IF (to_jsonb(NEW) - erasable) = (to_jsonb(OLD) - erasable)
       AND OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.content IS NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'certificate file %: it may only be erased', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER file_guard BEFORE UPDATE ON certificates_certificatefile
    FOR EACH ROW EXECUTE FUNCTION certificates_file_guard();
