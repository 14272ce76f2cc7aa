"""Triggers that keep a submission's way in order, reviewers independent and opinions final."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")

REMOVE = """
DROP FUNCTION methodologies_opinion_guard, methodologies_assignment_guard, methodologies_document_guard,
    methodologies_submission_guard, methodologies_submission_begins, methodologies_conflict CASCADE;
DROP TRIGGER evidence_rows ON methodologies_opinion;
DROP TRIGGER evidence_table ON methodologies_opinion;
DROP TRIGGER evidence_rows ON methodologies_assignment;
DROP TRIGGER evidence_table ON methodologies_assignment;
DROP TRIGGER evidence_rows ON methodologies_expert;
DROP TRIGGER evidence_table ON methodologies_expert;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("methodologies", "0001_initial"),
        ("registry", "0004_methodology_guards"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL(GUARDS, REMOVE)
    ]
