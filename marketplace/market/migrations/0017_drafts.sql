-- What is offered changes only while it is a draft that was never for sale and that no second person is asked about.
-- Only such a draft is discarded, and that is the end of it.
CREATE OR REPLACE FUNCTION market_listing_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    living text[] := ARRAY['status', 'listed_kg', 'held_kg', 'sold_kg', 'price_per_tonne', 'expires_at', 'activated_at'];
    unseen CONSTANT boolean := OLD.status = 'draft' AND OLD.activated_at IS NULL;
BEGIN
    IF unseen AND NEW.status = 'draft'
       AND NOT EXISTS (SELECT FROM market_listingstep WHERE listing_id = OLD.id AND status = 'waiting') THEN
        living := living || ARRAY['quantity_kg', 'minimum_kg', 'increment_kg'];
    END IF;
    IF (to_jsonb(NEW) - living) IS DISTINCT FROM (to_jsonb(OLD) - living) THEN
        RAISE EXCEPTION 'listing %: what is offered does not change', OLD.public_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status = 'discarded' OR (NEW.status = 'discarded' AND NOT unseen) THEN
        RAISE EXCEPTION 'listing %: only a draft is discarded, once', OLD.public_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
