-- A number of a withdrawal upstream stands behind one thing: one block withdrawn for retail, or one withdrawal made
-- for retirements here. Several only where a registrar said so. How it is written (width, case, dashes, spaces) doesn't
-- matter. Two at the same moment come one after the other.
CREATE FUNCTION registry_withdrawal_number_lock(scheme bigint, number text) RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(
        hashtextextended('withdrawal number ' || scheme || ' ' || registry_foreign_form(number), 0))
$$;

CREATE FUNCTION registry_retail_number_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    platform CONSTANT bigint := (SELECT scheme_id FROM registry_project WHERE id = NEW.project_id);
    form CONSTANT text := registry_foreign_form(NEW.withdrawal_proof);
BEGIN
    PERFORM registry_withdrawal_number_lock(platform, NEW.withdrawal_proof);
    IF NOT NEW.withdrawal_shared AND EXISTS (
        SELECT FROM registry_issuancerequest r JOIN registry_project p ON p.id = r.project_id
        WHERE r.id <> NEW.id AND p.scheme_id = platform AND r.withdrawal_proof <> '' AND r.status <> 'refused'
            AND registry_foreign_form(r.withdrawal_proof) = form
    ) OR EXISTS (
        SELECT FROM registry_retirementupstream u JOIN registry_creditbatch b ON b.id = u.batch_id
        WHERE b.scheme_id = platform AND u.proof_sha256 <> '' AND u.state = 'withdrawn'
            AND registry_foreign_form(u.proof_number) = form
    ) THEN
        RAISE EXCEPTION 'withdrawal_number_once: % stands behind something else', NEW.withdrawal_proof
            USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER retail_number_once AFTER INSERT ON registry_issuancerequest
    FOR EACH ROW WHEN (NEW.withdrawal_proof <> '') EXECUTE FUNCTION registry_retail_number_once();

CREATE FUNCTION registry_proof_number_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    platform CONSTANT bigint := (SELECT scheme_id FROM registry_creditbatch WHERE id = NEW.batch_id);
    form CONSTANT text := registry_foreign_form(NEW.proof_number);
BEGIN
    PERFORM registry_withdrawal_number_lock(platform, NEW.proof_number);
    IF EXISTS (
        SELECT FROM registry_retirementupstream u JOIN registry_creditbatch b ON b.id = u.batch_id
        WHERE u.id <> NEW.id AND b.scheme_id = platform AND u.proof_sha256 <> '' AND u.state = 'withdrawn'
            AND registry_foreign_form(u.proof_number) = form
            AND NOT (NEW.covers_several AND u.proof_sha256 = NEW.proof_sha256)
    ) OR EXISTS (
        SELECT FROM registry_issuancerequest r JOIN registry_project p ON p.id = r.project_id
        WHERE p.scheme_id = platform AND r.withdrawal_proof <> '' AND r.status <> 'refused'
            AND registry_foreign_form(r.withdrawal_proof) = form
    ) THEN
        RAISE EXCEPTION 'withdrawal_number_once: % stands behind something else', NEW.proof_number
            USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER proof_number_once AFTER UPDATE ON registry_retirementupstream
    FOR EACH ROW WHEN (NEW.state = 'withdrawn' AND OLD.state <> 'withdrawn' AND NEW.proof_sha256 <> '')
    EXECUTE FUNCTION registry_proof_number_once();

CREATE INDEX registry_withdrawal_proof ON registry_issuancerequest (registry_foreign_form(withdrawal_proof))
    WHERE withdrawal_proof <> '';
CREATE INDEX registry_proof_number ON registry_retirementupstream (registry_foreign_form(proof_number))
    WHERE proof_sha256 <> '' AND state = 'withdrawn';

-- A serial of another platform stands once, however it is written.
CREATE UNIQUE INDEX issuance_upstream_serial_form_once ON registry_issuancerequest (registry_foreign_form(upstream_serial))
    WHERE upstream_serial <> '' AND status <> 'refused';
