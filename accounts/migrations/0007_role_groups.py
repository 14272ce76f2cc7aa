"""A trigger that keeps the groups by which staff roles are granted: none is deleted or given another name."""

from typing import ClassVar

from django.db import migrations

GUARDS = """
CREATE FUNCTION role_group_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of a staff role group is refused: who may do what is asked by its name', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER role_group_rows BEFORE DELETE ON auth_group FOR EACH ROW
    WHEN (OLD.name IN ('finance', 'registrar', 'supervisor', 'editor')) EXECUTE FUNCTION role_group_refuse();
CREATE TRIGGER role_group_name BEFORE UPDATE ON auth_group FOR EACH ROW
    WHEN (OLD.name IN ('finance', 'registrar', 'supervisor', 'editor') AND NEW.name <> OLD.name)
    EXECUTE FUNCTION role_group_refuse();
CREATE TRIGGER role_group_table BEFORE TRUNCATE ON auth_group FOR EACH STATEMENT
    EXECUTE FUNCTION role_group_refuse();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("accounts", "0006_name_report_guard")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARDS, "DROP FUNCTION role_group_refuse CASCADE")
    ]
