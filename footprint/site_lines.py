"""From the sites to the lines of an inventory: one a carrier, labelled with site and period. Pure.

Missing months are counted and named, and filled in only where the user asks for it, as a line of
its own marked `extrapolated`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from footprint import numbers, sites
from footprint.errors import CalculationError
from footprint.inputs import ActivityInput, CustomFactor
from footprint.numbers import EXACT, FRACTION_DIGITS, rounded
from footprint.results import Result, Warning
from footprint.sites import CARRIERS, PERIODS, Carrier, Origin, Reading, Site
from footprint.text import Text

BETWEEN = " · "
"""Stands between a site's name and the period in the label of a line."""

_Note = tuple[str, Text] | None


def entered(given: Iterable[Mapping[str, Any]], *, year: int | None) -> list[ActivityInput]:
    """The activities of all sites; what of them counts is the boundary's to say.

    Raises CalculationError with the field, such as `sites.0.amounts.electricity.3`.
    """
    return [line for line, _note in _of_all(given, year)]


def noted(result: Result, given: Iterable[Mapping[str, Any]], *, year: int | None) -> Result:
    """The result with what its reader should know of the sites' data: periods missing or filled in."""
    notes = {(line.activity, line.label): note for line, note in _of_all(given, year) if note}
    more = []
    for index, line in enumerate(result.lines):
        found = notes.get((line.entered.activity, line.entered.label))
        if found is not None:
            more.append(Warning(found[0], found[1], index))
    return replace(result, warnings=(*result.warnings, *more))


def site_of(label: str, names: Iterable[str]) -> str:
    """The site that a line's label names, or nothing."""
    name = label.rpartition(BETWEEN)[0]
    return name if name in set(names) else ""


def _of_all(
    given: Iterable[Mapping[str, Any]], year: int | None
) -> Iterator[tuple[ActivityInput, _Note]]:
    for index, data in enumerate(given):
        try:
            yield from _of_site(sites.from_data(data), year)
        except CalculationError as error:
            raise error.at(f"sites.{index}") from error


def _of_site(site: Site, year: int | None) -> Iterator[tuple[ActivityInput, _Note]]:
    sites.check(site)
    for carrier in CARRIERS.values():
        reading = sites.read(site, carrier.id)
        if not carrier.activity or not reading.known:
            continue
        billed = _Billed(site, carrier, reading, _passed_on(site, carrier, reading), year)
        yield billed.line(), billed.missing_note()
        if billed.is_extrapolated:
            yield billed.extrapolated_line(), billed.extrapolated_note()


@dataclass(frozen=True, slots=True)
class _Away:
    """What was passed on in the periods whose purchases are known, and in those where they are missing."""

    known: Decimal = Decimal(0)
    missing: Decimal = Decimal(0)


def _passed_on(site: Site, carrier: Carrier, bought: Reading) -> _Away:
    """What was passed on counts against the purchases of its own periods only.

    A year's sum is divided over them evenly; a missing period without a figure takes the average.
    """
    away = sites.read(site, carrier.out) if carrier.out else Reading({}, (), Decimal(0))
    known, missing = Decimal(len(bought.known)), Decimal(len(bought.missing))
    if site.sums.get(carrier.out):
        part = _shared(away.total, known, known + missing)
        return _Away(part, EXACT.subtract(away.total, part))
    if site.sums.get(carrier.id):
        return _Away(away.total)
    met = sum((away.known.get(period, Decimal(0)) for period in bought.known), Decimal(0))
    each = _shared(met, Decimal(1), known)
    return _Away(met, sum((away.known.get(period, each) for period in bought.missing), Decimal(0)))


def _shared(amount: Decimal, parts: Decimal, whole: Decimal) -> Decimal:
    return rounded(EXACT.divide(EXACT.multiply(amount, parts), whole), places=FRACTION_DIGITS)


