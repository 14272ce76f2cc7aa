"""Triggers: a recording is decided once, and nothing counts as recorded before a second registrar confirmed it."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")

REMOVE = """
DROP FUNCTION methodologies_recorded_by_two, methodologies_recording_guard CASCADE;
DROP TRIGGER evidence_rows ON methodologies_recording;
DROP TRIGGER evidence_table ON methodologies_recording;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("methodologies", "0003_recording"),
        ("registry", "0015_recorded_elsewhere"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARDS, REMOVE)
    ]
