"""How a row's people travelled: mode, cabin, direction, sharing, own factor, as the columns say. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from footprint.attendance import columns
from footprint.attendance.words import CABINS, MODES, NO, YES
from footprint.errors import CalculationError
from footprint.files.problems import number, problem, readable
from footprint.numbers import plain

if TYPE_CHECKING:
    from footprint.attendance.tally import Way

COLUMNS = ("mode", "cabin", "trip", "people_per_vehicle", "factor", "factor_source")


@dataclass(slots=True)
class Means:
    """What the six columns of `COLUMNS` come to; `times` is 2 for a return trip.

    `ways` are the sums of rows that travelled so, by their flights' route (`""` for all others).
    """

    activity: str = ""
    options: dict[str, str] = field(default_factory=dict)
    factor: Decimal | None = None
    factor_source: str = ""
    times: Decimal = Decimal(1)
    problems: list[CalculationError] = field(default_factory=list)
    blank: bool = False
    flies: bool = False
    """Whether these are flights that need both places, to tell domestic from international ones."""
    ways: dict[str, Way] = field(default_factory=dict)

    @property
    def may_fly_straight(self) -> bool:
        """Whether a missing distance may be the great circle; rail and road are never guessed."""
        return self.activity in ("flight", "custom")


def read_means(cells: tuple[str, ...]) -> Means:
    """Read the cells of `COLUMNS`; what is wrong with them is in `problems`."""
    said = dict(zip(COLUMNS, cells, strict=True))
    means = Means(blank=not any(cells))
    for step in (_factor, _mode, _direction):
        try:
            step(said, means)
        except CalculationError as error:
            means.problems.append(error)
    means.flies = means.activity == "flight" and means.factor is None and not means.problems
    return means


def _factor(said: dict[str, str], means: Means) -> None:
    text, source = said["factor"], readable(said["factor_source"], "factor_source")
    if not text:
        return
    means.factor = number(text, "factor")
    means.factor_source = source
    if not source:
        raise problem("factor_source", "source_required", "自定义因子必须写明来源。",
                      "A custom factor must name its source.")  # fmt: skip


def _mode(said: dict[str, str], means: Means) -> None:
    own_factor = bool(said["factor"])
    text = readable(said["mode"], "mode")
    word = columns.key(text)
    mode = MODES.get(word) or MODES.get(word.replace(" ", "_"))
    if mode is None and not (word == "" and own_factor):
        raise problem("mode", "unknown_mode", f"请填写交通方式，例如 飞机、高铁、地铁（现为“{text[:20]}”）。",
                      f"Give the mode, such as flight, high-speed rail, metro (it says “{text[:20]}”).")  # fmt: skip
    means.activity, _, energy = (mode or "custom").partition(":")
    if energy:
        means.options["energy"] = energy
    if means.activity == "flight" and not own_factor:
        means.options["cabin"] = _cabin(readable(said["cabin"], "cabin"))
    if means.activity == "car":
        means.options["people_per_vehicle"] = _sharing(said["people_per_vehicle"])


def _cabin(text: str) -> str:
    cabin = CABINS.get(columns.key(text))
    if cabin is None:
        raise problem("cabin", "unknown_cabin",
                      f"不认识舱位“{text[:20]}”。请填 经济舱、高端经济舱、公务舱、头等舱，或留空（平均）。",
                      f"Unknown cabin class “{text[:20]}”. Use economy, premium economy, business, first, or leave "
                      "it blank (average).")  # fmt: skip
    return cabin


def _sharing(text: str) -> str:
    if not text:
        raise problem("people_per_vehicle", "option_required", "小汽车请填写每车人数。",
                      "For cars, give people per car.")  # fmt: skip
    value = number(text, "people_per_vehicle")
    if value == 0:
        raise problem("people_per_vehicle", "not_positive", "每车人数必须大于零。",
                      "People per car must be greater than zero.")  # fmt: skip
    return plain(value)


def _direction(said: dict[str, str], means: Means) -> None:
    text = readable(said["trip"], "trip")
    word = columns.key(text)
    if word in YES:
        means.times = Decimal(2)
    elif word not in NO:
        raise problem("trip", "trip_required", f"请填写是否往返（是或否）{_says(text)[0]}。",
                      f"Say whether they return (yes or no){_says(text)[1]}.")  # fmt: skip


def _says(text: str) -> tuple[str, str]:
    return (f"，现为“{text[:20]}”", f"; it says “{text[:20]}”") if text else ("", "")
