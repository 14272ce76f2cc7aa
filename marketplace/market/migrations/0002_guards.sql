-- What was agreed is written once. Python says the same things kindly; this holds when Python is wrong.

SELECT evidence_protect(evidence::regclass, 'UPDATE OR DELETE') FROM unnest(ARRAY[
    'market_pricechange', 'market_quoteline', 'market_orderline'
]) AS evidence;

SELECT evidence_protect(evidence::regclass, 'DELETE') FROM unnest(ARRAY[
    'market_listing', 'market_quote', 'market_order', 'market_allocation'
]) AS evidence;

-- Counters are updated all the time; room on the page keeps those updates away from the indexes.
ALTER TABLE market_listing SET (fillfactor = 70);

-- A listing offers one batch of one seller; only its counters, price, term and state change.
CREATE FUNCTION market_listing_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    living CONSTANT text[] := ARRAY['status', 'listed_kg', 'held_kg', 'sold_kg', 'price_per_tonne',
        'expires_at', 'activated_at'];
BEGIN
    IF (to_jsonb(NEW) - living) IS DISTINCT FROM (to_jsonb(OLD) - living) THEN
        RAISE EXCEPTION 'listing %: what is offered does not change', OLD.public_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER listing_guard BEFORE UPDATE ON market_listing
    FOR EACH ROW EXECUTE FUNCTION market_listing_guard();

-- Of a quote only its end changes, once; the address may be erased.
CREATE FUNCTION market_quote_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ending CONSTANT text[] := ARRAY['consumed_at', 'released_at', 'email'];
BEGIN
    IF (to_jsonb(NEW) - ending) IS DISTINCT FROM (to_jsonb(OLD) - ending)
       OR (OLD.consumed_at IS NOT NULL AND NEW.consumed_at IS DISTINCT FROM OLD.consumed_at)
       OR (OLD.released_at IS NOT NULL AND NEW.released_at IS DISTINCT FROM OLD.released_at) THEN
        RAISE EXCEPTION 'quote %: a quote is fixed and ends once', OLD.public_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER quote_guard BEFORE UPDATE ON market_quote
    FOR EACH ROW EXECUTE FUNCTION market_quote_guard();

-- An order's amounts and people never change, and it takes only the steps there are.
CREATE FUNCTION market_order_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    living CONSTANT text[] := ARRAY['status', 'email', 'retirement_intent', 'retirement_id', 'approved_by_id',
        'approved_at', 'hold_until', 'payment_started_at', 'paid_at', 'fulfilled_at', 'ended_at'];
BEGIN
    IF (to_jsonb(NEW) - living) IS DISTINCT FROM (to_jsonb(OLD) - living) THEN
        RAISE EXCEPTION 'order %: what was agreed does not change', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
        ('draft', 'awaiting_approval'), ('draft', 'awaiting_payment'), ('draft', 'canceled'),
        ('awaiting_approval', 'awaiting_payment'), ('awaiting_approval', 'expired'),
        ('awaiting_approval', 'canceled'), ('awaiting_payment', 'paid'), ('awaiting_payment', 'expired'),
        ('awaiting_payment', 'canceled'), ('awaiting_payment', 'failed'), ('expired', 'paid'),
        ('paid', 'fulfilled'), ('paid', 'refunded'), ('fulfilled', 'refunded')) THEN
        RAISE EXCEPTION 'order %: % does not become %', OLD.number, OLD.status, NEW.status
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.paid_at IS NOT NULL AND NEW.paid_at IS DISTINCT FROM OLD.paid_at)
       OR (OLD.fulfilled_at IS NOT NULL AND NEW.fulfilled_at IS DISTINCT FROM OLD.fulfilled_at)
       OR (OLD.retirement_id IS NOT NULL AND NEW.retirement_id IS DISTINCT FROM OLD.retirement_id)
       OR (OLD.approved_by_id IS NOT NULL AND NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id) THEN
        RAISE EXCEPTION 'order %: what has happened does not change', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    -- While it is on its way an order keeps what the buyer said; once it has ended the words may be erased.
    IF NEW.retirement_intent IS DISTINCT FROM OLD.retirement_intent
       AND OLD.status IN ('draft', 'awaiting_approval', 'awaiting_payment', 'paid') THEN
        RAISE EXCEPTION 'order %: the purpose was agreed', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_guard BEFORE UPDATE ON market_order
    FOR EACH ROW EXECUTE FUNCTION market_order_guard();

-- An allocation keeps its kilograms; what came back never shrinks.
CREATE FUNCTION market_allocation_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    living CONSTANT text[] := ARRAY['status', 'returned_kg'];
BEGIN
    IF (to_jsonb(NEW) - living) IS DISTINCT FROM (to_jsonb(OLD) - living)
       OR NEW.returned_kg < OLD.returned_kg OR (OLD.status = 'sold' AND NEW.status <> 'sold') THEN
        RAISE EXCEPTION 'allocation %: what was sold stays sold', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER allocation_guard BEFORE UPDATE ON market_allocation
    FOR EACH ROW EXECUTE FUNCTION market_allocation_guard();
