"""What changes from one factor set to the next: rows, values, sources, and the defaults they touch. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from footprint import activities, guidelines, regions
from footprint.guidelines import Guideline
from footprint.numbers import EXACT, rounded
from footprint.sets import Factor, FactorSet
from footprint.text import Text

_SOURCE = ("source_title", "notice_number", "url", "licence", "published")
_MEANING = (
    "unit",
    "gas_basis",
    "quantity_kind",
    "category",
    "region",
    "year",
    "grade",
    "superseded_by",
)
_WORDS = ("name", "note")


@dataclass(frozen=True, slots=True)
class Change:
    """A row in both sets that is not the same; `columns` are those that differ."""

    old: Factor
    new: Factor
    columns: tuple[str, ...]

    @property
    def percent(self) -> Decimal | None:
        """By how much the value changed, one decimal; None if the unit did, or from zero."""
        if self.old.unit != self.new.unit or not self.old.value:
            return None
        more = EXACT.subtract(self.new.value, self.old.value)
        return rounded(EXACT.divide(more * 100, abs(self.old.value)), places=1)

    @property
    def of_value(self) -> bool:
        """Whether the number or its unit changed."""
        return not {"value", "unit"}.isdisjoint(self.columns)

    @property
    def of_source(self) -> bool:
        """Whether where the number comes from changed."""
        return not set(_SOURCE).isdisjoint(self.columns)


@dataclass(frozen=True, slots=True)
class Affected:
    """A guideline's default that gives another result with the new set; `new` is None if it is gone."""

    guideline: Text
    what: Text
    old: Factor
    new: Factor | None

    @property
    def percent(self) -> Decimal | None:
        """By how much a line of this default changes."""
        return Change(self.old, self.new, ()).percent if self.new else None


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs between two sets."""

    old: str
    new: str
    added: tuple[Factor, ...]
    removed: tuple[Factor, ...]
    changed: tuple[Change, ...]
    affected: tuple[Affected, ...]
    unchanged: int

    @property
    def is_empty(self) -> bool:
        """Whether the two sets hold the same rows."""
        return not (self.added or self.removed or self.changed)


@lru_cache(maxsize=8)
def compare(old: FactorSet, new: FactorSet) -> Difference:
    """The way from `old` to `new`, rows in the order of their sets."""
    changes = tuple(change for factor in old if (change := _change(factor, new)))
    kept = sum(factor.id in new.factors for factor in old)
    return Difference(
        old=old.id,
        new=new.id,
        added=tuple(factor for factor in new if factor.id not in old.factors),
        removed=tuple(factor for factor in old if factor.id not in new.factors),
        changed=changes,
        affected=tuple(_affected(old, new)),
        unchanged=kept - len(changes),
    )


def _change(old: Factor, new_set: FactorSet) -> Change | None:
    new = new_set.factors.get(old.id)
    if new is None:
        return None
    columns = tuple(
        name
        for name in ("value", *_MEANING, *_SOURCE, *_WORDS)
        if getattr(old, name) != getattr(new, name)
    )
    return Change(old, new, columns) if columns else None


def _affected(old: FactorSet, new: FactorSet) -> Iterator[Affected]:
    """Defaults named by a guideline, and the newest grid factor of every region."""
    for guideline in map(guidelines.load, guidelines.available()):
        yield from _defaults(guideline, old, new)
    electricity = activities.find("electricity").name
    for region in _regions(old):
        before, after = (
            found.select("electricity", "average_co2", region)[:1] for found in (old, new)
        )
        if before and before != after and _differs(before[0], after[0] if after else None):
            place = regions.name(region)
            yield Affected(electricity, place, before[0], after[0] if after else None)


def _defaults(guideline: Guideline, old: FactorSet, new: FactorSet) -> Iterator[Affected]:
    seen = set()
    for item in guideline.defaults:
        before, after = old.factors.get(item.factor), new.factors.get(item.factor)
        key = (item.activity, item.factor)
        if before is not None and key not in seen and _differs(before, after):
            seen.add(key)
            yield Affected(guideline.title, activities.find(item.activity).name, before, after)


def _differs(old: Factor, new: Factor | None) -> bool:
    return new is None or (old.value, old.unit) != (new.value, new.unit)


def _regions(factors: Iterable[Factor]) -> Iterator[str]:
    yield from dict.fromkeys(
        factor.region
        for factor in factors
        if factor.category == "electricity" and factor.quantity_kind == "average_co2"
    )
