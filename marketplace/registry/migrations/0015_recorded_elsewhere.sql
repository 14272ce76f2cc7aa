-- A methodology filed elsewhere is recorded by one registrar and accepted for credits by another.
CREATE FUNCTION registry_act_second_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM registry_methodologyact
        WHERE version_id = NEW.version_id AND act = 'recorded' AND actor_id = NEW.actor_id
    ) THEN
        RAISE EXCEPTION 'methodology version %: who recorded it does not accept it', NEW.version_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER act_second_person BEFORE INSERT ON registry_methodologyact
    FOR EACH ROW WHEN (NEW.act = 'accepted') EXECUTE FUNCTION registry_act_second_person();
