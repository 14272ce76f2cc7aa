"""The acts in organizations and the stored footprints get the same wall as all other evidence."""

from typing import ClassVar

from django.db import migrations

GUARDS = """
SELECT evidence_protect('accounts_act', 'UPDATE OR DELETE');
SELECT evidence_protect('footprint_footprint', 'DELETE');
"""
REMOVE = """
DROP TRIGGER evidence_rows ON accounts_act;
DROP TRIGGER evidence_table ON accounts_act;
DROP TRIGGER evidence_rows ON footprint_footprint;
DROP TRIGGER evidence_table ON footprint_footprint;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("supervision", "0002_guards"),
        ("accounts", "0002_staff_groups"),
        ("footprint", "0004_imports"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARDS, REMOVE)
    ]
