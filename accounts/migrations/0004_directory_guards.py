"""Triggers that keep the directory's audit trail: entries, other names and merges are only ever added."""

from typing import ClassVar

from django.db import migrations

GUARDS = """
CREATE FUNCTION directory_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: evidence is written once, the directory only grows', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
DO $$ DECLARE kept text; BEGIN
    FOREACH kept IN ARRAY ARRAY['accounts_directoryentry', 'accounts_partyalias', 'accounts_partymerge'] LOOP
        EXECUTE format('CREATE TRIGGER directory_rows BEFORE UPDATE OR DELETE ON %s FOR EACH STATEMENT
            EXECUTE FUNCTION directory_refuse()', kept);
        EXECUTE format('CREATE TRIGGER directory_table BEFORE TRUNCATE ON %s FOR EACH STATEMENT
            EXECUTE FUNCTION directory_refuse()', kept);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("accounts", "0003_directory")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARDS, "DROP FUNCTION directory_refuse CASCADE")
    ]
