"""Triggers that keep what was handed in as it was."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")

REMOVE = """
DROP FUNCTION projects_application_guard, projects_dossier_guard, projects_version_guard, projects_part_guard CASCADE;
DROP FUNCTION projects_refuse_member;
DO $$ DECLARE evidence text; BEGIN
    FOREACH evidence IN ARRAY ARRAY['projects_storedfile', 'projects_settlementaccount', 'projects_remark',
        'projects_application', 'projects_dossier', 'projects_dossierversion'] LOOP
        EXECUTE format('DROP TRIGGER evidence_rows ON %s', evidence);
        EXECUTE format('DROP TRIGGER evidence_table ON %s', evidence);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("projects", "0001_initial"),
        ("registry", "0002_guards"),
        ("accounts", "0001_initial"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARDS, REMOVE)
    ]
