"""A draft may be edited and discarded; what was ever for sale may not."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations, models

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("market", "0016_request_guard")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AlterField(
            model_name="listing",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("active", "for sale"),
                    ("paused", "paused"),
                    ("sold_out", "sold out"),
                    ("expired", "expired"),
                    ("withdrawn", "withdrawn"),
                    ("frozen", "frozen"),
                    ("discarded", "discarded"),
                ],
                default="draft",
                max_length=16,
            ),
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
