-- A listing is frozen and released by an act only; while it is frozen nothing more of it is reserved or put on sale.
-- What was paid before is still handed over.
CREATE FUNCTION market_listing_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_stopped boolean := coalesce(registry_last_act(NULL, NULL, NEW.public_id), 'unfreeze') <> 'unfreeze';
BEGIN
    IF (NEW.status = 'frozen') <> is_stopped THEN
        RAISE EXCEPTION 'listing %: its status follows its last act', OLD.public_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF is_stopped AND OLD.status = 'frozen' AND (NEW.held_kg > OLD.held_kg
        OR NEW.price_per_tonne <> OLD.price_per_tonne) THEN
        RAISE EXCEPTION 'listing % is frozen', OLD.public_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER listing_freeze BEFORE UPDATE ON market_listing
    FOR EACH ROW WHEN (OLD.status = 'frozen' OR NEW.status = 'frozen') EXECUTE FUNCTION market_listing_freeze();
