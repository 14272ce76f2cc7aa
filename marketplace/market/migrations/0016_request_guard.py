"""What was asked to be retired does not change, and is decided once."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
REMOVE = """
DROP FUNCTION market_request_guard CASCADE;
DROP TRIGGER evidence_rows ON market_retirementrequest;
DROP TRIGGER evidence_table ON market_retirementrequest;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("market", "0015_retirement_requests")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARDS, REMOVE),
    ]
