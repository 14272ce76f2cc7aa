"""Guidelines as data: source classes, stages, default factors, deadlines and eligible credits.

Each guideline is a folder of dated TOML files; a stored footprint names the version it used, so
old versions stay. Default factors are named row by row, with the reason for each.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from footprint.errors import CalculationError
from footprint.text import Text

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class SourceClass:
    """A class of sources the guideline asks for, with the clause and the standard it names."""

    id: str
    number: str
    name: Text
    examples: Text
    standard: Text
    clause: Text
    part: str
    activities: tuple[str, ...]
    also: tuple[str, ...] = ()
    """Activities that belong here only when asked for, being at home in another class."""
    ghg: str = ""
    """GHG Protocol scope or category of the class where it is not the activity's own, such as own cars."""
    iso_14064: int = 0
    """ISO 14064-1 category of the class, likewise."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of an event and whether the guideline requires it inside the boundary."""

    id: str
    name: Text
    required: bool


@dataclass(frozen=True, slots=True)
class Default:
    """The factor row that an activity takes when nothing else is asked for, and why."""

    activity: str
    factor: str
    when: Mapping[str, str]
    reason: Text


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when offsetting must be complete, counted in years from the end of the event."""

    credits: str
    years: int
    clause: Text


@dataclass(frozen=True, slots=True)
class Credit:
    """A type of credit the guideline accepts, in its recommended order."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Band:
    """What is plausible: kilograms for one of something, between low and high."""

    per: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Limit:
    """Our own limit of what is plausible for an activity: it warns, it never refuses.

    `per` says of what: `participant`, `participant_day`, `line`, or `trip` (kilometres one way).
    """

    id: str
    name: Text
    per: str
    unit: str
    activities: tuple[str, ...]
    when: Mapping[str, str]
    low: Decimal
    high: Decimal
    reason: Text


@dataclass(frozen=True)
class Guideline:
    """The rules by which a footprint is computed."""

    id: str
    version: str
    subject: str
    title: Text
    document: Text
    url: str
    gwp_basis: str
    classes: tuple[SourceClass, ...]
    stages: tuple[Stage, ...]
    defaults: tuple[Default, ...]
    deadlines: tuple[Deadline, ...]
    credits: tuple[Credit, ...]
    declaration: tuple[str, ...]
    bands: tuple[Band, ...]
    limits: tuple[Limit, ...]

    @cached_property
    def _by_activity(self) -> dict[str, tuple[Default, ...]]:
        found: dict[str, list[Default]] = {}
        for item in self.defaults:
            found.setdefault(item.activity, []).append(item)
        return {activity: tuple(items) for activity, items in found.items()}

    @cached_property
    def _limits_by_activity(self) -> dict[str, tuple[Limit, ...]]:
        found: dict[str, list[Limit]] = {}
        for limit in self.limits:
            for activity in limit.activities:
                found.setdefault(activity, []).append(limit)
        return {activity: tuple(items) for activity, items in found.items()}

    @cached_property
    def _matching(self) -> dict[tuple[str, tuple[str, ...]], tuple[Default, ...]]:
        """What `matching` has found; answers are choices, so there are few."""
        return {}

    @cached_property
    def _asked(self) -> dict[str, frozenset[str]]:
        return {
            activity: frozenset(key for item in items for key in item.when)
            for activity, items in self._by_activity.items()
        }

    def limits_for(self, activity: str) -> tuple[Limit, ...]:
        """Our own limits of plausibility that look at an activity."""
        return self._limits_by_activity.get(activity, ())

    def asked(self, activity: str) -> frozenset[str]:
        """The options that decide which default row an activity takes."""
        return self._asked.get(activity, frozenset())

    def matching(self, activity: str, answers: Mapping[str, str]) -> tuple[Default, ...]:
        """The default rows for these answers to the options that `asked` names."""
        key = (activity, tuple(answers.values()))
        found = self._matching.get(key)
        if found is None:
            found = self._matching[key] = tuple(
                item
                for item in self.defaults_for(activity)
                if all(answers.get(name) == value for name, value in item.when.items())
            )
        return found

    def defaults_for(self, activity: str) -> tuple[Default, ...]:
        """The default rows of an activity, in the order in which they count."""
        return self._by_activity.get(activity, ())

    def source_class(self, class_id: str) -> SourceClass | None:
        """The class of this id, or None."""
        return next((item for item in self.classes if item.id == class_id), None)

    def class_for(self, activity: str, wanted: str = "") -> SourceClass:
        """The class an activity belongs to; raises CalculationError when the guideline has none."""
        if wanted:
            found = self.source_class(wanted)
            if found is None or (
                activity != "custom" and activity not in found.activities + found.also
            ):
                raise CalculationError(
                    "class_mismatch",
                    Text(
                        "该活动不属于所选排放源类别。",
                        "The activity does not belong to this source class.",
                    ),
                    field="source_class",
                )
            return found
        for item in self.classes:
            if activity in item.activities:
                return item
        raise CalculationError(
            "activity_not_in_guideline",
            Text(
                f"“{self.title.zh}”不含该活动。", f"“{self.title.en}” does not cover this activity."
            ),
            field="activity",
        )

    def home_of(self, activity: str, wanted: str = "") -> SourceClass | None:
        """The class an activity belongs to, or None where `class_for` would refuse."""
        try:
            return self.class_for(activity, wanted)
        except CalculationError:
            return None

    def band(self, per: str) -> Band | None:
        """The plausibility band per participant, person-year and the like."""
        return next((band for band in self.bands if band.per == per), None)


