"""The lines of a person's year: from each answer, or the average that stands in, to an activity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from footprint import numbers
from footprint.inputs import ActivityInput, CustomFactor
from footprint.numbers import EXACT, plain, rounded
from footprint.personal import averages, parts, questions
from footprint.personal.averages import Average
from footprint.sets import FactorSet

MONTHS = Decimal(12)
DAYS = Decimal(365)
WEEKS = Decimal(52)
MEALS = 3 * DAYS
WORKDAYS = Decimal(240)
"""Days of commuting in a year, a planning assumption."""

RAIL_KM = "800"
"""A long train journey, one way; a planning assumption."""

FLIGHTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "flights_domestic": ("1956.8", {"route": "domestic"}),
    "flights_near": ("2594", {"route": "international", "cabin": "economy"}),
    "flights_far": ("9594.5", {"route": "international", "cabin": "economy"}),
}
"""Kilometres one way of Shenzhen–Beijing, –Singapore and –London (great circles between airports)."""

WASTE = {"half": Decimal("0.5"), "average": Decimal(1), "double": Decimal(2)}
SUPPLIER = "供电单位提供，由填报人说明 / the supplier’s figure, as stated by the user"


@dataclass(frozen=True)
class Year:
    """Answers with what they are read by: the place, the factor set."""

    answers: questions.Answers
    place: str
    factor_set: FactorSet

    def number(self, question: str) -> Decimal:
        """The answer as a number; zero where it was skipped or not asked."""
        text = self.answers.get(question)
        return numbers.parse(text, field=question) if text else Decimal(0)

    def is_given(self, question: str) -> bool:
        """Whether the question was answered and not skipped."""
        return bool(self.answers.get(question))

    def average(self, question: str) -> Average:
        """The average that stands in for this question; raises LookupError where there is none."""
        found = averages.find(question, self.place, self.factor_set)
        if found is None:
            raise LookupError(question)
        return found


def _electricity(year: Year) -> Iterator[ActivityInput]:
    factor = None
    if year.place == "CN-XZ":
        if not year.is_given("grid_factor"):
            return
        factor = CustomFactor(year.number("grid_factor"), "kgCO2e/kWh", SUPPLIER)
    yield from _billed(year, "electricity", "electricity", "kWh", factor=factor)


def _gas(year: Year) -> Iterator[ActivityInput]:
    yield from _billed(year, "gas", "natural_gas", "m3")


def _water(year: Year) -> Iterator[ActivityInput]:
    if year.is_given("water"):
        value, evidence = _share_of_bill(year, "water", "m3")
        quality = "documented"
    else:
        row = year.average("water").row
        value = EXACT.divide(EXACT.multiply(row.value, DAYS), Decimal(1000))
        evidence, quality = row.id, "extrapolated"
    for part, activity in (("water", "water_supply"), ("wastewater", "wastewater")):
        if value:
            yield ActivityInput(
                activity, value, "m3", quality=quality, evidence=evidence, label=parts.label(part)
            )


def _billed(
    year: Year, question: str, activity: str, unit: str, *, factor: CustomFactor | None = None
) -> Iterator[ActivityInput]:
    """A monthly bill shared by the household, or the average of a person."""
    if year.is_given(question):
        value, evidence = _share_of_bill(year, question, unit)
        quality = "documented" if year.is_given("household") else "estimated"
    else:
        row = year.average(question).row
        value = EXACT.multiply(row.value, MONTHS)
        evidence, quality = row.id, "extrapolated"
    if value:
        yield ActivityInput(
            activity,
            value,
            unit,
            quality=quality,
            evidence=evidence,
            label=parts.label(question),
            factor=factor,
        )


def _share_of_bill(year: Year, question: str, unit: str) -> tuple[Decimal, str]:
    """A person's year of a household's monthly bill, and how it was made."""
    persons = year.number("household") or year.average("household").row.value
    bill = year.number(question)
    value = rounded(EXACT.divide(EXACT.multiply(bill, MONTHS), persons), places=3)
    return value, f"{plain(bill)} {unit} × 12 ÷ {plain(persons)}"


def _waste(year: Year) -> Iterator[ActivityInput]:
    row = year.average("waste").row
    kilograms = EXACT.multiply(row.value, DAYS)
    answer = year.answers.get("waste", "")
    yield ActivityInput(
        "waste",
        EXACT.multiply(kilograms, WASTE[answer]) if answer else kilograms,
        "kg",
        quality="estimated" if answer else "extrapolated",
        evidence=row.id,
        label=parts.label("waste"),
        options={"stream": "residual", "treatment": "incineration"},
    )


def energy(year: Year) -> str:
    """What the person's car runs on; petrol where nothing else was said."""
    energy = year.answers.get("car", "").removesuffix("_home")
    return energy if energy in ("hybrid", "electric") else "petrol"


