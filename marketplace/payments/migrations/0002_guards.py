"""Triggers that keep what is known about money as it was written."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")

REMOVE = """
DROP FUNCTION payments_payment_guard, payments_refund_guard, payments_match_guard,
    payments_event_guard CASCADE;
DO $$ DECLARE evidence text; BEGIN
    FOREACH evidence IN ARRAY ARRAY['payments_paymentattempt', 'payments_bankstatement',
        'payments_bankaccountline', 'payments_processingconsent', 'payments_payment',
        'payments_refund', 'payments_refunddue', 'payments_bankmatch', 'payments_stripeevent',
        'payments_incident', 'payments_invoicerequest'] LOOP
        EXECUTE format('DROP TRIGGER evidence_rows ON %s', evidence);
        EXECUTE format('DROP TRIGGER evidence_table ON %s', evidence);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("payments", "0001_initial"),
        ("registry", "0002_guards"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARDS, REMOVE)
    ]
