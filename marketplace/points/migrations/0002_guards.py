"""Triggers that keep points what they are: earned by consent and rule, never moved, never changed."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")

REMOVE = """
DROP FUNCTION points_entry_guard, points_redemption_guard, points_row_guard, points_decided_once,
    points_consent_guard, points_rule_guard CASCADE;
DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['entry', 'report', 'redemption', 'correction', 'importfile', 'importrow', 'consent',
        'exchangerule', 'operator'] LOOP
        EXECUTE format('DROP TRIGGER evidence_rows ON points_%s', t);
        EXECUTE format('DROP TRIGGER evidence_table ON points_%s', t);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("points", "0001_initial"),
        ("registry", "0002_guards"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARDS, REMOVE)
    ]