def is_in_the_bill(year: Year) -> bool:
    """Whether the car's power is already counted, in the household's electricity."""
    return year.answers.get("car") == "electric_home" and year.is_given("electricity")


def _driving(year: Year) -> Iterator[ActivityInput]:
    car = year.answers.get("car", "")
    if car == "none" or (car and is_in_the_bill(year)):
        return
    options = {"energy": energy(year)}
    if not car or not year.is_given("car_km"):
        yield _nothing_known("driving", "car", "vehicle-km", options)
    elif kilometres := year.number("car_km"):
        label = parts.label("driving")
        yield ActivityInput("car", kilometres, "vehicle-km", label=label, options=options)


def _commute(year: Year) -> Iterator[ActivityInput]:
    mode = year.answers.get("commute_mode") or "metro"
    if mode == "none" or (mode == "car" and is_in_the_bill(year)):
        return
    row = year.average("commute_km").row
    far = year.answers.get("commute_km") or plain(row.value)
    if not numbers.parse(far, field="commute_km"):
        return
    options = {"distance_km": far, "trip": "return"}
    if mode == "car":
        options |= {"energy": energy(year), "people_per_vehicle": "1"}
    answered = year.is_given("commute_mode") and year.is_given("commute_km")
    yield ActivityInput(
        mode,
        WORKDAYS,
        "person",
        quality="estimated" if answered else "extrapolated",
        evidence="" if year.is_given("commute_km") else row.id,
        label=parts.label("commute"),
        options=options,
    )


def _rail(year: Year) -> Iterator[ActivityInput]:
    options = {"distance_km": RAIL_KM, "trip": "return"}
    yield from _trips(year, "rail_trips", ("rail", "high_speed_rail"), options)


def _flights(year: Year) -> Iterator[ActivityInput]:
    if not year.is_given("flew"):
        far, options = FLIGHTS["flights_domestic"]
        given = {**options, "distance_km": far, "trip": "return"}
        yield _nothing_known("flights", "flight", "person", given)
    elif year.answers["flew"] == "yes":
        for question, (far, options) in FLIGHTS.items():
            given = {**options, "distance_km": far, "trip": "return"}
            yield from _trips(year, question, (question, "flight"), given)


def _trips(
    year: Year, question: str, what: tuple[str, str], options: Mapping[str, str]
) -> Iterator[ActivityInput]:
    part, activity = what
    if not year.is_given(question):
        yield _nothing_known(part, activity, "person", options)
    elif trips := year.number(question):
        yield ActivityInput(activity, trips, "person", label=parts.label(part), options=options)


def _hotel(year: Year) -> Iterator[ActivityInput]:
    if not year.is_given("hotel_nights"):
        yield _nothing_known("hotel", "hotel", "room-night", {})
    elif nights := year.number("hotel_nights"):
        yield ActivityInput("hotel", nights, "room-night", label=parts.label("hotel"))


def _nothing_known(
    part: str, activity: str, unit: str, options: Mapping[str, str]
) -> ActivityInput:
    """A line of nothing for a skipped question without an average, so that the result shows the gap."""
    return ActivityInput(
        activity,
        Decimal(0),
        unit,
        quality="extrapolated",
        label=parts.label(part),
        options=options,
    )


def _meals(year: Year) -> Iterator[ActivityInput]:
    """Three meals a day; those bought at the value of a served meal, all scaled by the diet."""
    diet = year.answers.get("diet", "")
    scaled = {"diet": diet} if diet else {}
    bought = min(EXACT.multiply(year.number("meals_out"), WEEKS), MEALS)
    if home := EXACT.subtract(MEALS, bought):
        yield ActivityInput(
            "meal",
            home,
            "meal",
            quality="estimated" if diet else "extrapolated",
            evidence="" if diet else year.average("diet").row.id,
            label=parts.label("home_meals"),
            options={"service": "home", **scaled},
        )
    if bought:
        options = {"service": "dine_in", **scaled}
        label = parts.label("bought_meals")
        yield ActivityInput("meal", bought, "meal", label=label, options=options)


LINES = {
    "electricity": _electricity,
    "gas": _gas,
    "water": _water,
    "waste": _waste,
    "car": _driving,
    "commute_mode": _commute,
    "rail_trips": _rail,
    "flew": _flights,
    "hotel_nights": _hotel,
    "diet": _meals,
}
"""The lines of a year by the card that first asks for them; later cards only refine."""
