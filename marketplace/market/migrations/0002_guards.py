"""Triggers that keep what was agreed as it was written."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")

REMOVE = """
DROP FUNCTION market_listing_guard, market_quote_guard, market_order_guard, market_allocation_guard CASCADE;
DO $$ DECLARE evidence text; BEGIN
    FOREACH evidence IN ARRAY ARRAY['market_pricechange', 'market_quoteline', 'market_orderline',
        'market_listing', 'market_quote', 'market_order', 'market_allocation'] LOOP
        EXECUTE format('DROP TRIGGER evidence_rows ON %s', evidence);
        EXECUTE format('DROP TRIGGER evidence_table ON %s', evidence);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("market", "0001_initial"),
        ("registry", "0002_guards"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARDS, REMOVE)
    ]
