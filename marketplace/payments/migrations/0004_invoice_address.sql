-- What was asked for on an invoice is kept as asked; only the address it was sent to may be forgotten, once issued.
CREATE FUNCTION payments_invoice_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    living CONSTANT text[] := ARRAY['number', 'issued_at', 'issued_by_id', 'email'];
BEGIN
    IF (to_jsonb(NEW) - living) IS DISTINCT FROM (to_jsonb(OLD) - living)
       OR (NEW.email <> OLD.email AND NEW.email <> 'erased@deleted.invalid')
       OR (OLD.issued_at IS NOT NULL AND (NEW.number, NEW.issued_at, NEW.issued_by_id)
            IS DISTINCT FROM (OLD.number, OLD.issued_at, OLD.issued_by_id)) THEN
        RAISE EXCEPTION 'invoice request %: what was asked for does not change', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER invoice_guard BEFORE UPDATE ON payments_invoicerequest
    FOR EACH ROW EXECUTE FUNCTION payments_invoice_guard();
