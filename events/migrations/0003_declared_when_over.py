"""A declaration speaks of what is over: the database refuses one before the end, whoever writes it."""

from django.db import migrations

SQL = """
CREATE FUNCTION declaration_after_the_end() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last_day date;
BEGIN
    IF NEW.event_id IS NOT NULL THEN
        SELECT ends_on INTO last_day FROM events_event WHERE id = NEW.event_id;
    ELSE
        SELECT make_date(year, 12, 31) INTO last_day FROM events_officeyear WHERE id = NEW.office_year_id;
    END IF;
    IF (NEW.declared_at AT TIME ZONE 'Asia/Shanghai')::date <= last_day THEN
        RAISE EXCEPTION 'declaration_after_the_end: not before the end of %', last_day USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER declaration_after_the_end BEFORE INSERT ON events_declaration
    FOR EACH ROW EXECUTE FUNCTION declaration_after_the_end();
"""
UNDO = """
DROP TRIGGER declaration_after_the_end ON events_declaration;
DROP FUNCTION declaration_after_the_end();
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0002_guards")]
    operations = [migrations.RunSQL(SQL, UNDO)]
