"""A calculation in the making: the answers so far, wherever they are kept.

Anonymous visitors keep a draft in their session; another app may keep one in its own row. Nothing
here is stored as a footprint until somebody asks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from footprint import assumptions, inventory, personal, sets
from footprint.assumptions import Basics
from footprint.calculation import calculate
from footprint.inputs import ActivityInput, from_data
from footprint.results import Result
from footprint.workbook import fields as workbook_fields

GUIDELINES = {"event": "mee-2019-19", "office": "public-building-2015", "personal": "personal-2026"}
BOUNDARY_FIELDS = ("boundary_", "reason_")
SESSION_KEY = "footprint_draft_{form}"


@dataclass(frozen=True)
class Draft:
    """Answers to one of the three forms.

    `basics` holds participants, days, origin (event), year and people (office); `fields` the
    inventory's answers as plain text; `imported` activities read from files, with `files` saying
    where they came from.
    """

    form: str
    region: str = "CN-GD"
    title: str = ""
    basics: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    imported: tuple[Mapping[str, Any], ...] = ()
    files: tuple[Mapping[str, Any], ...] = ()

    @property
    def guideline(self) -> str:
        """The guideline the form computes by."""
        return GUIDELINES[self.form]

    @property
    def participants(self) -> int | None:
        """People, for plausibility and figures per head."""
        people = self.basics.get("participants")
        return int(people) if people else None

    def assumed(self) -> dict[str, str]:
        """What the form was filled in with, for an event whose basics are known."""
        if self.form != "event" or not self.participants:
            return {}
        basics = Basics(self.participants, int(self.basics["days"]), str(self.basics["origin"]))
        return assumptions.event_fields(basics)

    def entered(self) -> list[ActivityInput]:
        """The activities; raises CalculationError for a field that is no number."""
        found = inventory.activities(self.form, self.fields, assumed=self.assumed())
        return [*found, *(from_data(item) for item in self.imported)]

    def boundary(self) -> dict[str, dict[str, object]]:
        """Which classes are in, and why others are out; a person's year has no boundary to state."""
        if self.form == "personal":
            return {}
        return {
            section.source_class: {
                "included": self.fields.get(f"boundary_{section.source_class}") != "out",
                "reason": self.fields.get(f"reason_{section.source_class}", ""),
            }
            for section in inventory.sections(self.form)
        }

    def result(self) -> Result:
        """The calculation of what is filled in so far; raises CalculationError."""
        if self.form == "personal":
            return personal.result(self.fields, region=self.region)
        return calculate(
            self.guideline,
            sets.load(),
            self.entered(),
            region=self.region,
            participants=self.participants,
        )

    def with_import(self, activities: Iterable[ActivityInput], file: Mapping[str, Any]) -> "Draft":
        """The draft with a file's activities added, and the assumed journeys taken out."""
        journeys = {
            f"{journey.id}_{part}": ""
            for section in inventory.sections(self.form)
            for journey in section.journeys
            for part in ("people", "km", "trip")
        }
        return replace(
            self,
            fields={**self.fields, **journeys},
            imported=(*self.imported, *(item.as_data() for item in activities)),
            files=(*self.files, file),
        )

    def with_more(self, activities: Iterable[ActivityInput], file: Mapping[str, Any]) -> "Draft":
        """The draft with a workbook's activities added to what it has."""
        items = (item.as_data() for item in activities)
        return replace(self, imported=(*self.imported, *items), files=(*self.files, file))

    def with_inventory(
        self, activities: Iterable[ActivityInput], file: Mapping[str, Any]
    ) -> "Draft":
        """The draft with a workbook's activities in the place of all amounts; the boundary stays."""
        kept = {key: said for key, said in self.fields.items() if key.startswith(BOUNDARY_FIELDS)}
        answers, others = workbook_fields.split(self.form, activities)
        items = tuple(item.as_data() for item in others)
        return replace(self, fields={**kept, **answers}, imported=items, files=(file,))

    def without_imports(self) -> "Draft":
        """The draft without any file's activities."""
        return replace(self, imported=(), files=())

    def as_data(self) -> dict[str, Any]:
        """For JSON; `draft_from_data` reads it back."""
        return {
            "form": self.form,
            "region": self.region,
            "title": self.title,
            "basics": dict(self.basics),
            "fields": dict(self.fields),
            "imported": [dict(item) for item in self.imported],
            "files": [dict(item) for item in self.files],
        }


def draft_from_data(data: Mapping[str, Any]) -> Draft:
    """Read back what `Draft.as_data` wrote."""
    return Draft(**{**data, "imported": tuple(data["imported"]), "files": tuple(data["files"])})


def new_event(basics: Basics, *, region: str = "CN-GD", title: str = "") -> Draft:
    """An event's draft, filled in with the planning assumptions."""
    return Draft(
        form="event",
        region=region,
        title=title,
        basics={"participants": basics.participants, "days": basics.days, "origin": basics.origin},
        fields=assumptions.event_fields(basics),
    )


def in_session(session: SessionBase, form: str) -> Draft | None:
    """The visitor's draft of a form, if there is one."""
    data = session.get(SESSION_KEY.format(form=form))
    return draft_from_data(data) if data else None


def keep_in_session(session: SessionBase, draft: Draft) -> None:
    """Keep the visitor's draft until the session ends."""
    session[SESSION_KEY.format(form=draft.form)] = draft.as_data()


def drop_from_session(session: SessionBase, form: str) -> None:
    """Forget the visitor's draft."""
    session.pop(SESSION_KEY.format(form=form), None)
