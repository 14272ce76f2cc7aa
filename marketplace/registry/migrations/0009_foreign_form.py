"""An index by which the block of a foreign serial number is found."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

FORM = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
REMOVE = "DROP INDEX issuance_foreign_form; DROP FUNCTION registry_foreign_form(text);"


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0008_freeze_guards")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(FORM, REMOVE)
    ]
