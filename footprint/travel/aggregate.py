"""From ways of travelling to activities: one line for each, in a fixed order.

The child has added rows up exactly already; here the sums of several files meet. So the order of
rows, and how they are split over files, cannot change the result.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from footprint.attendance.tally import Way
from footprint.inputs import MAX_TEXT, ActivityInput, CustomFactor
from footprint.numbers import EXACT, FRACTION_DIGITS, grouped, plain, rounded
from footprint.travel.reader import Reading


def activities(
    *readings: Reading,
    quality: str = "documented",
    stage: str = "hold",
    source_class: str = "transport",
) -> list[ActivityInput]:
    """The activities of one or several files, in a fixed order; value in passenger-km.

    `source_class` is used for rows that have nothing but their own factor. The evidence of a line
    names the file by its sha256, and the people and trips behind its kilometres.
    """
    files = sorted((reading.name, reading.sha256) for reading in readings)
    named = _named(files)
    found = totals(way for reading in readings for way in reading.ways)
    return [
        ActivityInput(
            activity=way.activity,
            value=rounded(way.passenger_km, places=FRACTION_DIGITS),
            unit="passenger-km",
            quality=quality,
            stage=stage,
            evidence=f"{named} · {_counted(way)}"[:MAX_TEXT],
            options=dict(way.options),
            source_class=source_class if way.activity == "custom" else "",
            factor=_factor(way),
            label="" if way.factor is None else f"{plain(way.factor)} kgCO2e/passenger-km",
        )
        for way in found
    ]


def totals(ways: Iterable[Way]) -> list[Way]:
    """Ways that are alike added up exactly, in a fixed order."""
    sums: dict[tuple[Any, ...], Way] = {}
    for way in ways:
        known = sums.get(way.key)
        sums[way.key] = way if known is None else _sum(known, way)
    return [sums[key] for key in sorted(sums)]


def _sum(one: Way, other: Way) -> Way:
    return replace(
        one,
        rows=one.rows + other.rows,
        people=EXACT.add(one.people, other.people),
        trips=EXACT.add(one.trips, other.trips),
        passenger_km=EXACT.add(one.passenger_km, other.passenger_km),
    )


def _factor(way: Way) -> CustomFactor | None:
    if way.factor is None:
        return None
    return CustomFactor(way.factor, "kgCO2e/passenger-km", way.factor_source)


def _named(files: list[tuple[str, str]]) -> str:
    """One file by its whole sha256, several by the beginning of theirs."""
    digits = 64 if len(files) == 1 else 16
    text = ", ".join(f"{name[:40]} sha256:{sha256[:digits]}" for name, sha256 in files)
    return text[: MAX_TEXT - 60]


def _counted(way: Way) -> str:
    people, trips = grouped(way.people, places=3), grouped(way.trips, places=3)
    return f"{people} 人 people · {trips} 人次 trips"
