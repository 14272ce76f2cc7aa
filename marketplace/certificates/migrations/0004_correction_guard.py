"""Triggers that keep requests for corrections as they were asked and decided."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

GUARD = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
REMOVE = """
DROP FUNCTION certificates_correction_guard() CASCADE;
DROP TRIGGER evidence_rows ON certificates_correction;
DROP TRIGGER evidence_table ON certificates_correction;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("certificates", "0003_corrections")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARD, REMOVE)
    ]
