-- A request for a correction is evidence: never deleted, decided once, what was asked never edited; its texts may be erased.
SELECT evidence_protect('certificates_correction'::regclass, 'DELETE');

CREATE FUNCTION certificates_correction_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision CONSTANT text[] := ARRAY['status', 'decided_by_id', 'decided_at', 'note', 'result_id'];
    erasable CONSTANT text[] := ARRAY['title_zh', 'title_en', 'beneficiary_zh', 'beneficiary_en', 'reason',
        'evidence', 'evidence_name', 'erased_at'];
BEGIN
    IF OLD.status = 'pending' AND (to_jsonb(NEW) - decision) = (to_jsonb(OLD) - decision) THEN
        RETURN NEW;
    END IF;
    IF OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL
       AND (to_jsonb(NEW) - erasable) = (to_jsonb(OLD) - erasable)
       AND NEW.title_zh = '' AND NEW.title_en = '' AND NEW.beneficiary_zh = '' AND NEW.beneficiary_en = ''
       AND NEW.reason = '' AND NEW.evidence IS NULL AND NEW.evidence_name = '' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'correction %: it is decided once, and may only be erased', OLD.public_id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER correction_guard BEFORE UPDATE ON certificates_correction
    FOR EACH ROW EXECUTE FUNCTION certificates_correction_guard();
