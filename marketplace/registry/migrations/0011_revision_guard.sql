-- A revision corrects wording. Everything else that a statement says is frozen: a statement whose quantity, serial
-- numbers, parties, purpose or time differ from the one before can't be stored, whoever writes it.
CREATE FUNCTION registry_statement_facts(body bytea) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT s.said
        - ARRAY['revision', 'stated_at', 'corrects', 'correction_reason', 'corrected_by', 'claim', 'beneficiary']
        || jsonb_build_object(
            'claim', (s.said -> 'claim') - ARRAY['title_zh', 'title_en'],
            'beneficiary', (s.said -> 'beneficiary') - ARRAY['name_zh', 'name_en'])
    FROM (SELECT convert_from(body, 'UTF8')::jsonb AS said) s
$$;

CREATE FUNCTION registry_revision_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said CONSTANT jsonb := convert_from(NEW.body, 'UTF8')::jsonb;
    former registry_statement;
BEGIN
    IF (said ->> 'revision')::int IS DISTINCT FROM NEW.revision OR said ->> 'code' IS DISTINCT FROM NEW.code THEN
        RAISE EXCEPTION 'statement %: its text speaks of another revision or code', NEW.code
            USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT * INTO former FROM registry_statement
        WHERE retirement_id = NEW.retirement_id AND revision = NEW.revision - 1;
    IF former.id IS NULL
       OR registry_statement_facts(former.body) IS DISTINCT FROM registry_statement_facts(NEW.body)
       OR said -> 'corrects' ->> 'sha256_of_statement' IS DISTINCT FROM encode(sha256(former.body), 'hex') THEN
        RAISE EXCEPTION 'statement % revision %: a revision corrects wording, nothing else', NEW.code, NEW.revision
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER revision_guard BEFORE INSERT ON registry_statement
    FOR EACH ROW WHEN (NEW.revision > 1) EXECUTE FUNCTION registry_revision_guard();
