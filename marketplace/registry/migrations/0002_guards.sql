-- The wall around the evidence. Python says the same things kindly; this holds when Python is wrong.

-- Serial blocks form a chain: each begins where another of its batch ended, none twice.
ALTER TABLE registry_serialblock
    ADD CONSTRAINT block_follows_a_block FOREIGN KEY (batch_id, prev_last)
        REFERENCES registry_serialblock (batch_id, last),
    ADD CONSTRAINT block_knows_its_batch FOREIGN KEY (batch_id, batch_first, batch_last)
        REFERENCES registry_creditbatch (id, first_serial, last_serial);

-- Holdings are updated all the time; room on the page keeps those updates away from the indexes.
ALTER TABLE registry_holding SET (fillfactor = 70);
ALTER TABLE registry_creditbatch SET (fillfactor = 70);

-- Append-only tables. Any app may hang this function on a table of its own.
CREATE FUNCTION evidence_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: evidence is written once', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION evidence_protect(evidence regclass, operations text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER evidence_rows BEFORE %s ON %s FOR EACH STATEMENT
        EXECUTE FUNCTION evidence_refuse()', operations, evidence);
    EXECUTE format('CREATE TRIGGER evidence_table BEFORE TRUNCATE ON %s FOR EACH STATEMENT
        EXECUTE FUNCTION evidence_refuse()', evidence);
END $$;

SELECT evidence_protect(evidence::regclass, 'UPDATE OR DELETE') FROM unnest(ARRAY[
    'registry_movement', 'registry_retirement', 'registry_cancellation', 'registry_serialblock',
    'registry_statement', 'registry_freeze', 'registry_logleaf', 'registry_logentry',
    'registry_lognode', 'registry_checkpoint', 'registry_auditrun'
]) AS evidence;

SELECT evidence_protect(evidence::regclass, 'DELETE') FROM unnest(ARRAY[
    'registry_issuancerequest', 'registry_creditbatch', 'registry_holding',
    'registry_retirementupstream', 'registry_disclosure'
]) AS evidence;

-- Of a batch only its cursor (forward) and its status change.
CREATE FUNCTION registry_batch_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - ARRAY['next_serial', 'status'])
       IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['next_serial', 'status']) THEN
        RAISE EXCEPTION 'batch %: only its cursor and its status may change', OLD.code
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.next_serial < OLD.next_serial THEN
        RAISE EXCEPTION 'batch %: serials are not taken back', OLD.code
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status = 'frozen' AND NEW.next_serial <> OLD.next_serial THEN
        RAISE EXCEPTION 'batch % is frozen', OLD.code USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_guard BEFORE UPDATE ON registry_creditbatch
    FOR EACH ROW EXECUTE FUNCTION registry_batch_guard();

-- A request for issuance is decided once; what was asked for never changes.
CREATE FUNCTION registry_issuance_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision CONSTANT text[] := ARRAY['status', 'approved_by_id', 'decided_at', 'decision_note'];
BEGIN
    IF OLD.status <> 'pending' OR (to_jsonb(NEW) - decision) IS DISTINCT FROM (to_jsonb(OLD) - decision) THEN
        RAISE EXCEPTION 'issuance %: a request is decided once and never edited', OLD.public_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER issuance_guard BEFORE UPDATE ON registry_issuancerequest
    FOR EACH ROW EXECUTE FUNCTION registry_issuance_guard();

-- The withdrawal upstream goes forward only. After its end only "made good by" may still be added, once.
CREATE FUNCTION registry_upstream_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    remedy CONSTANT text[] := ARRAY['made_good_by_id', 'leaf_id', 'actor_id', 'salt'];
BEGIN
    IF (NEW.id, NEW.retirement_id, NEW.batch_id) IS DISTINCT FROM (OLD.id, OLD.retirement_id, OLD.batch_id) THEN
        RAISE EXCEPTION 'upstream %: it belongs to one retirement', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'refused' AND OLD.made_good_by_id IS NULL
       AND (to_jsonb(NEW) - remedy) = (to_jsonb(OLD) - remedy) THEN
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) IN (('not_requested', 'requested'), ('requested', 'withdrawn'), ('requested', 'refused'))
       AND NEW.made_good_by_id IS NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'upstream %: % does not become %', OLD.id, OLD.state, NEW.state
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER upstream_guard BEFORE UPDATE ON registry_retirementupstream
    FOR EACH ROW EXECUTE FUNCTION registry_upstream_guard();

-- A disclosure may be erased, not rewritten.
CREATE FUNCTION registry_disclosure_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.digest = OLD.digest AND OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL
       AND NEW.value IS NULL AND NEW.salt IS NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'disclosure %: it may only be erased', OLD.digest
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER disclosure_guard BEFORE UPDATE ON registry_disclosure
    FOR EACH ROW EXECUTE FUNCTION registry_disclosure_guard();

-- Whose kilograms they are does not change by renaming the row.
CREATE FUNCTION registry_holding_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.batch_id, NEW.account_id) IS DISTINCT FROM (OLD.id, OLD.batch_id, OLD.account_id) THEN
        RAISE EXCEPTION 'holding %: it belongs to one batch and one account', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER holding_guard BEFORE UPDATE ON registry_holding
    FOR EACH ROW EXECUTE FUNCTION registry_holding_guard();
