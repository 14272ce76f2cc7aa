-- A request goes forward only; what was asked for never changes. The second entry of its serial comes with the approval.
CREATE OR REPLACE FUNCTION registry_issuance_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision CONSTANT text[] := ARRAY[
        'status', 'approved_by_id', 'decided_at', 'decision_note', 'checked_by_id', 'checked_at', 'serial_again'];
    checking CONSTANT boolean := OLD.status = 'submitted';
BEGIN
    IF (to_jsonb(NEW) - decision) IS DISTINCT FROM (to_jsonb(OLD) - decision)
       OR (OLD.status, NEW.status) NOT IN (('submitted', 'pending'), ('submitted', 'returned'),
           ('pending', 'approved'), ('pending', 'refused'))
       OR (NEW.serial_again <> OLD.serial_again AND NEW.status <> 'approved')
       OR checking IS DISTINCT FROM (NEW.checked_by_id IS DISTINCT FROM OLD.checked_by_id)
       OR (NOT checking AND NEW.checked_at IS DISTINCT FROM OLD.checked_at) THEN
        RAISE EXCEPTION 'issuance %: a request is decided once and never edited', OLD.public_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

-- What no machine reads, a free text without a block, was typed twice, the same but for spaces and dashes.
CREATE FUNCTION registry_serial_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF registry_foreign_form(NEW.serial_again) <> (CASE
        WHEN NEW.foreign_registry IN ('', 'free_text') AND NEW.foreign_first IS NULL
        THEN registry_foreign_form(NEW.upstream_serial) ELSE '' END) THEN
        RAISE EXCEPTION 'issuance %: its serial was not typed again', NEW.public_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER serial_again BEFORE UPDATE ON registry_issuancerequest
    FOR EACH ROW WHEN (NEW.status = 'approved' AND OLD.status <> 'approved') EXECUTE FUNCTION registry_serial_again();
