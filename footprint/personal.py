"""A person's year from a few answers: pure. Skipped questions take a sourced city average."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from footprint import numbers, sets
from footprint.calculation import calculate
from footprint.inputs import ActivityInput
from footprint.numbers import EXACT, plain, rounded
from footprint.results import Result
from footprint.sets import FactorSet
from footprint.text import Text

GUIDELINE = "personal-2026"
MONTHS = Decimal(12)
DAYS = Decimal(365)
WORKDAYS = Decimal(240)
"""Days of commuting in a year, a planning assumption."""

AVERAGES = {
    "electricity": "city-sz-residential-kwh-month",
    "gas": "city-gz-gas-m3-person-month",
    "water": "city-gz-water-litres-2021",
    "commute_km": "city-sz-commute-2020",
    "household": "city-sz-household-size-2016",
}
"""The rows that stand in for skipped answers, per person."""

COMMUTES = {
    "metro": Text("地铁", "Metro"),
    "bus": Text("公交", "Bus"),
    "car": Text("自驾（汽油车）", "Driving (petrol)"),
    "car_electric": Text("自驾（电动车）", "Driving (electric)"),
    "taxi": Text("出租车、网约车", "Taxi or ride-hailing"),
    "none": Text("步行、骑行、居家", "On foot, by bicycle, at home"),
}
_TRIPS = {
    "rail_trips": ("high_speed_rail", "800", {}),
    "flights_domestic": ("flight", "1600", {"route": "domestic"}),
    "flights_abroad": ("flight", "3500", {"route": "international", "cabin": "economy"}),
}
"""Journeys by answer: activity, kilometres one way (a planning assumption), options."""


def entered(answers: Mapping[str, str], factor_set: FactorSet) -> list[ActivityInput]:
    """The activities of a year; `answers` are plain decimals and choices, skipped ones absent."""
    found = [*_home(answers, factor_set), *_commute(answers, factor_set)]
    if car := _number(answers, "car_km"):
        found.append(ActivityInput("car", car, "vehicle-km", options={"energy": "petrol"}))
    for key, (activity, distance, options) in _TRIPS.items():
        if trips := _number(answers, key):
            given = {**options, "distance_km": distance, "trip": "return"}
            found.append(ActivityInput(activity, trips, "person", options=given))
    return [*found, _food(answers)]


def result(answers: Mapping[str, str], *, region: str = "CN-GD") -> Result:
    """The footprint of one person's year; raises CalculationError."""
    factor_set = sets.load()
    return calculate(
        GUIDELINE, factor_set, entered(answers, factor_set), region=region, participants=1
    )


def _home(answers: Mapping[str, str], factor_set: FactorSet) -> list[ActivityInput]:
    persons = _number(answers, "household") or factor_set.get(AVERAGES["household"]).value
    found = []
    for key, activity, unit in (
        ("electricity", "electricity", "kWh"),
        ("gas", "natural_gas", "m3"),
    ):
        bill = answers.get(key)
        if bill is None:
            value = EXACT.multiply(factor_set.get(AVERAGES[key]).value, MONTHS)
            found.append(_average(activity, value, unit, AVERAGES[key]))
            continue
        year = EXACT.divide(EXACT.multiply(Decimal(bill), MONTHS), persons)
        label = f"{bill} {unit} × 12 ÷ {plain(persons)}"
        value = rounded(year, places=3)
        if value:
            found.append(ActivityInput(activity, value, unit, quality="documented", label=label))
    water = EXACT.multiply(factor_set.get(AVERAGES["water"]).value, DAYS)
    cubic = EXACT.divide(water, Decimal(1000))
    found.append(_average("water_supply", cubic, "m3", AVERAGES["water"]))
    found.append(_average("wastewater", cubic, "m3", AVERAGES["water"]))
    return found


def _commute(answers: Mapping[str, str], factor_set: FactorSet) -> list[ActivityInput]:
    mode = answers.get("commute_mode", "metro")
    if mode == "none":
        return []
    skipped = not {"commute_mode", "commute_km"} <= answers.keys()
    far = answers.get("commute_km") or plain(factor_set.get(AVERAGES["commute_km"]).value)
    options = {"distance_km": far, "trip": "return"}
    activity, _, energy = mode.partition("_")
    if activity == "car":
        options |= {"energy": energy or "petrol", "people_per_vehicle": "1"}
    quality = "extrapolated" if skipped else "estimated"
    evidence = AVERAGES["commute_km"] if skipped else ""
    return [
        ActivityInput(
            activity, WORKDAYS, "person", options=options, quality=quality, evidence=evidence
        )
    ]


def _food(answers: Mapping[str, str]) -> ActivityInput:
    options = {"service": "home"}
    if answers.get("diet"):
        options["diet"] = answers["diet"]
    quality = "estimated" if answers.get("diet") else "extrapolated"
    return ActivityInput("meal", Decimal(3) * DAYS, "meal", options=options, quality=quality)


def _average(activity: str, value: Decimal, unit: str, row: str) -> ActivityInput:
    return ActivityInput(activity, value, unit, quality="extrapolated", evidence=row)


def _number(answers: Mapping[str, str], key: str) -> Decimal:
    return numbers.parse(answers[key], field=key) if answers.get(key) else Decimal(0)
