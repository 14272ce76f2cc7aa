"""Triggers that keep evidence as it was written, and the chain of serial blocks."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")

REMOVE = """
DROP FUNCTION registry_holding_guard, registry_disclosure_guard, registry_upstream_guard,
    registry_issuance_guard, registry_batch_guard, evidence_protect(regclass, text) CASCADE;
DROP FUNCTION evidence_refuse CASCADE;
ALTER TABLE registry_serialblock
    DROP CONSTRAINT block_follows_a_block, DROP CONSTRAINT block_knows_its_batch;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0001_initial")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARDS, REMOVE)
    ]