@dataclass(frozen=True, slots=True)
class _Billed:
    """One carrier's year at one site, and how much of it was passed on."""

    site: Site
    carrier: Carrier
    reading: Reading
    away: _Away
    year: int | None

    @property
    def is_extrapolated(self) -> bool:
        return self.carrier.id in self.site.extrapolated and bool(self.reading.missing)

    def line(self) -> ActivityInput:
        """What was billed, measured or estimated for the known periods."""
        origin = self.site.origins.get(self.carrier.id, Origin())
        options: dict[str, str] = {}
        evidence = [origin.document, origin.post]
        if self.away.known:
            options["passed_on"] = numbers.plain(self.away.known)
        if self.carrier.id == "electricity" and self.site.green:
            options["green_power"] = numbers.plain(numbers.parse(self.site.green, field="green"))
            evidence.append(self.site.certificates)
        return ActivityInput(
            self.carrier.activity,
            self.reading.total,
            self.carrier.unit,
            region=self.site.region,
            quality=origin.quality,
            label=self._label(sorted(self.reading.known)),
            evidence="; ".join(text for text in evidence if text),
            options=options,
            factor=self._own_factor(),
        )

    def extrapolated_line(self) -> ActivityInput:
        """The missing periods: the average of the others, less what was passed on in them."""
        known, missing = len(self.reading.known), len(self.reading.missing)
        away = self.away.missing
        options = {"passed_on": numbers.plain(away)} if away else {}
        return replace(
            self.line(),
            value=self.reading.extrapolated,
            quality="extrapolated",
            label=self._label(self.reading.missing),
            evidence=f"{numbers.grouped(self.reading.total)} ÷ {known} × {missing}",
            options=options,
        )

    def extrapolated_note(self) -> _Note:
        """How the missing periods were filled in."""
        known, missing = len(self.reading.known), len(self.reading.missing)
        text = Text(
            f"{self.site.name}：{self.carrier.name.zh}缺 {missing} 期，按已有 {known} 期的平均值外推。",
            f"{self.site.name}: {self.carrier.name.en.lower()}, {missing} missing periods filled in "
            f"with the average of the other {known}.",
        )
        return "extrapolated", text

    def missing_note(self) -> _Note:
        """“10 of 12 months: 2 missing”, unless a line of their own fills them in."""
        if not self.reading.missing or self.is_extrapolated:
            return None
        known, whole = len(self.reading.known), PERIODS[self.site.period]
        spans = _spans(self.reading.missing)
        months = self.site.period == "month"
        zh, en = ("个月", "months") if months else ("个季度", "quarters")
        text = Text(
            f"{self.site.name}：{self.carrier.name.zh} {whole} {zh}中有 {known} 个，"
            f"缺 {whole - known} 个（第 {spans} {zh[1:]}），没有计入。",
            f"{self.site.name}: {self.carrier.name.en.lower()} for {known} of {whole} {en}, "
            f"{whole - known} missing (no. {spans}), which count nothing.",
        )
        return "periods_missing", text

    def _label(self, periods: Sequence[int]) -> str:
        """“Head office · 2025.1–10”: the periods a line stands for."""
        when = str(self.year) if self.year else ""
        if not self.site.sums.get(self.carrier.id) and len(periods) < PERIODS[self.site.period]:
            when += f".{'Q' if self.site.period == 'quarter' else ''}{_spans(periods)}"
        return f"{self.site.name}{BETWEEN}{when}"

    def _own_factor(self) -> CustomFactor | None:
        if self.carrier.id != "electricity" or not self.site.factor:
            return None
        value = numbers.parse(self.site.factor, field="factor")
        return CustomFactor(value, "kgCO2/kWh", self.site.factor_source)


def _spans(periods: Sequence[int]) -> str:
    """Zero-based periods as people write them: `1–3, 5`."""
    runs: list[list[int]] = []
    for period in periods:
        if runs and period == runs[-1][-1] + 1:
            runs[-1].append(period)
        else:
            runs.append([period])
    return ", ".join(
        f"{run[0] + 1}–{run[-1] + 1}" if len(run) > 1 else f"{run[0] + 1}" for run in runs
    )
