"""Bands outside which a number is probably a slip of unit or decimal point. Warnings, not refusals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from footprint.activities import ACTIVITIES
from footprint.guidelines import Guideline
from footprint.numbers import EXACT, grouped, plain
from footprint.results import CUSTOM_GRADE, Line, Warning
from footprint.text import Text
from footprint.units import UNITS, Unit, factor_unit

FUELS = {activity.id for activity in ACTIVITIES.values() if activity.categories == ("fuel",)}

FACTOR_BANDS: dict[str, tuple[str, str]] = {
    "kWh": ("0", "1.5"),
    "GJ": ("0", "200"),
    "passenger-km": ("0", "0.8"),
    "vehicle-km": ("0", "2"),
    "tonne-km": ("0", "3"),
    "room-night": ("1", "300"),
    "meal": ("0.1", "15"),
    "participant-hour": ("0", "1"),
    "m3": ("0", "5"),
    "kg": ("0", "50"),
    "person": ("0", "10000"),
}
"""Kilograms per unit: wider than every published value that we hold, by a factor of about two."""

FUEL_BANDS: dict[str, tuple[str, str]] = {"kg": ("1", "7"), "m3": ("1", "5"), "L": ("1", "6")}
"""Kilograms per unit of a fuel: published values are 2.3 to 3.2 per kg and 2.2 per m³; a slip of units shows."""


def of_line(line: Line, index: int) -> Iterator[Warning]:
    """What a reader should know about one line's factors."""
    for factor in line.factors:
        if factor.grade == CUSTOM_GRADE:
            yield from _custom(
                factor.value, factor.unit, index, fuel=line.entered.activity in FUELS
            )
        elif factor.grade == "D":
            yield Warning(
                "weak_factor",
                Text(f"因子“{factor.name.zh}”来源较弱（D 级），有更好的数据请替换。",
                     f"The factor “{factor.name.en}” rests on weak sources (grade D); replace it if you can."),
                index,
            )  # fmt: skip


def of_kinds(lines: Sequence[Line]) -> Iterator[Warning]:
    """Electricity by the average factor and by the residual one in one total: two kinds that never add up."""
    used = {
        factor.quantity_kind
        for line in lines
        if line.entered.activity == "electricity"
        for factor in line.factors
    }
    if {"average_co2", "excl_market_nonfossil"} <= used:
        yield Warning(
            "mixed_electricity_kinds",
            Text("合计中同时用了平均电力因子和剩余电量因子，绿电会被重复计算。请统一口径，或在用电行填写绿电电量。",
                 "The total mixes the average and the residual electricity factor, which counts green power twice. "
                 "Use one of them, or state the green power with the electricity."),
        )  # fmt: skip


def of_total(
    total: Decimal, *, guideline: Guideline, participants: int | None
) -> Iterator[Warning]:
    """Whether the total per participant, or per person and year, is in the guideline's band."""
    per = "participant" if guideline.subject == "event" else "person_year"
    band = guideline.band(per)
    if band is None or not participants or not total:
        return
    each = EXACT.divide(total, Decimal(participants))
    if band.low <= each <= band.high:
        return
    shown = grouped(each, places=3)
    low, high = plain(band.low), plain(band.high)
    who = (
        Text("每位参加者", "participant")
        if per == "participant"
        else Text("每人每年", "person and year")
    )
    yield Warning(
        "implausible_total",
        Text(f"合计相当于{who.zh} {shown} 千克，不在常见范围 {low}–{high} 千克之内，请检查单位和小数点。",
             f"The total is {shown} kg per {who.en}, outside the usual {low} to {high} kg; check units and points."),
    )  # fmt: skip


def _custom(value: Decimal, unit: str, index: int, *, fuel: bool) -> Iterator[Warning]:
    yield Warning(
        "custom_factor",
        Text(
            "使用了自定义因子，其来源由填报人负责。",
            "A custom factor was used; the user answers for its source.",
        ),
        index,
    )
    taken = factor_unit(unit)
    if taken is None:
        return
    per = _base(taken.per) if fuel else taken.per
    band = (FUEL_BANDS if fuel else FACTOR_BANDS).get(per.code)
    per_unit = EXACT.divide(EXACT.multiply(value, taken.kilograms), taken.per.size / per.size)
    if band is None or Decimal(band[0]) <= per_unit <= Decimal(band[1]):
        return
    name = per.name
    shown = grouped(per_unit, places=9)
    yield Warning(
        "implausible_factor",
        Text(f"自定义因子为每{name.zh} {shown} 千克，常见范围是 {band[0]}–{band[1]}，可能差了数量级。",
             f"The custom factor is {shown} kg per {name.en}; {band[0]} to {band[1]} is usual. Check its magnitude."),
        index,
    )  # fmt: skip


def _base(unit: Unit) -> Unit:
    """Litres stay litres; other units of a fuel are judged per kilogram or cubic metre."""
    base = {"mass": "kg", "volume": "m3"}.get(unit.dimension, unit.code)
    return unit if unit.code == "L" else UNITS[base]
