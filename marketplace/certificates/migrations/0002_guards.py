"""Triggers that keep the paper as it was made."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")

REMOVE = """
DROP FUNCTION certificates_file_guard CASCADE;
DROP TRIGGER evidence_rows ON certificates_certificatefile;
DROP TRIGGER evidence_table ON certificates_certificatefile;
DROP TRIGGER evidence_rows ON certificates_annotation;
DROP TRIGGER evidence_table ON certificates_annotation;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("certificates", "0001_initial"),
        ("registry", "0002_guards"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [migrations.RunSQL(GUARDS, REMOVE)]
