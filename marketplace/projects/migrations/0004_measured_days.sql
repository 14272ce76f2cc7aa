-- What a version says was measured did not begin before its project. Asked when it is handed in: a draft may say anything.
CREATE FUNCTION projects_version_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM projects_monitoringperiod WHERE version_id = NEW.id AND starts_on < NEW.starts_on) THEN
        RAISE EXCEPTION 'version %: a monitoring period begins before the project', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER version_days BEFORE UPDATE ON projects_dossierversion
    FOR EACH ROW WHEN (OLD.status = 'draft' AND NEW.status = 'submitted') EXECUTE FUNCTION projects_version_days();

-- Why days may not be issued for a project by the version of its dossier that was accepted last up to a moment; '' if they may.
CREATE FUNCTION projects_unmeasured(project bigint, days daterange, moment timestamptz) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT CASE
            WHEN lower(days) < v.starts_on THEN 'before the project began'
            WHEN NOT (SELECT coalesce(range_agg(daterange(m.starts_on, m.ends_on, '[]')) @> days, true)
                      FROM projects_monitoringperiod m WHERE m.version_id = v.id) THEN 'not within a monitoring period'
            ELSE '' END
        FROM projects_dossierversion v JOIN projects_dossier d ON d.id = v.dossier_id
        WHERE d.project_id = project AND v.status = 'accepted' AND v.decided_at <= moment
        ORDER BY v.number DESC LIMIT 1), '')
$$;

CREATE FUNCTION projects_issuance_days() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    why CONSTANT text := projects_unmeasured(
        NEW.project_id, daterange(NEW.monitoring_start, NEW.monitoring_end, '[]'), NEW.requested_at);
BEGIN
    IF why <> '' THEN
        RAISE EXCEPTION 'issuance %: %', NEW.public_id, why USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER issuance_days BEFORE INSERT ON registry_issuancerequest
    FOR EACH ROW EXECUTE FUNCTION projects_issuance_days();
