-- Offered transfers and gifts: what was offered or given is written once, and an offer ends once.

SELECT evidence_protect('market_transferline'::regclass, 'UPDATE OR DELETE');
SELECT evidence_protect(evidence::regclass, 'DELETE') FROM unnest(ARRAY[
    'market_transferoffer', 'market_gift'
]) AS evidence;

CREATE FUNCTION market_transfer_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    living CONSTANT text[] := ARRAY['status', 'note', 'approved_by_id', 'approved_at', 'ended_by_id', 'ended_at'];
BEGIN
    IF (to_jsonb(NEW) - living) IS DISTINCT FROM (to_jsonb(OLD) - living) THEN
        RAISE EXCEPTION 'transfer %: what was offered does not change', OLD.public_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
        ('awaiting_approval', 'offered'), ('awaiting_approval', 'withdrawn'), ('awaiting_approval', 'lapsed'),
        ('offered', 'accepted'), ('offered', 'declined'), ('offered', 'withdrawn'), ('offered', 'lapsed')) THEN
        RAISE EXCEPTION 'transfer %: % does not become %', OLD.public_id, OLD.status, NEW.status
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.approved_at IS NOT NULL AND NEW.approved_at IS DISTINCT FROM OLD.approved_at)
       OR (OLD.approved_by_id IS NOT NULL AND NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id)
       OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at, NEW.ended_by_id) IS DISTINCT FROM (OLD.ended_at, OLD.ended_by_id)) THEN
        RAISE EXCEPTION 'transfer %: what has happened does not change', OLD.public_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER transfer_guard BEFORE UPDATE ON market_transferoffer
    FOR EACH ROW EXECUTE FUNCTION market_transfer_guard();

CREATE FUNCTION market_gift_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    living CONSTANT text[] := ARRAY['email', 'giver', 'opened_at', 'consented_at'];
BEGIN
    IF (to_jsonb(NEW) - living) IS DISTINCT FROM (to_jsonb(OLD) - living)
       OR (OLD.consented_at IS NOT NULL AND NEW.consented_at IS DISTINCT FROM OLD.consented_at) THEN
        RAISE EXCEPTION 'gift %: what was given does not change', OLD.public_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER gift_guard BEFORE UPDATE ON market_gift
    FOR EACH ROW EXECUTE FUNCTION market_gift_guard();
