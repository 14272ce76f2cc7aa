"""An office's sites as its pages list them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from footprint import regions, site_lines, sites
from footprint.drafts import Draft
from footprint.errors import CalculationError
from footprint.numbers import EXACT
from footprint.results import Result
from footprint.sites import CARRIERS, PERIODS, Site
from footprint.text import Text


@dataclass(frozen=True, slots=True)
class Completeness:
    """A carrier with its filled periods: “electricity 10 of 12”."""

    name: Text
    known: int
    periods: int

    @property
    def missing(self) -> int:
        """How many are blank."""
        return self.periods - self.known


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site in the list: what it is, how complete, and what it comes to so far."""

    number: int
    name: str
    region: Text
    area: str
    people: str
    carriers: tuple[Completeness, ...]
    kg: Decimal | None


def rows(draft: Draft, result: Result | None) -> tuple[SiteRow, ...]:
    """All sites of a draft; kilograms are None while the calculation asks for something."""
    return tuple(
        _row(number, sites.from_data(item), result) for number, item in enumerate(draft.sites, 1)
    )


def _row(number: int, site: Site, result: Result | None) -> SiteRow:
    return SiteRow(
        number=number,
        name=site.name,
        region=regions.name(site.region),
        area=site.area,
        people=site.people,
        carriers=tuple(_completeness(site)),
        kg=None if result is None else kilograms(result, site.name),
    )


def kilograms(result: Result, name: str) -> Decimal:
    """What the lines of one site come to."""
    total = Decimal(0)
    for line in result.lines:
        if site_lines.site_of(line.entered.label, (name,)):
            total = EXACT.add(total, line.kg)
    return total


def _completeness(site: Site) -> list[Completeness]:
    found = []
    for carrier in CARRIERS.values():
        if not carrier.activity:
            continue
        try:
            known, periods = sites.filled(site, carrier.id)
        except CalculationError:
            known, periods = 0, PERIODS[site.period]
        if periods:
            found.append(Completeness(carrier.name, known, periods))
    return found
