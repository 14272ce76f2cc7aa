"""An office's sites: what each used month by month, as entered. Pure; `site_lines` makes activities of them.

Months that are blank are missing, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any

from footprint import numbers
from footprint.errors import CalculationError
from footprint.numbers import EXACT, FRACTION_DIGITS, rounded
from footprint.text import Text
from footprint.units import UNITS

MAX_SITES = 60


@dataclass(frozen=True, slots=True)
class Carrier:
    """What a site is billed for; `out` is the carrier of what it passed on of it."""

    id: str
    name: Text
    activity: str
    unit: str
    out: str = ""

    @property
    def unit_name(self) -> Text:
        """The unit in words."""
        return UNITS[self.unit].plural


_ALL = (
    Carrier("electricity", Text("购入电力", "Electricity"), "electricity", "kWh", "electricity_out"),
    Carrier("electricity_out", Text("其中转供电", "Passed on, electricity"), "", "kWh"),
    Carrier("natural_gas", Text("天然气", "Natural gas"), "natural_gas", "m3"),
    Carrier("heat", Text("外购热力", "Heat"), "heat", "GJ", "heat_out"),
    Carrier("heat_out", Text("其中转供热", "Passed on, heat"), "", "GJ"),
    Carrier("water", Text("自来水", "Water"), "water_supply", "m3"),
    Carrier("petrol", Text("汽油", "Petrol"), "petrol", "L"),
    Carrier("diesel", Text("柴油", "Diesel"), "diesel", "L"),
    Carrier("lpg", Text("液化石油气", "LPG"), "lpg", "kg"),
)  # fmt: skip
CARRIERS = {carrier.id: carrier for carrier in _ALL}
USUAL = ("electricity", "natural_gas", "water", "petrol")
"""What a new site is asked about."""

PERIODS = {"month": 12, "quarter": 4, "year": 1}

ORIGINS = {
    "bill": ("documented", Text("账单、发票", "bill or invoice")),
    "meter": ("measured", Text("抄表", "meter reading")),
    "ledger": ("documented", Text("台账、加油卡", "ledger or fuel card")),
    "estimate": ("estimated", Text("估计", "estimate")),
}
"""Where a figure comes from, and the data quality that this makes it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a carrier's figures come from: kind, document and the post that answers for them."""

    kind: str = ""
    document: str = ""
    post: str = ""

    @property
    def quality(self) -> str:
        """Data quality; unnamed figures are estimates."""
        return ORIGINS[self.kind][0] if self.kind else "estimated"


