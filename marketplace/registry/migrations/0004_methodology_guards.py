"""Triggers that keep filed methodologies and the decisions on them as they were."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")

REMOVE = """
DROP FUNCTION registry_batch_accepted, registry_version_guard CASCADE;
DROP TRIGGER evidence_rows ON registry_methodologyversion;
DROP TRIGGER evidence_table ON registry_methodologyversion;
DROP TRIGGER evidence_rows ON registry_methodology;
DROP TRIGGER evidence_table ON registry_methodology;
DROP TRIGGER evidence_rows ON registry_methodologyact;
DROP TRIGGER evidence_table ON registry_methodologyact;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0003_methodology_acts")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARDS, REMOVE)
    ]
