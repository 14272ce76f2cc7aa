-- How credits come in and finally go out: the walls around it.

-- An exclusion constraint over text and ranges together needs this (trusted: the database's owner may create it).
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- No tonne of another registry is in custody twice.
ALTER TABLE registry_issuancerequest ADD CONSTRAINT issuance_block_once EXCLUDE USING gist (
    foreign_registry WITH =, foreign_prefix WITH =, int8range(foreign_first, foreign_last, '[]') WITH &&
) WHERE (foreign_first IS NOT NULL AND status <> 'refused');

-- One project's reductions of one day are issued here once, unless the application states why not.
ALTER TABLE registry_issuancerequest ADD CONSTRAINT issuance_period_once EXCLUDE USING gist (
    project_id WITH =, daterange(monitoring_start, monitoring_end, '[]') WITH &&
) WHERE (upstream_serial = '' AND overlap_reason = '' AND status IN ('submitted', 'pending', 'approved'));

SELECT evidence_protect(evidence::regclass, 'UPDATE OR DELETE') FROM unnest(ARRAY[
    'registry_evidencefile', 'registry_issuanceapplication', 'registry_issuancecheck', 'registry_withdrawalbatch'
]) AS evidence;
SELECT evidence_protect(evidence::regclass, 'DELETE') FROM unnest(ARRAY[
    'registry_blockimport', 'registry_blockimportrow', 'registry_withdrawalline'
]) AS evidence;

-- A file is what its name says.
CREATE FUNCTION registry_evidence_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF encode(sha256(NEW.content), 'hex') <> NEW.sha256 OR length(NEW.content) <> NEW.size THEN
        RAISE EXCEPTION 'evidence %: the content has another sha256', NEW.sha256
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER evidence_entry BEFORE INSERT ON registry_evidencefile
    FOR EACH ROW EXECUTE FUNCTION registry_evidence_entry();

-- A request begins on the road of its scheme, under a methodology that was filed, with its file.
CREATE FUNCTION registry_issuance_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    road text;
    taken boolean;
BEGIN
    SELECT s.kind INTO road FROM registry_project p JOIN registry_scheme s ON s.id = p.scheme_id WHERE p.id = NEW.project_id;
    SELECT accepted INTO taken FROM registry_methodologyversion WHERE id = NEW.methodology_version_id;
    IF NOT taken THEN
        RAISE EXCEPTION 'issuance %: the methodology is not accepted for credits', NEW.public_id
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.evidence_file_id IS NULL THEN
        RAISE EXCEPTION 'issuance %: its evidence is not kept', NEW.public_id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.checked_by_id IS NOT NULL
       OR (road, NEW.status, NEW.upstream_serial = '') NOT IN (('upstream', 'pending', false), ('here', 'submitted', true)) THEN
        RAISE EXCEPTION 'issuance %: a request of this scheme does not begin so', NEW.public_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER issuance_entry BEFORE INSERT ON registry_issuancerequest
    FOR EACH ROW EXECUTE FUNCTION registry_issuance_entry();

-- A request goes forward only; what was asked for never changes.
CREATE OR REPLACE FUNCTION registry_issuance_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision CONSTANT text[] := ARRAY[
        'status', 'approved_by_id', 'decided_at', 'decision_note', 'checked_by_id', 'checked_at'];
    checking CONSTANT boolean := OLD.status = 'submitted';
BEGIN
    IF (to_jsonb(NEW) - decision) IS DISTINCT FROM (to_jsonb(OLD) - decision)
       OR (OLD.status, NEW.status) NOT IN (('submitted', 'pending'), ('submitted', 'returned'),
           ('pending', 'approved'), ('pending', 'refused'))
       OR checking IS DISTINCT FROM (NEW.checked_by_id IS DISTINCT FROM OLD.checked_by_id)
       OR (NOT checking AND NEW.checked_at IS DISTINCT FROM OLD.checked_at) THEN
        RAISE EXCEPTION 'issuance %: a request is decided once and never edited', OLD.public_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

-- An application speaks of a request of ours.
CREATE FUNCTION registry_application_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM registry_issuancerequest
        WHERE id = NEW.request_id AND status = 'submitted' AND reported_kg IS NOT NULL) THEN
        RAISE EXCEPTION 'application %: its request is not an application', NEW.request_id
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM registry_issuancerequest former JOIN registry_issuancerequest later ON later.id = NEW.request_id
        WHERE former.id = NEW.replaces_id AND former.status = 'returned' AND former.project_id = later.project_id) THEN
        RAISE EXCEPTION 'application %: only a returned one is replaced', NEW.request_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER application_entry BEFORE INSERT ON registry_issuanceapplication
    FOR EACH ROW EXECUTE FUNCTION registry_application_entry();

