"""Published factor sets: folders of CSV rows under a TOML head, read only and never changed.

A set is identified by its id and by the sha256 over all its files, which a stored footprint
keeps, so that a result can always be recomputed with the very numbers it was made from.
"""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from footprint.errors import CalculationError
from footprint.regions import PROVINCES
from footprint.text import Text

FOLDER = Path(__file__).parent
CURRENT = "2026.1"

GRADES = ("A", "B", "C", "D")


@dataclass(frozen=True, slots=True)
class Factor:
    """One sourced number: an emission factor, or a parameter that a formula needs."""

    id: str
    category: str
    name: Text
    value: Decimal
    unit: str
    gas_basis: str
    quantity_kind: str
    region: str
    year: int
    published: str
    source_title: str
    notice_number: str
    url: str
    licence: str
    grade: str
    note: str
    superseded_by: str = ""

    @property
    def is_proxy(self) -> bool:
        """Whether the number describes another country (grade C)."""
        return self.grade == "C"

    @property
    def is_weak(self) -> bool:
        """Whether the number rests on literature, conflicting copies or memory (grade D)."""
        return self.grade == "D"


@dataclass(frozen=True, eq=False)
class FactorSet:
    """A set of factors; read once and never changed, so what follows from it is cached by the object itself."""

    id: str
    title: Text
    note: Text
    published: str
    gwp_basis: str
    predecessor: str
    sha256: str
    factors: Mapping[str, Factor]
    _groups: Mapping[tuple[str, str, str], tuple[Factor, ...]] = field(repr=False)

    def __iter__(self) -> Iterator[Factor]:
        """All factors in the order of the files."""
        return iter(self.factors.values())

    def __len__(self) -> int:
        """How many rows the set holds."""
        return len(self.factors)

    def get(self, factor_id: str, *, field: str = "factor_id") -> Factor:
        """The factor of this id; raises CalculationError `unknown_factor`."""
        factor = self.factors.get(factor_id)
        if factor is None:
            message = Text(
                f"因子集 {self.id} 中没有因子“{factor_id[:60]}”。",
                f"Factor set {self.id} has no factor “{factor_id[:60]}”.",
            )
            raise CalculationError("unknown_factor", message, field=field)
        return factor

    def select(self, category: str, kind: str, region: str) -> tuple[Factor, ...]:
        """Rows of one category, kind and region that are not superseded, newest year first."""
        return self._groups.get((category, kind, region), ())


def load(set_id: str | None = None) -> FactorSet:
    """Read a published set, by default the current one; raises CalculationError `unknown_factor_set`."""
    set_id = CURRENT if set_id is None else set_id
    if set_id not in available():
        message = Text(f"没有因子集“{set_id[:20]}”。", f"There is no factor set “{set_id[:20]}”.")
        raise CalculationError("unknown_factor_set", message, field="factor_set")
    return _published(FOLDER / set_id)


def read(folder: Path) -> FactorSet:
    """Read a set from any folder: one that is being prepared and not yet published.

    Only a set in `available()` can be used in a calculation by its id; this is for checks and differences.
    """
    head = tomllib.loads((folder / "set.toml").read_text(encoding="utf-8"))
    factors = {factor.id: factor for factor in _rows(folder, head)}
    return FactorSet(
        id=head["id"],
        title=Text(head["title_zh"], head["title_en"]),
        note=Text(head["note_zh"], head["note_en"]),
        published=head["published"],
        gwp_basis=head["gwp_basis"],
        predecessor=head["predecessor"],
        sha256=digest(folder),
        factors=factors,
        _groups=_grouped(factors),
    )


def available() -> tuple[str, ...]:
    """The ids of all published sets, oldest first."""
    return _ids(FOLDER)


_published = lru_cache(maxsize=8)(read)
"""A published folder never changes, so each is read once a process."""


@lru_cache(maxsize=8)
def _ids(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(head.parent.name for head in folder.glob("*/set.toml")))


def without_grid_factor(factor_set: FactorSet) -> Iterator[str]:
    """Provinces for which no official grid factor exists: there the user is asked and nothing is assumed."""
    for region in PROVINCES:
        if not factor_set.select("electricity", "average_co2", region):
            yield region


def digest(folder: Path) -> str:
    """The sha256 over the names and contents of all files of a set, in the order of their names."""
    total = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in (".toml", ".csv"):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            total.update(f"{path.name} {content}\n".encode())
    return total.hexdigest()


def _rows(folder: Path, head: dict[str, Any]) -> Iterator[Factor]:
    superseded: dict[str, str] = head.get("superseded", {})
    for entry in head["file"]:
        content = (folder / entry["name"]).read_text(encoding="utf-8")
        for row in csv.DictReader(io.StringIO(content)):
            yield _factor(row, superseded.get(row["id"], ""))


def _factor(row: dict[str, str], superseded_by: str) -> Factor:
    return Factor(
        id=row["id"],
        category=row["category"],
        name=Text(row["name_zh"], row["name_en"]),
        value=Decimal(row["value"]),
        unit=row["unit"],
        gas_basis=row["gas_basis"],
        quantity_kind=row["quantity_kind"],
        region=row["region"],
        year=int(row["year"]),
        published=row["published"],
        source_title=row["source_title"],
        notice_number=row["notice_number"],
        url=row["url"],
        licence=row["licence"],
        grade=row["grade"],
        note=row["note"],
        superseded_by=superseded_by,
    )


def _grouped(factors: Mapping[str, Factor]) -> dict[tuple[str, str, str], tuple[Factor, ...]]:
    groups: dict[tuple[str, str, str], list[Factor]] = {}
    for factor in factors.values():
        if not factor.superseded_by:
            groups.setdefault((factor.category, factor.quantity_kind, factor.region), []).append(
                factor
            )
    return {
        key: tuple(sorted(rows, key=lambda factor: (-factor.year, factor.id)))
        for key, rows in groups.items()
    }
