"""Worked examples from outside, as data: one folder with a case.toml each. Adding one is adding a folder.

A case names its `title`, `source` and `licence`, and what must come out of `activity` tables, of a `file` of
attendance, or of `flight` tables. What may be expected, any of:

- `published_t`: the published tonnes, to the digits that are printed; `total_kg_exact`, `total_kg`, `passenger_km`
- `band`: the lines one by one; `people_in_rows` with `people_wrongly_stated`
- `flags`: codes of warnings; `refused`: code and field of the refusal
- `wrongly_stated_t`: a published figure that is wrong, which ours must differ from unless it is flagged
"""

import csv
import io
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from footprint import requests, sets, travel
from footprint.calculation import calculate
from footprint.results import Result

FOLDER = Path(__file__).parent / "cases"
EXPECTATIONS = {
    "published_t", "total_kg_exact", "total_kg", "flags", "refused", "wrongly_stated_t", "flight",
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A worked example and what it must come to."""

    name: str
    data: dict[str, Any]

    @property
    def file(self) -> Path:
        """The attendance file of the example."""
        return FOLDER / self.name / self.data["file"]

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows of the attendance file that count, as they are written."""
        rows = csv.DictReader(io.StringIO(self.file.read_text(encoding="utf-8")))
        return [row for row in rows if row["From"] == self.data.get("only_from", row["From"])]

    @property
    def people(self) -> Decimal:
        """People in the rows, with their fractions."""
        return sum(Decimal(row["People"]) * Decimal(row["Fraction"]) for row in self.rows)

    def result(self) -> Result:
        """The example computed by us."""
        guideline, region = self.data["guideline"], self.data.get("region", "")
        if "file" in self.data:
            reading = travel.read(self.file.name, self._content())
            assert not reading.errors
            return calculate(guideline, sets.load(), travel.activities(reading), region=region)
        document = {"guideline": guideline, "region": region, "activities": self.data["activity"]}
        return requests.run(document)

    def _content(self) -> bytes:
        if "only_from" not in self.data:
            return self.file.read_bytes()
        out = io.StringIO()
        writer = csv.DictWriter(out, list(self.rows[0]))
        writer.writeheader()
        writer.writerows(self.rows)
        return out.getvalue().encode()


def load(name: str) -> Case:
    """The example of this name."""
    return Case(name, tomllib.loads((FOLDER / name / "case.toml").read_text(encoding="utf-8")))


ALL = [load(path.parent.name) for path in sorted(FOLDER.glob("*/case.toml"))]
EGU = load("egu-2019")
