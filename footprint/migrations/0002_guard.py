"""A stored footprint is evidence: the database refuses every change but naming its successor, once."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION footprint_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.superseded_by_id IS NULL AND NEW.superseded_by_id IS NOT NULL
        AND to_jsonb(NEW) - 'superseded_by_id' = to_jsonb(OLD) - 'superseded_by_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'footprints are never changed or deleted; store a new one that supersedes it'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER footprint_frozen BEFORE UPDATE OR DELETE ON footprint_footprint
    FOR EACH ROW EXECUTE FUNCTION footprint_guard();
CREATE TRIGGER footprint_kept BEFORE TRUNCATE ON footprint_footprint
    FOR EACH STATEMENT EXECUTE FUNCTION footprint_guard();
"""

BACKWARD = """
DROP TRIGGER footprint_kept ON footprint_footprint;
DROP TRIGGER footprint_frozen ON footprint_footprint;
DROP FUNCTION footprint_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("footprint", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
