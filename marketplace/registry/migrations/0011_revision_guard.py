"""A trigger that freezes what a certificate's revision may not change."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

GUARD = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
REMOVE = """
DROP FUNCTION registry_revision_guard() CASCADE;
DROP FUNCTION registry_statement_facts(bytea);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0010_open_data")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARD, REMOVE)
    ]
