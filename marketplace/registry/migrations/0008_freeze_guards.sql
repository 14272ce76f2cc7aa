-- What is frozen does not move, whoever writes the movement. Only what gives kilograms back may still happen.
CREATE FUNCTION registry_movement_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stopped text;
BEGIN
    SELECT 'batch ' || b.code INTO stopped FROM moved m
    JOIN registry_creditbatch b ON b.id = m.batch_id AND b.status = 'frozen'
    WHERE m.kind NOT IN ('unlist', 'release', 'return') LIMIT 1;
    IF stopped IS NULL THEN
        SELECT 'account ' || f.account_id INTO stopped FROM moved m
        JOIN registry_freeze f ON f.account_id IN (m.from_account_id, m.to_account_id) AND f.act = 'freeze'
        WHERE m.kind NOT IN ('unlist', 'release', 'return') AND NOT EXISTS (
            SELECT FROM registry_freeze u
            WHERE u.account_id = f.account_id AND u.id > f.id AND u.act = 'unfreeze') LIMIT 1;
    END IF;
    IF stopped IS NOT NULL THEN
        RAISE EXCEPTION '% is frozen', stopped USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER movement_freeze AFTER INSERT ON registry_movement
    REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION registry_movement_freeze();

-- The last act about one thing.
CREATE FUNCTION registry_last_act(of_batch bigint, of_account bigint, of_listing uuid) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT act FROM registry_freeze
    WHERE (batch_id = of_batch OR account_id = of_account OR listing = of_listing) ORDER BY id DESC LIMIT 1
$$;

-- Frozen once, confirmed once, released once; a confirmation is of the freeze before it.
CREATE FUNCTION registry_freeze_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last text := coalesce(registry_last_act(NEW.batch_id, NEW.account_id, NEW.listing), 'unfreeze');
BEGIN
    IF (last, NEW.act) IN (('unfreeze', 'freeze'), ('freeze', 'confirm'), ('freeze', 'unfreeze'),
        ('confirm', 'unfreeze')) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'freeze: % does not follow %', NEW.act, last USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER freeze_order BEFORE INSERT ON registry_freeze
    FOR EACH ROW EXECUTE FUNCTION registry_freeze_order();

-- A batch is frozen and released by an act only, and the release by two people (freeze_lifted_by_two).
CREATE FUNCTION registry_batch_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.status = 'frozen') <> (coalesce(registry_last_act(NEW.id, NULL, NULL), 'unfreeze') <> 'unfreeze') THEN
        RAISE EXCEPTION 'batch %: its status follows its last act', OLD.code USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_freeze BEFORE UPDATE OF status ON registry_creditbatch
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION registry_batch_freeze();

SELECT evidence_protect('registry_refusedattempt', 'UPDATE OR DELETE');
