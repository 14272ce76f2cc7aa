"""The facts on a workbook's first sheet: read, or wrong with the cell and the way out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from footprint import regions
from footprint.assumptions import MAX_DAYS, MAX_PARTICIPANTS
from footprint.attendance.columns import key
from footprint.errors import CalculationError
from footprint.files.cells import shown
from footprint.files.problems import number, problem
from footprint.text import Text
from footprint.workbook.columns import FACTS

BOUNDS = {"participants": (1, MAX_PARTICIPANTS), "days": (1, MAX_DAYS), "year": (2015, 2100)}
TITLE_MOST = 160


@dataclass(frozen=True, slots=True)
class FactProblem:
    """A cell of the first sheet that says nothing usable."""

    cell: str
    name: Text
    message: Text

    def as_data(self) -> dict[str, object]:
        """For an import's result."""
        return {"cell": self.cell, "name": self.name.as_data(), "message": self.message.as_data()}


def read(said: Mapping[str, Mapping[str, str]]) -> tuple[dict[str, str], list[FactProblem]]:
    """What the first sheet says, as plain text, and what of it cannot be used."""
    names = {column.id: Text(column.zh, column.en) for column in FACTS}
    found: dict[str, str] = {}
    wrong: list[FactProblem] = []
    for name, cell in said.items():
        try:
            found[name] = _fact(name, cell["text"])
        except CalculationError as error:
            wrong.append(FactProblem(cell["cell"], names[name], error.message))
    return found, wrong


def _fact(name: str, text: str) -> str:
    if name == "region":
        return _province(shown(text))
    if name == "title":
        return shown(text)[:TITLE_MOST]
    low, high = BOUNDS[name]
    value = number(text, name)
    if value != int(value) or not low <= value <= high:
        raise problem(name, "out_of_range", f"请填写 {low} 至 {high} 之间的整数。",
                      f"A whole number from {low} to {high}.")  # fmt: skip
    return str(int(value))


def _province(text: str) -> str:
    """The code of a province, by code or name, with or without 省 and 市; raises CellError when unknown."""
    word = key(text)
    for code, place in regions.PROVINCES.items():
        if (
            word in (code.casefold(), key(place.zh), key(place.en))
            or word.rstrip("省市") == place.zh
        ):
            return code
    raise problem("region", "unknown_region", f"不认识省份“{text[:20]}”。请从下拉列表中选择。",
                  f"Unknown province “{text[:20]}”. Choose one from the list.")  # fmt: skip
