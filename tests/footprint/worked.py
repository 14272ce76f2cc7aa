"""Worked examples from outside, as data: one folder with a case.toml each. Adding one is adding a folder."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from footprint import requests, sets, travel
from footprint.calculation import calculate
from footprint.results import Result

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """A worked example and what it must come to."""

    name: str
    data: dict[str, Any]

    @property
    def file(self) -> Path:
        """The attendance file of the example."""
        return FOLDER / self.name / self.data["file"]

    def result(self) -> Result:
        """The example computed by us."""
        guideline, region = self.data["guideline"], self.data.get("region", "")
        if "file" in self.data:
            reading = travel.read(self.file.name, self.file.read_bytes())
            assert not reading.errors
            return calculate(guideline, sets.load(), travel.activities(reading), region=region)
        document = {"guideline": guideline, "region": region, "activities": self.data["activity"]}
        return requests.run(document)


def load(name: str) -> Case:
    """The example of this name."""
    return Case(name, tomllib.loads((FOLDER / name / "case.toml").read_text(encoding="utf-8")))


ALL = [load(path.parent.name) for path in sorted(FOLDER.glob("*/case.toml"))]
EGU = load("egu-2019")
