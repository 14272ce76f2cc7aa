-- What is known about money is written once and goes forward only. Python says the same things kindly.

SELECT evidence_protect(evidence::regclass, 'UPDATE OR DELETE') FROM unnest(ARRAY[
    'payments_paymentattempt', 'payments_bankstatement', 'payments_bankaccountline',
    'payments_processingconsent'
]) AS evidence;

SELECT evidence_protect(evidence::regclass, 'DELETE') FROM unnest(ARRAY[
    'payments_payment', 'payments_refund', 'payments_refunddue', 'payments_bankmatch',
    'payments_stripeevent', 'payments_incident', 'payments_invoicerequest'
]) AS evidence;

-- Money that arrived stays arrived; a payment's order, sum and reference never change.
CREATE FUNCTION payments_payment_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    living CONSTANT text[] := ARRAY['provider_ref', 'intent_ref', 'refunded', 'status', 'applied',
        'url', 'failure_code', 'succeeded_at', 'ended_at'];
BEGIN
    IF (to_jsonb(NEW) - living) IS DISTINCT FROM (to_jsonb(OLD) - living) THEN
        RAISE EXCEPTION 'payment %: what was agreed does not change', OLD.reference
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.status = 'succeeded' AND (NEW.status, NEW.succeeded_at, NEW.intent_ref)
            IS DISTINCT FROM (OLD.status, OLD.succeeded_at, OLD.intent_ref))
       OR (OLD.applied AND NOT NEW.applied)
       OR (OLD.provider_ref IS NOT NULL AND NEW.provider_ref IS DISTINCT FROM OLD.provider_ref)
       OR (OLD.status IN ('failed', 'canceled') AND NEW.status IN ('created', 'pending')) THEN
        RAISE EXCEPTION 'payment %: it goes forward only', OLD.reference
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_guard BEFORE UPDATE ON payments_payment
    FOR EACH ROW EXECUTE FUNCTION payments_payment_guard();

-- A refund that failed stays failed; its sum never changes.
CREATE FUNCTION payments_refund_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    living CONSTANT text[] := ARRAY['provider_ref', 'status', 'failure_code', 'ended_at'];
BEGIN
    IF (to_jsonb(NEW) - living) IS DISTINCT FROM (to_jsonb(OLD) - living)
       OR (OLD.status IN ('failed', 'canceled') AND NEW.status <> OLD.status)
       OR (OLD.status = 'succeeded' AND NEW.status IN ('created', 'pending')) THEN
        RAISE EXCEPTION 'refund %: it goes forward only', OLD.reference
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refund_guard BEFORE UPDATE ON payments_refund
    FOR EACH ROW EXECUTE FUNCTION payments_refund_guard();

-- A match is decided once.
CREATE FUNCTION payments_match_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision CONSTANT text[] := ARRAY['confirmed_by_id', 'confirmed_at', 'refused_by_id', 'refused_at'];
BEGIN
    IF (to_jsonb(NEW) - decision) IS DISTINCT FROM (to_jsonb(OLD) - decision)
       OR OLD.confirmed_at IS NOT NULL OR OLD.refused_at IS NOT NULL THEN
        RAISE EXCEPTION 'match %: it is decided once', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER match_guard BEFORE UPDATE ON payments_bankmatch
    FOR EACH ROW EXECUTE FUNCTION payments_match_guard();

-- The inbox keeps what came, as it came.
CREATE FUNCTION payments_event_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.event_id, NEW.type, NEW.body, NEW.received_at)
       IS DISTINCT FROM (OLD.event_id, OLD.type, OLD.body, OLD.received_at)
       OR OLD.processed_at IS NOT NULL THEN
        RAISE EXCEPTION 'event %: it is handled once and never edited', OLD.event_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER event_guard BEFORE UPDATE ON payments_stripeevent
    FOR EACH ROW EXECUTE FUNCTION payments_event_guard();
