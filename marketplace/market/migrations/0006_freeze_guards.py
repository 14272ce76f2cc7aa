"""A frozen listing stays still until two people release it."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("market", "0005_frozen_listings"),
        ("registry", "0008_freeze_guards"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARDS, "DROP FUNCTION market_listing_freeze CASCADE;")
    ]
