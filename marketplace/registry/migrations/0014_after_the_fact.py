"""Nothing is issued for days to come, and what makes a refusal good came after it, once."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations, models

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
REMOVE = "DROP FUNCTION registry_issuance_over, registry_upstream_made_good CASCADE;"


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0013_who_takes_part")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddConstraint(
            model_name="retirementupstream",
            constraint=models.UniqueConstraint(
                fields=["made_good_by"], name="upstream_makes_good_once"
            ),
        ),
        migrations.RunSQL(GUARDS, REMOVE),
    ]
