"""Planning assumptions: what an event's form holds before anything is known, labelled as such."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from footprint.errors import CalculationError
from footprint.numbers import plain, rounded
from footprint.text import Text

FILE = Path(__file__).parent / "event-2026.toml"
ORIGINS = ("local", "province", "mixed", "national", "international")
GROUPS = ("local", "province", "far_rail", "far_air", "abroad")
MAX_PARTICIPANTS = 1_000_000
MAX_DAYS = 60


@dataclass(frozen=True, slots=True)
class Basics:
    """The three answers that everything is estimated from."""

    participants: int
    days: int
    origin: str = "mixed"

    def __post_init__(self) -> None:
        """Raise CalculationError for what is out of range."""
        if not 1 <= self.participants <= MAX_PARTICIPANTS:
            raise _error(
                "participants", "人数应在 1 至 100 万之间。", "Between one and a million people."
            )
        if not 1 <= self.days <= MAX_DAYS:
            raise _error("days", "天数应在 1 至 60 之间。", "Between 1 and 60 days.")
        if self.origin not in ORIGINS:
            raise _error("origin", "请选择参加者来源。", "Choose where people come from.")


def origins() -> dict[str, Text]:
    """The mixes of origin that can be chosen."""
    return {item["id"]: Text(item["name_zh"], item["name_en"]) for item in _data()["origin"]}


def people(basics: Basics) -> dict[str, int]:
    """Whole people by where they come from; the city takes what rounding leaves."""
    mix = next(item for item in _data()["origin"] if item["id"] == basics.origin)
    groups = {group: _whole(basics.participants * Decimal(mix[group])) for group in GROUPS[1:]}
    return {"local": basics.participants - sum(groups.values()), **groups}


def event_fields(basics: Basics) -> dict[str, str]:
    """The event form's fields, as plain decimals; only those that are assumed."""
    data, by_origin = _data(), people(basics)
    fields = {**_travel(basics, by_origin), **_stay_and_meals(basics, by_origin)}
    person_days = Decimal(basics.participants * basics.days)
    fields["electricity"] = _plain(person_days * Decimal(data["per_day"]["electricity_kwh"]))
    fields["bottled_water"] = _plain(person_days * Decimal(data["per_day"]["bottles"]))
    fields["waste_incinerated"] = _plain(
        person_days * Decimal(data["per_day"]["residual_waste_kg"])
    )
    for field, key in (("paper", "paper_kg"), ("banners", "pvc_kg")):
        fields[field] = _plain(basics.participants * Decimal(data["per_person"][key]))
    return fields


def _travel(basics: Basics, by_origin: Mapping[str, int]) -> dict[str, str]:
    data = _data()
    far = data["distance_km"]
    rows: dict[str, tuple[int, str]] = {
        row: (
            _whole(by_origin["local"] * Decimal(data["local_mode"][mode])) * basics.days,
            far["local"],
        )
        for row, mode in (("metro", "metro"), ("taxi", "taxi"), ("car", "car"))
    }
    rows["rail_province"] = (by_origin["province"], far["province"])
    rows["rail_far"] = (by_origin["far_rail"], far["far_rail"])
    rows["flight_domestic"] = (by_origin["far_air"], far["far_air"])
    rows["flight_abroad"] = (by_origin["abroad"], far["abroad"])
    fields = {"car_share": data["local_mode"]["people_per_car"]}
    for row, (count, distance) in rows.items():
        if count:
            fields |= {f"{row}_people": str(count), f"{row}_km": distance, f"{row}_trip": "return"}
    return fields


def _stay_and_meals(basics: Basics, by_origin: Mapping[str, int]) -> dict[str, str]:
    data = _data()
    far = by_origin["far_rail"] + by_origin["far_air"] + by_origin["abroad"]
    near = _whole(by_origin["province"] * Decimal(data["stay"]["province_share"]))
    nights = far * basics.days + near * (basics.days - 1)
    dinners = (
        _whole(basics.participants * Decimal(data["meals"]["dinner_share"]))
        if basics.days > 1
        else 0
    )
    meals = basics.participants * basics.days + dinners
    waste = meals * Decimal(data["meals"]["food_waste_kg"])
    return {
        "hotel": str(nights),
        "hotel_occupants": "1",
        "meals_served": str(meals),
        "waste_food": _plain(rounded(waste, places=1)),
    }


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _whole(number: Decimal) -> int:
    return int(number.to_integral_value(rounding=ROUND_HALF_UP))


def _plain(number: Decimal) -> str:
    return plain(number)


def _error(field: str, zh: str, en: str) -> CalculationError:
    return CalculationError("out_of_range", Text(zh, en), field=field)
