"""`manage.py calculate FILE`: a JSON document as for the API, an attendance file, or an inventory workbook."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from footprint import requests, travel
from footprint.drafts import GUIDELINES
from footprint.errors import CalculationError
from footprint.inputs import ActivityInput
from footprint.travel.reader import CellProblem
from footprint.workbook import reader as workbook


class Command(BaseCommand):
    """Prints the result as JSON."""

    help = "Compute a footprint from JSON (as for the API), a CSV or XLSX of travel, or a filled-in workbook."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and what a spreadsheet cannot say."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--guideline", default="mee-2019-19")
        parser.add_argument("--region", default="", help="CN-GD unless the workbook says another")

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
    activities, said = _spreadsheet(path, options["guideline"])
    return {
        "guideline": options["guideline"],
        "region": options["region"] or said.get("region", "CN-GD"),
        "participants": int(said["participants"]) if said.get("participants") else None,
        "activities": [item.as_data() for item in activities],
    }


def _spreadsheet(path: Path, guideline: str) -> tuple[list[ActivityInput], dict[str, str]]:
    """The activities of a workbook, or of a list of journeys, and what it says of its subject."""
    content = path.read_bytes()
    form = next((form for form, rules in GUIDELINES.items() if rules == guideline), "event")
    try:
        whole = workbook.read(form, path.name, content)
    except CalculationError as error:
        if error.code != "file_refused":
            raise
        reading = travel.read(path.name, content)  # which says best what is missing
        _stop_at_errors(reading.bad_count, reading.errors)
        return travel.activities(reading), {}
    problems = [problem for bad in whole.bad_rows for problem in bad.problems]
    problems += whole.travel.errors if whole.travel else ()
    _stop_at_errors(whole.bad_count, tuple(problems))
    return list(whole.activities), dict(whole.basics)


def _stop_at_errors(count: int, problems: tuple[CellProblem, ...]) -> None:
    if count:
        first = problems[0]
        where = f"{first.cell or f'row {first.row}'} ({first.heading or first.column})"
        raise CommandError(f"{count} bad rows; {where}: {first.message.en}")
