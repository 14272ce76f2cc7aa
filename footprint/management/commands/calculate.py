"""`manage.py calculate FILE`: the API's calculation from a JSON file, or of an attendance file."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from footprint import requests, travel
from footprint.errors import CalculationError


class Command(BaseCommand):
    """Prints the result as JSON."""

    help = "Compute a footprint from a JSON document (as for the API), a CSV or an XLSX of travel."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and what an attendance file cannot say."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--guideline", default="mee-2019-19")
        parser.add_argument("--region", default="CN-GD")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, compute, print."""
        try:
            answer = requests.answer(_document(options["file"], options))
        except CalculationError as error:
            raise CommandError(f"{error.code} at {error.field or 'the file'}: {error}") from error
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))


def _document(path: Path, options: dict[str, Any]) -> dict[str, Any]:
    if path.suffix.casefold() == ".json":
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"), parse_float=str)
        return document
    reading = travel.read(path.name, path.read_bytes())
    if reading.errors:
        first = reading.errors[0]
        raise CommandError(
            f"{reading.error_count} bad rows; row {first.row}, {first.column}: {first.message.en}"
        )
    activities = [item.as_data() for item in travel.activities(reading)]
    return {
        "guideline": options["guideline"],
        "region": options["region"],
        "activities": activities,
    }
