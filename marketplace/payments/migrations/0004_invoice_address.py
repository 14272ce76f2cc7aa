"""A trigger that lets the address of an invoice be forgotten, and keeps all else as it was asked for."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

GUARD = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("payments", "0003_payment_origin")]

    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(GUARD, "DROP FUNCTION payments_invoice_guard CASCADE")
    ]
