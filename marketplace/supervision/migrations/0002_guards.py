"""Triggers that keep cases, notes, acts and anomalies as they were written."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")

REMOVE = """
DROP FUNCTION supervision_case_guard, supervision_release_guard, supervision_case_is_open CASCADE;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("supervision", "0001_initial"),
        ("registry", "0008_freeze_guards"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARDS, REMOVE)
    ]
