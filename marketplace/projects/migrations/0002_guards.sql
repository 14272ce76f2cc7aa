-- What was handed in is evidence. Python says the same things kindly; this holds when Python is wrong.

SELECT evidence_protect(evidence::regclass, 'UPDATE OR DELETE') FROM unnest(ARRAY[
    'projects_storedfile', 'projects_settlementaccount', 'projects_remark'
]) AS evidence;

SELECT evidence_protect(evidence::regclass, 'DELETE') FROM unnest(ARRAY[
    'projects_application', 'projects_dossier', 'projects_dossierversion'
]) AS evidence;

-- Nobody decides for an organization of one's own.
CREATE FUNCTION projects_refuse_member(person bigint, body bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM accounts_membership WHERE user_id = person AND organization_id = body) THEN
        RAISE EXCEPTION 'organization %: a member does not decide for it', body USING ERRCODE = 'restrict_violation';
    END IF;
END $$;

-- An application is decided once; what it says never changes. The contact, a person, may be erased.
CREATE FUNCTION projects_application_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision CONSTANT text[] := ARRAY['status', 'decided_by_id', 'decided_at', 'reason'];
    contact CONSTANT text[] := ARRAY['contact_name', 'contact_phone', 'contact_email'];
BEGIN
    IF (to_jsonb(NEW) - contact) = (to_jsonb(OLD) - contact)
       AND NEW.contact_name = '' AND NEW.contact_phone = '' AND NEW.contact_email = '' THEN
        RETURN NEW;
    END IF;
    IF OLD.status <> 'submitted' OR NEW.status = 'submitted'
       OR (to_jsonb(NEW) - decision) IS DISTINCT FROM (to_jsonb(OLD) - decision) THEN
        RAISE EXCEPTION 'application %: it is decided once and never edited', OLD.public_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM projects_refuse_member(NEW.decided_by_id, NEW.organization_id);
    RETURN NEW;
END $$;
CREATE TRIGGER application_guard BEFORE UPDATE ON projects_application
    FOR EACH ROW EXECUTE FUNCTION projects_application_guard();

-- A dossier stays with its organization and gets its project once.
CREATE FUNCTION projects_dossier_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'project_id') IS DISTINCT FROM (to_jsonb(OLD) - 'project_id') OR OLD.project_id IS NOT NULL THEN
        RAISE EXCEPTION 'dossier %: it gets its project once and changes in nothing else', OLD.public_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER dossier_guard BEFORE UPDATE ON projects_dossier
    FOR EACH ROW EXECUTE FUNCTION projects_dossier_guard();

-- Only a draft is edited; what was handed in is decided once.
CREATE FUNCTION projects_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision CONSTANT text[] := ARRAY['status', 'decided_by_id', 'decided_at'];
BEGIN
    IF (NEW.id, NEW.dossier_id, NEW.number, NEW.created_at)
       IS DISTINCT FROM (OLD.id, OLD.dossier_id, OLD.number, OLD.created_at) THEN
        RAISE EXCEPTION 'version %: it belongs to one dossier', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status = 'draft' AND NEW.status IN ('draft', 'submitted') THEN
        RETURN NEW;
    END IF;
    IF OLD.status <> 'submitted' OR NEW.status NOT IN ('returned', 'accepted')
       OR (to_jsonb(NEW) - decision) IS DISTINCT FROM (to_jsonb(OLD) - decision) THEN
        RAISE EXCEPTION 'version %: what was handed in is decided once and never edited', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM projects_refuse_member(NEW.decided_by_id, d.organization_id) FROM projects_dossier d WHERE d.id = NEW.dossier_id;
    RETURN NEW;
END $$;
CREATE TRIGGER version_guard BEFORE UPDATE ON projects_dossierversion
    FOR EACH ROW EXECUTE FUNCTION projects_version_guard();

-- Periods and documents come and go with a draft and with nothing else. The lock makes "handed in" wait for us.
CREATE FUNCTION projects_part_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part record;
    state text;
BEGIN
    FOR part IN SELECT unnest(CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.version_id]
        WHEN 'DELETE' THEN ARRAY[OLD.version_id] ELSE ARRAY[OLD.version_id, NEW.version_id] END) AS version_id LOOP
        SELECT status INTO state FROM projects_dossierversion WHERE id = part.version_id FOR SHARE;
        IF state <> 'draft' THEN
            RAISE EXCEPTION 'version %: what was handed in stays as it is', part.version_id
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER part_guard BEFORE INSERT OR UPDATE OR DELETE ON projects_monitoringperiod
    FOR EACH ROW EXECUTE FUNCTION projects_part_guard();
CREATE TRIGGER part_guard BEFORE INSERT OR UPDATE OR DELETE ON projects_document
    FOR EACH ROW EXECUTE FUNCTION projects_part_guard();
