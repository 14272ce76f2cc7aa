"""Triggers that keep offered transfers and gifts as they were written."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")

REMOVE = """
DROP FUNCTION market_transfer_guard, market_gift_guard CASCADE;
DO $$ DECLARE evidence text; BEGIN
    FOREACH evidence IN ARRAY ARRAY['market_transferline', 'market_transferoffer', 'market_gift'] LOOP
        EXECUTE format('DROP TRIGGER evidence_rows ON %s', evidence);
        EXECUTE format('DROP TRIGGER evidence_table ON %s', evidence);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("market", "0011_buying"),
        ("registry", "0002_guards"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARDS, REMOVE)
    ]
