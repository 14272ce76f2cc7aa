"""What the forms ask: questions, each of which is one activity. Pure; the forms only draw them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from footprint import numbers
from footprint.boundary import HOLD, Boundary, Part
from footprint.guidelines import Guideline
from footprint.inputs import ActivityInput
from footprint.personal import parts
from footprint.text import Text


@dataclass(frozen=True, slots=True)
class Question:
    """One amount to fill in, and the activity it becomes."""

    id: str
    label: Text
    activity: str
    unit: str
    hint: Text = field(default=Text("", ""))
    options: Mapping[str, str] = field(default_factory=dict)
    stage: str = "hold"
    source_class: str = ""
    ask: str = ""
    """The option asked for in a second field, such as `occupants_per_room`."""
    by_site: bool = False
    """Asked site by site as soon as the office has sites."""
    rare: bool = False
    """Whether few have it, so that the page keeps it folded until it is filled in."""


@dataclass(frozen=True, slots=True)
class Journey:
    """People who travel by one mode: how many, how far one way, and whether they return."""

    id: str
    label: Text
    activity: str
    hint: Text = field(default=Text("", ""))
    options: Mapping[str, str] = field(default_factory=dict)
    ask: str = ""
    source_class: str = ""
    daily: bool = False
    """Made on many days of a year, such as commuting: how many is asked, too."""
    group: str = ""
    """`staff` for people who work there, `more` for modes that few take, else the attendees'."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A yes that answers one option of all journeys of an activity, where `when` fits them."""

    id: str
    label: Text
    activity: str
    option: str
    hint: Text = field(default=Text("", ""))
    when: Mapping[str, str] = field(default_factory=dict)

    def fits(self, journey: Journey) -> bool:
        """Whether the journey is one that this setting is about."""
        same = all(journey.options.get(key) == value for key, value in self.when.items())
        return journey.activity == self.activity and same


@dataclass(frozen=True, slots=True)
class Section:
    """A source class of the guideline with its questions."""

    source_class: str
    questions: tuple[Question, ...] = ()
    journeys: tuple[Journey, ...] = ()
    settings: tuple[Setting, ...] = ()


SECOND = {"occupants_per_room": "occupants", "people_per_vehicle": "share"}
"""The suffix of the second field that asks an option."""

FOLDER = Path(__file__).parent / "inventories"


@lru_cache(maxsize=4)
def sections(form: str) -> tuple[Section, ...]:
    """The sections of the `event` or the `office` form, from its data file."""
    data = tomllib.loads((FOLDER / f"{form}.toml").read_text(encoding="utf-8"))
    return tuple(
        Section(
            item["source_class"],
            tuple(Question(**_words(question)) for question in item.get("question", [])),
            tuple(Journey(**_words(journey)) for journey in item.get("journey", [])),
            tuple(Setting(**_words(setting)) for setting in item.get("setting", [])),
        )
        for item in data["section"]
    )


def without_sites(asked: Sequence[Section]) -> tuple[Section, ...]:
    """The sections without what the pages of the sites ask."""
    return tuple(
        replace(section, questions=tuple(item for item in section.questions if not item.by_site))
        for section in asked
    )


def _words(item: dict[str, Any]) -> dict[str, Any]:
    """A data item with its words in two languages made `Text`."""
    rest = {key: value for key, value in item.items() if not key.endswith(("_zh", "_en"))}
    rest["label"] = Text(item["label_zh"], item["label_en"])
    rest["hint"] = Text(item.get("hint_zh", ""), item.get("hint_en", ""))
    return rest


@lru_cache(maxsize=1)
def _labels() -> dict[str, Text]:
    found = parts.labels()
    for form in ("event", "office"):
        for section in sections(form):
            found |= {f"{form}:{question.id}": question.label for question in section.questions}
            found |= {f"{form}:{journey.id}": journey.label for journey in section.journeys}
    return found


def label(key: str) -> Text | None:
    """The words of the question that a line came from, such as `event:rail_far`."""
    return _labels().get(key)


