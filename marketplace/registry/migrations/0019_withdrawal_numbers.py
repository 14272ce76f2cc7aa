"""The number of a withdrawal upstream stands behind one block or one proof, unless it is said to cover several."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations, models

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
REMOVE = """
DROP INDEX registry_withdrawal_proof, registry_proof_number, issuance_upstream_serial_form_once;
DROP FUNCTION registry_retail_number_once, registry_proof_number_once CASCADE;
DROP FUNCTION registry_withdrawal_number_lock;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0018_proofs_serve_once")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(
            model_name="issuancerequest",
            name="withdrawal_shared",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="The registrar said that this withdrawal covers other blocks, too.",
            ),
        ),
        migrations.RunSQL(GUARDS, REMOVE),
    ]