@lru_cache(maxsize=1)
def available() -> tuple[str, ...]:
    """The ids of all guidelines."""
    return tuple(sorted({path.parent.name for path in FOLDER.glob("*/*.toml")}))


@lru_cache(maxsize=16)
def load(guideline_id: str, version: str = "") -> Guideline:
    """Read a guideline, by default its newest version; raises CalculationError."""
    files = sorted((FOLDER / guideline_id).glob("*.toml")) if guideline_id in available() else []
    if version:
        files = [path for path in files if path.stem == version]
    if not files:
        message = Text(
            f"没有核算指南“{guideline_id[:40]}”。", f"There is no guideline “{guideline_id[:40]}”."
        )
        raise CalculationError("unknown_guideline", message, field="guideline")
    head = tomllib.loads(files[-1].read_text(encoding="utf-8"))
    defaults = tomllib.loads((FOLDER / head["defaults"]).read_text(encoding="utf-8"))
    limits = {}
    if "limits" in head:
        limits = tomllib.loads((FOLDER / head["limits"]).read_text(encoding="utf-8"))
    return _guideline(
        head,
        version=files[-1].stem,
        defaults=defaults["default"],
        limits=limits.get("limit", []),
    )


def _guideline(
    head: dict[str, Any],
    *,
    version: str,
    defaults: list[dict[str, Any]],
    limits: list[dict[str, Any]],
) -> Guideline:
    return Guideline(
        id=head["id"],
        version=version,
        subject=head["subject"],
        title=_text(head, "title"),
        document=_text(head, "document"),
        url=head.get("url", ""),
        gwp_basis=head["gwp_basis"],
        classes=tuple(_source_class(item) for item in head["source_class"]),
        stages=tuple(
            Stage(item["id"], _text(item, "name"), item["required"])
            for item in head.get("stage", [])
        ),
        defaults=tuple(_default(item) for item in head.get("default", []) + defaults),
        deadlines=tuple(
            Deadline(item["credits"], item["years"], _text(item, "clause"))
            for item in head.get("deadline", [])
        ),
        credits=tuple(Credit(item["id"], _text(item, "name")) for item in head.get("credit", [])),
        declaration=tuple(head.get("declaration", ())),
        bands=tuple(
            Band(item["per"], Decimal(item["low"]), Decimal(item["high"]))
            for item in head.get("band", [])
        ),
        limits=tuple(_limit(item) for item in limits),
    )


def _source_class(item: dict[str, Any]) -> SourceClass:
    return SourceClass(
        id=item["id"],
        number=item["number"],
        name=_text(item, "name"),
        examples=_text(item, "examples"),
        standard=_text(item, "standard"),
        clause=_text(item, "clause"),
        part=item.get("part", "required"),
        activities=tuple(item["activities"]),
        also=tuple(item.get("also", ())),
        ghg=item.get("ghg", ""),
        iso_14064=item.get("iso_14064", 0),
    )


def _default(item: dict[str, Any]) -> Default:
    return Default(item["activity"], item["factor"], item.get("when", {}), _text(item, "reason"))


def _limit(item: dict[str, Any]) -> Limit:
    return Limit(
        id=item["id"],
        name=_text(item, "name"),
        per=item["per"],
        unit=item["unit"],
        activities=tuple(item["activities"]),
        when=item.get("when", {}),
        low=Decimal(item.get("low", "0")),
        high=Decimal(item["high"]),
        reason=_text(item, "reason"),
    )


def _text(item: dict[str, Any], key: str) -> Text:
    return Text(item.get(f"{key}_zh", ""), item.get(f"{key}_en", ""))
