-- A request to retire from holdings: what was asked does not change, and it is decided once.
SELECT evidence_protect('market_retirementrequest'::regclass, 'DELETE');

CREATE FUNCTION market_request_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    living CONSTANT text[] := ARRAY['status', 'intent', 'decided_by_id', 'decided_at', 'retirement_id'];
BEGIN
    IF (to_jsonb(NEW) - living) IS DISTINCT FROM (to_jsonb(OLD) - living) THEN
        RAISE EXCEPTION 'request %: what was asked does not change', OLD.public_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status <> 'waiting' AND (NEW.status, NEW.decided_by_id, NEW.decided_at, NEW.retirement_id)
        IS DISTINCT FROM (OLD.status, OLD.decided_by_id, OLD.decided_at, OLD.retirement_id) THEN
        RAISE EXCEPTION 'request %: it is decided already', OLD.public_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER request_guard BEFORE UPDATE ON market_retirementrequest
    FOR EACH ROW EXECUTE FUNCTION market_request_guard();
