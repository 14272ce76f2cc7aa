"""A trigger that keeps reports of differing names as they were written: decided once, deleted never."""

from typing import ClassVar

from django.db import migrations

GUARD = """
CREATE FUNCTION accounts_name_report_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision CONSTANT text[] := ARRAY['outcome', 'note', 'settled_by_id', 'settled_at'];
BEGIN
    IF OLD.outcome = '' AND NEW.outcome <> ''
       AND (to_jsonb(NEW) - decision) = (to_jsonb(OLD) - decision) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'name report %: it is decided once and never rewritten', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER name_report_guard BEFORE UPDATE ON accounts_namereport
    FOR EACH ROW EXECUTE FUNCTION accounts_name_report_guard();
CREATE TRIGGER directory_rows BEFORE DELETE ON accounts_namereport
    FOR EACH STATEMENT EXECUTE FUNCTION directory_refuse();
CREATE TRIGGER directory_table BEFORE TRUNCATE ON accounts_namereport
    FOR EACH STATEMENT EXECUTE FUNCTION directory_refuse();
"""

REMOVE = """
DROP TRIGGER directory_rows ON accounts_namereport;
DROP TRIGGER directory_table ON accounts_namereport;
DROP FUNCTION accounts_name_report_guard CASCADE;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("accounts", "0004_directory_guards"),
        ("accounts", "0005_name_reports"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARD, REMOVE)
    ]
