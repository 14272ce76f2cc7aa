"""From rows to activities: rows that travel alike are added up exactly before any factor is applied.

So the order of rows, and how they are split over files, cannot change the result.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from footprint.inputs import ActivityInput, CustomFactor
from footprint.numbers import EXACT, FRACTION_DIGITS, plain, rounded
from footprint.travel.reader import Reading, TravelRow

_Key = tuple[str, tuple[tuple[str, str], ...], Decimal | None, str]


def activities(
    *readings: Reading,
    quality: str = "documented",
    stage: str = "hold",
    source_class: str = "transport",
) -> list[ActivityInput]:
    """The activities of one or several files, in a fixed order; value in passenger-km.

    `source_class` is used for rows that have nothing but their own factor.
    """
    evidence = ", ".join(
        sorted(f"{reading.name} sha256:{reading.sha256[:16]}" for reading in readings)
    )
    sums = totals(row for reading in readings for row in reading.rows)
    return [
        _activity(
            key,
            kilometres,
            quality=quality,
            stage=stage,
            evidence=evidence[:200],
            source_class=source_class,
        )
        for key, kilometres in sorted(sums.items(), key=lambda item: _order(item[0]))
    ]


def totals(rows: Iterable[TravelRow]) -> dict[_Key, Decimal]:
    """Passenger-km of rows that share activity, answers and factor."""
    sums: dict[_Key, Decimal] = {}
    for row in rows:
        key = (row.activity, row.options, row.factor, row.factor_source)
        sums[key] = EXACT.add(sums.get(key, Decimal(0)), row.passenger_km)
    return sums


def _order(key: _Key) -> tuple[object, ...]:
    activity, options, factor, source = key
    return (activity, options, factor is None, factor or Decimal(0), source)


def _activity(
    key: _Key, kilometres: Decimal, *, quality: str, stage: str, evidence: str, source_class: str
) -> ActivityInput:
    activity, options, factor, source = key
    return ActivityInput(
        activity=activity,
        value=rounded(kilometres, places=FRACTION_DIGITS),
        unit="passenger-km",
        quality=quality,
        stage=stage,
        evidence=evidence,
        options=dict(options),
        source_class=source_class if activity == "custom" else "",
        factor=None if factor is None else CustomFactor(factor, "kgCO2e/passenger-km", source),
        label="" if factor is None else f"{plain(factor)} kgCO2e/passenger-km",
    )
