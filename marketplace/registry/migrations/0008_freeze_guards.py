"""Triggers that keep what is frozen still, and freezes in order."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")

REMOVE = """
DROP FUNCTION registry_movement_freeze, registry_freeze_order, registry_batch_freeze CASCADE;
DROP FUNCTION registry_last_act(bigint, bigint, uuid);
DROP TRIGGER evidence_rows ON registry_refusedattempt;
DROP TRIGGER evidence_table ON registry_refusedattempt;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0007_freezes")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARDS, REMOVE)
    ]
