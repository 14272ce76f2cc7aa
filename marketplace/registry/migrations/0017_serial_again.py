"""A serial that no machine reads is typed by the second person too, and both entries agree."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations, models

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
REMOVE = "DROP FUNCTION registry_serial_again CASCADE;"


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0016_serial_finding")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(
            model_name="issuancerequest",
            name="serial_again",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The serial as the second person typed it, where no machine reads it.",
                max_length=200,
            ),
        ),
        migrations.RunSQL(GUARDS, REMOVE),
    ]
