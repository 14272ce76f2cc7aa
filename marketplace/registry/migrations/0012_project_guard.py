"""A trigger that keeps what batches and log name of a project."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")

REMOVE = """
DROP FUNCTION registry_project_guard CASCADE;
DROP TRIGGER evidence_rows ON registry_project;
DROP TRIGGER evidence_table ON registry_project;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("registry", "0011_revision_guard")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARDS, REMOVE)
    ]
