"""Worked examples from outside, as data: one folder with a case.toml each."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """A worked example and what it must come to."""

    name: str
    data: dict[str, Any]

    @property
    def file(self) -> Path:
        return FOLDER / self.name / self.data["file"]


def load(name: str) -> Case:
    return Case(name, tomllib.loads((FOLDER / name / "case.toml").read_text(encoding="utf-8")))


ALL = [load(path.parent.name) for path in sorted(FOLDER.glob("*/case.toml"))]
EGU = load("egu-2019")
