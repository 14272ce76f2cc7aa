-- What one person asked for and another one decided is evidence: decided once, never edited.
SELECT evidence_protect('market_listingstep', 'DELETE');

CREATE FUNCTION market_listingstep_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision CONSTANT text[] := ARRAY['status', 'decided_by_id', 'decided_at'];
BEGIN
    IF OLD.status <> 'waiting' OR (to_jsonb(NEW) - decision) IS DISTINCT FROM (to_jsonb(OLD) - decision) THEN
        RAISE EXCEPTION 'listing step %: it is decided once and never edited', OLD.public_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER listingstep_guard BEFORE UPDATE ON market_listingstep
    FOR EACH ROW EXECUTE FUNCTION market_listingstep_guard();
