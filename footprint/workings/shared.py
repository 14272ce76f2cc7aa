"""What the sheets of the workings share: the footprint, and where in the book its factors and lines are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from footprint.numbers import EXACT
from footprint.queries import FootprintView
from footprint.text import from_data
from footprint.workings.book import Formula
from look.templatetags.look import localname

Key = tuple[str, str, str, str]


@dataclass
class Workings:
    """The footprint on its way into a book: which row each factor and line has got."""

    view: FootprintView
    names: Mapping[str, str]
    factor_rows: dict[Key, int] = field(default_factory=dict)
    first: int = 0
    last: int = 0

    def factor(self, used: Mapping[str, Any]) -> str:
        """The cell that holds a factor's value."""
        return f"'{self.names['factors']}'!$D${self.factor_rows[key_of(used)]}"

    def column(self, letter: str) -> str:
        """One column of the lines."""
        return f"'{self.names['lines']}'!${letter}${self.first}:${letter}${self.last}"

    def sum_if(self, letter: str, value: str, kg: Decimal) -> Formula:
        """The lines' kilograms where a column holds exactly this; our own codes and words only."""
        return Formula(f'=SUMPRODUCT(({self.column(letter)}="{value}")*{self.column("M")})', kg)


def key_of(used: Mapping[str, Any]) -> Key:
    """What makes two used factors the same row."""
    return str(used["id"]), str(used["value"]), str(used["unit"]), str(used["source"])


def words(data: object) -> str:
    """A stored text in the reader's language."""
    return localname(from_data(data))


def total_of(kilograms: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    total = Decimal(0)
    for kg in kilograms:
        total = EXACT.add(total, kg)
    return total