-- A batch is what was approved: of an application only what a third person had checked.
CREATE FUNCTION registry_batch_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM registry_issuancerequest r
        JOIN registry_scheme s ON s.id = NEW.scheme_id
        LEFT JOIN registry_issuanceapplication a ON a.request_id = r.id
        WHERE r.id = NEW.issuance_id AND r.status = 'approved'
            AND (r.project_id, r.methodology_version_id, r.quantity_kg, r.monitoring_start, r.monitoring_end, r.increment_kg)
              = (NEW.project_id, NEW.methodology_version_id, NEW.quantity_kg, NEW.monitoring_start, NEW.monitoring_end, NEW.increment_kg)
            AND (s.kind = 'upstream' OR (r.checked_by_id IS NOT NULL AND a.id IS NOT NULL))
    ) THEN
        RAISE EXCEPTION 'batch %: it is not what was approved', NEW.code USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_entry BEFORE INSERT ON registry_creditbatch
    FOR EACH ROW EXECUTE FUNCTION registry_batch_entry();

-- A check is by whom the request says checked it.
CREATE FUNCTION registry_check_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM registry_issuancerequest WHERE id = NEW.request_id AND checked_by_id = NEW.by_id
        AND checked_at = NEW.at AND status = CASE WHEN NEW.passed THEN 'pending' ELSE 'returned' END) THEN
        RAISE EXCEPTION 'check %: it is not what the request says', NEW.request_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER check_entry BEFORE INSERT ON registry_issuancecheck
    FOR EACH ROW EXECUTE FUNCTION registry_check_entry();

-- An import is decided once; a row goes from correct to sent (or is found wrong or known at the last moment).
CREATE FUNCTION registry_import_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision CONSTANT text[] := ARRAY['state', 'decided_at'];
BEGIN
    IF OLD.state <> 'preview' OR (to_jsonb(NEW) - decision) IS DISTINCT FROM (to_jsonb(OLD) - decision) THEN
        RAISE EXCEPTION 'import %: it is decided once', OLD.public_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER import_guard BEFORE UPDATE ON registry_blockimport
    FOR EACH ROW EXECUTE FUNCTION registry_import_guard();

CREATE FUNCTION registry_import_row_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    result CONSTANT text[] := ARRAY['state', 'problems', 'request_id'];
BEGIN
    IF OLD.state <> 'ready' OR NEW.state = 'ready'
       OR (to_jsonb(NEW) - result) IS DISTINCT FROM (to_jsonb(OLD) - result) THEN
        RAISE EXCEPTION 'import row %: it is decided once', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER import_row_guard BEFORE UPDATE ON registry_blockimportrow
    FOR EACH ROW EXECUTE FUNCTION registry_import_row_guard();

-- Who asked for a withdrawal does not note its answer.
CREATE FUNCTION registry_upstream_two_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'requested' AND NEW.state IN ('withdrawn', 'refused') AND NEW.actor_id = OLD.actor_id THEN
        RAISE EXCEPTION 'upstream %: another person notes the answer', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER upstream_two_people BEFORE UPDATE ON registry_retirementupstream
    FOR EACH ROW EXECUTE FUNCTION registry_upstream_two_people();

-- A line of a withdrawal is answered once, by another person than asked.
CREATE FUNCTION registry_withdrawal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    answer CONSTANT text[] := ARRAY['outcome', 'reason', 'proof_id', 'answered_by_id', 'answered_at'];
BEGIN
    IF OLD.outcome <> '' OR (to_jsonb(NEW) - answer) IS DISTINCT FROM (to_jsonb(OLD) - answer)
       OR NEW.answered_by_id = (SELECT requested_by_id FROM registry_withdrawalbatch WHERE id = OLD.withdrawal_id) THEN
        RAISE EXCEPTION 'withdrawal line %: answered once, by another person', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER withdrawal_guard BEFORE UPDATE ON registry_withdrawalline
    FOR EACH ROW EXECUTE FUNCTION registry_withdrawal_guard();

-- Of each block an application takes whole tonnes (asked at the end of its transaction).
CREATE FUNCTION registry_withdrawal_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(kg) % 1000 FROM registry_withdrawalline
        WHERE withdrawal_id = NEW.withdrawal_id AND batch_id = NEW.batch_id) <> 0 THEN
        RAISE EXCEPTION 'withdrawal %: only whole tonnes of a block', NEW.withdrawal_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER withdrawal_whole AFTER INSERT ON registry_withdrawalline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION registry_withdrawal_whole();
