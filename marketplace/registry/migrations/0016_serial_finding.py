"""Where a serial number is, as a function whose plans the database keeps."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

FUNCTION = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0015_recorded_elsewhere")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION registry_find_serial;"),
    ]