@dataclass(frozen=True, slots=True)
class Site:
    """A place with its bills. Amounts are plain decimals as text, blank where missing.

    `amounts` holds a row of `PERIODS[period]` texts for each carrier, `sums` the year's sum where
    only that is known; `extrapolated` the carriers whose missing months are to be filled in;
    `factor` (kgCO2/kWh, with its source) what stands in for the grid's where none is published.
    """

    name: str
    region: str
    area: str = ""
    people: str = ""
    period: str = "month"
    carriers: tuple[str, ...] = USUAL
    amounts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sums: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    extrapolated: tuple[str, ...] = ()
    green: str = ""
    certificates: str = ""
    factor: str = ""
    factor_source: str = ""

    def as_data(self) -> dict[str, Any]:
        """For JSON; `from_data` reads it back."""
        data = asdict(self)
        data["carriers"], data["extrapolated"] = list(self.carriers), list(self.extrapolated)
        data["amounts"] = {key: list(row) for key, row in self.amounts.items() if any(row)}
        data["sums"] = {key: text for key, text in self.sums.items() if text}
        return data

    def row(self, carrier: str) -> tuple[str, ...]:
        """A carrier's texts, one for each period of the year."""
        given = tuple(self.amounts.get(carrier, ()))
        return (given + ("",) * PERIODS[self.period])[: PERIODS[self.period]]

    def without_amounts(self) -> Site:
        """The same place for another year: what it is asked about, and no figures."""
        return replace(
            self, amounts={}, sums={}, extrapolated=(), green="", certificates="", factor="", factor_source=""
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """A carrier's year at one site: the known amounts by period, and which periods are missing."""

    known: Mapping[int, Decimal]
    missing: tuple[int, ...]
    total: Decimal

    @property
    def extrapolated(self) -> Decimal:
        """The average of the known periods for each missing one; nine decimals."""
        if not self.known or not self.missing:
            return Decimal(0)
        each = EXACT.divide(self.total, Decimal(len(self.known)))
        return rounded(EXACT.multiply(each, Decimal(len(self.missing))), places=FRACTION_DIGITS)


def from_data(data: Mapping[str, Any]) -> Site:
    """Read back what `Site.as_data` wrote."""
    return Site(
        **{
            **data,
            "carriers": tuple(data.get("carriers", USUAL)),
            "extrapolated": tuple(data.get("extrapolated", ())),
            "origins": {key: Origin(**item) for key, item in data.get("origins", {}).items()},
        }
    )


def read(site: Site, carrier: str) -> Reading:
    """A carrier's year at a site; raises CalculationError for what is no number or given twice."""
    row = site.row(carrier)
    whole = site.sums.get(carrier, "")
    if whole and any(row):
        raise _error(
            "months_and_sum", f"sums.{carrier}",
            "全年合计和分期数字只能填一种，否则会重复计算。",
            "Give either the periods or the year's sum; with both it would count twice.",
        )  # fmt: skip
    if whole:
        total = numbers.parse(whole, field=f"sums.{carrier}")
        return Reading({0: total}, (), total)
    known = {
        index: numbers.parse(text, field=f"amounts.{carrier}.{index}")
        for index, text in enumerate(row)
        if text
    }
    total = Decimal(0)
    for amount in known.values():
        total = EXACT.add(total, amount)
    missing = tuple(index for index, text in enumerate(row) if not text) if known else ()
    return Reading(known, missing, total)


def regrouped(row: Sequence[str], into: str) -> tuple[str, ...] | None:
    """A row in longer or shorter periods without losing anything; None where that can't be done."""
    wanted, parts = PERIODS[into], len(row)
    if not any(row):
        return ("",) * wanted
    if wanted > parts:
        return None
    size = parts // wanted
    groups = [row[start : start + size] for start in range(0, parts, size)]
    if any(any(group) and not all(group) for group in groups):
        return None
    return tuple(_added(group) if all(group) else "" for group in groups)


def check(site: Site) -> None:
    """Refuse a claim or a factor of one's own without evidence, and what was passed on but never bought."""
    for carrier in CARRIERS.values():
        if not carrier.out or read(site, carrier.id).known or not read(site, carrier.out).total:
            continue
        name = CARRIERS[carrier.out].name
        raise _error(
            "more_passed_on_than_bought", f"amounts.{carrier.out}.0",
            f"填写了{name.zh}，却没有{carrier.name.zh}。净购入量不能为负，请补填购入量。",
            f"{name.en} is filled in, but nothing bought. Net purchases can't be negative: give what was bought.",
        )  # fmt: skip
    if site.green and not site.certificates:
        raise _error(
            "evidence_required", "certificates",
            "主张绿电须填写绿证编号或绿电交易凭证编号。",
            "Green power is claimed with the numbers of its certificates or trades.",
        )  # fmt: skip
    if site.factor and not site.factor_source:
        raise _error("source_required", "factor_source", "自定义因子必须写明来源。",
                     "A custom factor must name its source.")  # fmt: skip


def filled(site: Site, carrier: str) -> tuple[int, int]:
    """How many periods of a carrier are filled, of how many; (0, 0) where it is not used."""
    reading = read(site, carrier)
    return len(reading.known), len(reading.known) + len(reading.missing)


def _added(texts: Sequence[str]) -> str:
    total = Decimal(0)
    for text in texts:
        total = EXACT.add(total, numbers.parse(text))
    return numbers.plain(total)


def _error(code: str, field: str, zh: str, en: str) -> CalculationError:
    return CalculationError(code, Text(zh, en), field=field)
