-- Only what is over has been measured: a request's period ended before the day, in Shenzhen, on which it was made.
CREATE FUNCTION registry_issuance_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.monitoring_end >= (NEW.requested_at AT TIME ZONE 'Asia/Shanghai')::date THEN
        RAISE EXCEPTION 'issuance %: its monitoring period is not over', NEW.public_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER issuance_over BEFORE INSERT ON registry_issuancerequest
    FOR EACH ROW EXECUTE FUNCTION registry_issuance_over();

-- What makes a refused retirement good came after the refusal, for the same beneficiary, out of other batches.
CREATE FUNCTION registry_upstream_made_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM registry_retirement further JOIN registry_retirement refused ON refused.id = NEW.retirement_id
        WHERE further.id = NEW.made_good_by_id AND further.id <> refused.id AND further.at >= NEW.decided_at
            AND further.beneficiary_id = refused.beneficiary_id
            AND NOT EXISTS (SELECT FROM registry_serialblock b
                            WHERE b.retirement_id = further.id AND b.batch_id = NEW.batch_id)
    ) THEN
        RAISE EXCEPTION 'withdrawal %: this retirement does not make it good', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER upstream_made_good BEFORE UPDATE OF made_good_by_id ON registry_retirementupstream
    FOR EACH ROW WHEN (NEW.made_good_by_id IS NOT NULL AND OLD.made_good_by_id IS NULL)
    EXECUTE FUNCTION registry_upstream_made_good();
