-- The wall around submissions and reviews. Python says the same kindly.
SELECT evidence_protect('methodologies_opinion'::regclass, 'UPDATE OR DELETE');
SELECT evidence_protect('methodologies_assignment'::regclass, 'DELETE');
SELECT evidence_protect('methodologies_expert'::regclass, 'DELETE');

-- Whether an expert is not independent of a submission: its people, its organization, a declared conflict.
CREATE FUNCTION methodologies_conflict(reviewer bigint, subject bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM methodologies_expert e, methodologies_submission s
        WHERE e.id = reviewer AND s.id = subject AND (
            e.user_id IN (s.created_by_id, s.submitted_by_id)
            OR e.organization_id = s.organization_id
            OR EXISTS (SELECT FROM accounts_membership m
                WHERE m.user_id = e.user_id AND m.organization_id = s.organization_id)
            OR EXISTS (SELECT FROM methodologies_expert_conflicts c
                WHERE c.expert_id = e.id AND c.organization_id = s.organization_id)))
$$;

-- A submission begins as a draft.
CREATE FUNCTION methodologies_submission_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> 'draft' THEN
        RAISE EXCEPTION 'a submission begins as a draft' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER submission_begins BEFORE INSERT ON methodologies_submission
    FOR EACH ROW EXECUTE FUNCTION methodologies_submission_begins();

-- It goes forward only, is frozen once submitted, and is filed on two accepting opinions by somebody else.
CREATE FUNCTION methodologies_submission_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided CONSTANT text[] := ARRAY['status', 'submitted_by_id', 'submitted_at', 'decided_by_id', 'decided_at',
        'decision_note', 'filed_version_id', 'contact'];
    accepting integer;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.status = 'draft' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'submission %: only a draft may be thrown away', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status <> 'draft' AND (
        (to_jsonb(NEW) - decided) IS DISTINCT FROM (to_jsonb(OLD) - decided)
        OR (NEW.submitted_by_id, NEW.submitted_at) IS DISTINCT FROM (OLD.submitted_by_id, OLD.submitted_at)
        OR (NEW.contact <> OLD.contact AND NEW.contact <> '')
    ) THEN
        RAISE EXCEPTION 'submission %: what was submitted is frozen', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status = OLD.status THEN
        IF OLD.status IN ('filed', 'returned', 'rejected', 'withdrawn')
           AND (to_jsonb(NEW) - ARRAY['contact']) IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['contact']) THEN
            RAISE EXCEPTION 'submission %: a decision is final', OLD.id USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.status, NEW.status) NOT IN (
        ('draft', 'submitted'), ('submitted', 'under_review'), ('submitted', 'withdrawn'), ('submitted', 'rejected'),
        ('under_review', 'filed'), ('under_review', 'returned'), ('under_review', 'rejected'), ('under_review', 'withdrawn')
    ) THEN
        RAISE EXCEPTION 'submission %: % does not become %', OLD.id, OLD.status, NEW.status
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status = 'submitted'
       AND NOT EXISTS (SELECT FROM methodologies_document WHERE submission_id = NEW.id) THEN
        RAISE EXCEPTION 'submission %: it has no document', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.decided_by_id IS NOT NULL AND EXISTS (
        SELECT FROM methodologies_assignment a JOIN methodologies_expert e ON e.id = a.expert_id
        WHERE a.submission_id = NEW.id AND e.user_id = NEW.decided_by_id
    ) OR EXISTS (
        SELECT FROM accounts_membership m
        WHERE m.user_id = NEW.decided_by_id AND m.organization_id = NEW.organization_id
    ) THEN
        RAISE EXCEPTION 'submission %: neither a reviewer nor the developer decides', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status = 'filed' THEN
        SELECT count(DISTINCT e.user_id) INTO accepting
        FROM methodologies_assignment a
        JOIN methodologies_expert e ON e.id = a.expert_id
        JOIN methodologies_opinion o ON o.assignment_id = a.id AND o.given_by_id = e.user_id
        WHERE a.submission_id = NEW.id AND a.released_at IS NULL AND o.verdict = 'accept'
            AND NOT methodologies_conflict(e.id, NEW.id);
        IF accepting < 2 THEN
            RAISE EXCEPTION 'submission %: filing needs two accepting opinions, there are %', OLD.id, accepting
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER submission_guard BEFORE UPDATE OR DELETE ON methodologies_submission
    FOR EACH ROW EXECUTE FUNCTION methodologies_submission_guard();
CREATE TRIGGER evidence_table BEFORE TRUNCATE ON methodologies_submission
    FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse();

-- Documents come to and go from drafts only, and never change.
CREATE FUNCTION methodologies_document_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    subject bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.submission_id ELSE OLD.submission_id END;
BEGIN
    IF TG_OP = 'UPDATE' OR (SELECT status FROM methodologies_submission WHERE id = subject) <> 'draft' THEN
        RAISE EXCEPTION 'document of submission %: what was submitted is frozen', subject
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER document_guard BEFORE INSERT OR UPDATE OR DELETE ON methodologies_document
    FOR EACH ROW EXECUTE FUNCTION methodologies_document_guard();
CREATE TRIGGER evidence_table BEFORE TRUNCATE ON methodologies_document
    FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse();

-- A seat goes to an independent, active expert; it is given up once, and not after the opinion was given.
CREATE FUNCTION methodologies_assignment_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF methodologies_conflict(NEW.expert_id, NEW.submission_id) THEN
            RAISE EXCEPTION 'submission %: expert % is not independent of it', NEW.submission_id, NEW.expert_id
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF NOT (SELECT active FROM methodologies_expert WHERE id = NEW.expert_id)
           OR (SELECT status FROM methodologies_submission WHERE id = NEW.submission_id)
                NOT IN ('submitted', 'under_review') THEN
            RAISE EXCEPTION 'submission %: no seat can be given now', NEW.submission_id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.released_at IS NOT NULL
       OR (to_jsonb(NEW) - ARRAY['released_at', 'released_by_id'])
            IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['released_at', 'released_by_id'])
       OR EXISTS (SELECT FROM methodologies_opinion WHERE assignment_id = OLD.id) THEN
        RAISE EXCEPTION 'assignment %: it may only be released, once, before the opinion', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assignment_guard BEFORE INSERT OR UPDATE ON methodologies_assignment
    FOR EACH ROW EXECUTE FUNCTION methodologies_assignment_guard();

-- An opinion is the seat holder's own, given while the review is open.
CREATE FUNCTION methodologies_opinion_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM methodologies_assignment a
        JOIN methodologies_expert e ON e.id = a.expert_id AND e.user_id = NEW.given_by_id
        JOIN methodologies_submission s ON s.id = a.submission_id AND s.status = 'under_review'
        WHERE a.id = NEW.assignment_id AND a.released_at IS NULL
    ) THEN
        RAISE EXCEPTION 'assignment %: only its expert gives an opinion, while the review is open', NEW.assignment_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER opinion_guard BEFORE INSERT ON methodologies_opinion
    FOR EACH ROW EXECUTE FUNCTION methodologies_opinion_guard();
