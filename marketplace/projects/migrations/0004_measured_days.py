"""Nothing is measured before its project began, and nothing is issued that was not measured."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
REMOVE = "DROP FUNCTION projects_version_days, projects_issuance_days CASCADE; DROP FUNCTION projects_unmeasured;"


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("projects", "0003_takes_part"),
        ("registry", "0014_after_the_fact"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARDS, REMOVE)
    ]
