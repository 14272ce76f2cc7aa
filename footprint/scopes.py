"""An organization's result by scope: direct, energy indirect, other indirect; the guideline's own total apart.

The scope of a line is its GHG Protocol scope; the guideline's total is the sum of the source classes
it requires (fuel, net electricity, net heat). Pure but for the frozen view it reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from footprint import guidelines, site_lines
from footprint.green import MARKET
from footprint.numbers import EXACT, plain, rounded
from footprint.queries import FootprintView, LineView
from footprint.text import Text

NAMES = {
    "1": Text("范围一：直接排放", "Scope 1: direct"),
    "2": Text("范围二：能源间接排放", "Scope 2: energy indirect"),
    "3": Text("其他间接排放（范围三）", "Other indirect (scope 3)"),
}
GUIDELINE = Text("指南口径合计", "The guideline's own total")
APART = Text("单列部分（指南之外）", "Stated apart (outside the guide)")
ALL = Text("全部", "Everything together")


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """A sum of kilograms with its figures per person and square metre; None where the divisor is not known."""

    id: str
    name: Text
    kg: Decimal
    per_person: Decimal | None
    per_m2: Decimal | None


@dataclass(frozen=True, slots=True)
class SiteSum:
    """What the lines of one site come to."""

    name: str
    kg: Decimal


@dataclass(frozen=True, slots=True)
class Scopes:
    """The sums of an organization's year; `rows` are the three scopes, which add up to `everything`."""

    guideline: ScopeRow
    apart: ScopeRow
    everything: ScopeRow
    rows: tuple[ScopeRow, ...]
    market: Decimal | None
    """Scope 2 market-based; None where no green power is claimed."""
    people: int | None
    area: Decimal | None
    sites: tuple[SiteSum, ...]

    @property
    def location(self) -> Decimal:
        """Scope 2 location-based."""
        return self.rows[1].kg

    def as_data(self) -> dict[str, Any]:
        """For JSON: decimal strings, kilograms."""
        return {
            "guideline_total_kg": plain(self.guideline.kg),
            "stated_apart_kg": plain(self.apart.kg),
            "everything_kg": plain(self.everything.kg),
            "scope_1_kg": plain(self.rows[0].kg),
            "scope_2_location_kg": plain(self.location),
            "scope_2_market_kg": None if self.market is None else plain(self.market),
            "other_indirect_kg": plain(self.rows[2].kg),
            "people": self.people,
            "area_m2": None if self.area is None else plain(self.area),
            "per_person_kg": {row.id: _plain(row.per_person) for row in self._all()},
            "per_m2_kg": {row.id: _plain(row.per_m2) for row in self._all()},
            "sites": [{"name": site.name, "kg": plain(site.kg)} for site in self.sites],
        }

    def _all(self) -> tuple[ScopeRow, ...]:
        return (self.guideline, self.apart, *self.rows, self.everything)


def of(view: FootprintView) -> Scopes | None:
    """The scopes of an organization's footprint; None for events and people."""
    guideline = guidelines.load(view.guideline, view.guideline_version)
    if guideline.subject != "organization":
        return None
    required = {item.id for item in guideline.classes if item.part == "required"}
    places = view.inputs.get("sites") or []
    people, area = view.participants, _area(places)

    def row(id: str, name: Text, lines: Iterable[LineView]) -> ScopeRow:
        kg = _sum(line.kg for line in lines)
        return ScopeRow(id, name, kg, _per(kg, people), _per(kg, area))

    inside = [line for line in view.lines if line.source_class in required]
    outside = [line for line in view.lines if line.source_class not in required]
    return Scopes(
        guideline=row("guideline", GUIDELINE, inside),
        apart=row("apart", APART, outside),
        everything=row("everything", ALL, view.lines),
        rows=tuple(
            row(
                f"scope_{scope}",
                name,
                (line for line in view.lines if line.ghg_protocol[0] == scope),
            )
            for scope, name in NAMES.items()
        ),
        market=_market(view.lines),
        people=people,
        area=area,
        sites=_sites(view.lines, [str(place["name"]) for place in places]),
    )


def _market(lines: Iterable[LineView]) -> Decimal | None:
    """Scope 2 with each electricity line's market-based figure, heat as it is."""
    bought = [line for line in lines if line.ghg_protocol[0] == "2"]
    beside = [
        next((Decimal(memo["kg"]) for memo in line.memos if memo["id"] == MARKET), None)
        for line in bought
    ]
    if not any(kg is not None for kg in beside):
        return None
    return _sum(line.kg if kg is None else kg for line, kg in zip(bought, beside, strict=True))


def _sites(lines: Iterable[LineView], names: list[str]) -> tuple[SiteSum, ...]:
    sums = dict.fromkeys(names, Decimal(0))
    for line in lines:
        name = site_lines.site_of(line.label, names)
        if name:
            sums[name] = EXACT.add(sums[name], line.kg)
    return tuple(SiteSum(name, kg) for name, kg in sums.items())


def _area(places: list[dict[str, Any]]) -> Decimal | None:
    """The floor area of all sites; None while one of them has none, for a part would mislead."""
    if not places or not all(place.get("area") for place in places):
        return None
    return _sum(Decimal(place["area"]) for place in places) or None


def _per(kg: Decimal, divisor: Decimal | int | None) -> Decimal | None:
    return rounded(EXACT.divide(kg, Decimal(divisor)), places=3) if divisor else None


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)