def usual_boundary(form: str, guideline: Guideline) -> Boundary:
    """What is proposed before anybody decides: the event itself, and the stages that the form asks about."""
    asked = {
        (question.source_class or section.source_class, question.stage)
        for section in sections(form)
        for question in section.questions
    }
    return Boundary(
        tuple(
            Part(item.id, stage.id, stage.id == HOLD or (item.id, stage.id) in asked)
            for item in guideline.classes
            for stage in guideline.stages
        )
    )


def activities(
    form: str,
    fields: Mapping[str, str],
    *,
    assumed: Mapping[str, str] | None = None,
    has_sites: bool = False,
) -> list[ActivityInput]:
    """The activities that a form's filled-in fields mean; blank and zero amounts give none.

    `fields` maps question ids to plain decimals, `<journey>_people|_km|_trip` and
    `quality_<class>`; what of it counts is the boundary's to say (`Draft.entered`). A value equal
    to the one in `assumed` stays an estimate whatever quality the section claims. An office that
    `has_sites` has answered there what is asked by site. Raises CalculationError for a field that
    is no number.
    """
    asked = without_sites(sections(form)) if has_sites else sections(form)
    found = _activities(asked, fields, assumed=assumed)
    return [replace(item, label=f"{form}:{item.label}") for item in found]


def _activities(
    asked: Sequence[Section],
    fields: Mapping[str, str],
    *,
    assumed: Mapping[str, str] | None = None,
) -> list[ActivityInput]:
    found: list[ActivityInput] = []
    for section in asked:
        quality = fields.get(f"quality_{section.source_class}") or "estimated"
        said = _Said(fields, assumed or {}, quality)
        found.extend(item for question in section.questions if (item := _amount(question, said)))
        found.extend(
            item for journey in section.journeys if (item := _journey(journey, section, said))
        )
    return found


@dataclass(frozen=True, slots=True)
class _Said:
    fields: Mapping[str, str]
    assumed: Mapping[str, str]
    claimed: str

    def number(self, key: str) -> Decimal:
        """The amount of a field, zero when blank."""
        text = self.fields.get(key, "")
        return numbers.parse(text, field=key) if text else Decimal(0)

    def quality(self, *keys: str) -> str:
        """What the section claims, unless the values are still the assumed ones."""
        assumed = all(
            self.assumed.get(key) and self.number(key) == Decimal(self.assumed[key]) for key in keys
        )
        return "estimated" if assumed else self.claimed

    def option(self, question_id: str, option: str) -> dict[str, str]:
        """The second field's answer."""
        key = f"{question_id}_{SECOND[option]}"
        return {option: numbers.plain(numbers.parse(self.fields.get(key, "") or "1", field=key))}


def _amount(question: Question, said: _Said) -> ActivityInput | None:
    value = said.number(question.id)
    if not value:
        return None
    options = dict(question.options)
    if question.ask:
        options |= said.option(question.id, question.ask)
    return ActivityInput(
        question.activity,
        value,
        question.unit,
        options=options,
        stage=question.stage,
        source_class=question.source_class,
        quality=said.quality(question.id),
        label=question.id,
    )


def _journey(journey: Journey, section: Section, said: _Said) -> ActivityInput | None:
    people = said.number(f"{journey.id}_people")
    if not people:
        return None
    options = {**journey.options, "distance_km": numbers.plain(said.number(f"{journey.id}_km"))}
    if said.fields.get(f"{journey.id}_trip"):
        options["trip"] = said.fields[f"{journey.id}_trip"]
    if journey.ask:
        options |= said.option(journey.id, journey.ask)
    if journey.daily:
        options["days"] = numbers.plain(said.number(f"{journey.id}_days"))
    for setting in section.settings:
        if setting.fits(journey) and said.fields.get(setting.id) == "yes":
            options[setting.option] = "yes"
    return ActivityInput(
        journey.activity,
        people,
        "person",
        options=options,
        stage="hold",
        source_class=journey.source_class,
        quality=said.quality(f"{journey.id}_people", f"{journey.id}_km"),
        label=journey.id,
    )
