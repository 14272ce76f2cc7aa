"""A calculation in the making: the answers so far, wherever they are kept.

Anonymous visitors keep a draft in their session; another app may keep one in its own row. Nothing
here is stored as a footprint until somebody asks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from footprint import (
    assumptions,
    green,
    grid_year,
    guidelines,
    inventory,
    lines,
    numbers,
    personal,
    sets,
    site_lines,
)
from footprint.assumptions import Basics
from footprint.boundary import HOLD, Boundary, of_fields
from footprint.calculation import calculate
from footprint.errors import CalculationError
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
    inventory's answers as plain text; `lines` what people added to the form's questions, each
    `{"id": …, **ActivityInput.as_data()}`; `imported` activities read from files, with `files`
    saying where they came from; `sites` an office's places with their bills (`footprint.sites`);
    `levers` the reductions chosen for the plan, each with its share in percent. `aside` are answers
    as typed that can't be read yet: kept, not counted. `before` tells what an earlier event of its
    kind used: `asked`, fields that had an answer, and `assumed`, amounts taken over as assumptions.
    """

    form: str
    region: str = "CN-GD"
    title: str = ""
    basics: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[Mapping[str, Any], ...] = ()
    imported: tuple[Mapping[str, Any], ...] = ()
    files: tuple[Mapping[str, Any], ...] = ()
    levers: Mapping[str, str] = field(default_factory=dict)
    sites: tuple[Mapping[str, Any], ...] = ()
    aside: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)

    @property
    def guideline(self) -> str:
        """The guideline the form computes by."""
        return GUIDELINES[self.form]

    @property
    def participants(self) -> int | None:
        """People, for plausibility and figures per head; an office's are its sites' where each has them."""
        if self.sites and all(site.get("people") for site in self.sites):
            return sum(int(site["people"]) for site in self.sites)
        people = self.basics.get("participants")
        return int(people) if people else None

    def assumed(self) -> dict[str, str]:
        """What the form was filled in with: planning assumptions, or an earlier event's amounts."""
        if "assumed" in self.before:
            return dict(self.before["assumed"])
        if self.form != "event" or not self.participants:
            return {}
        try:
            basics = Basics(self.participants, int(self.basics["days"]), str(self.basics["origin"]))
        except CalculationError:
            return {}  # longer or larger than we have assumptions for
        return assumptions.event_fields(basics)

    @property
    def year(self) -> int | None:
        """The year of an office's inventory."""
        return int(self.basics["year"]) if self.basics.get("year") else None

    @property
    def days(self) -> int | None:
        """Days of an event, for plausibility."""
        days = self.basics.get("days") if self.form == "event" else None
        return int(days) if days else None

    def details(self) -> dict[str, Any]:
        """What is kept with an office's footprint besides its activities: year, and sites month by month."""
        if self.form != "office":
            return {}
        return {"year": self.year, "sites": [dict(site) for site in self.sites]}

    def asked(self) -> list[ActivityInput]:
        """What the form's own questions were answered with; raises CalculationError for what is no number."""
        return inventory.activities(
            self.form, self.fields, assumed=self.assumed(), has_sites=bool(self.sites)
        )

    def everything(self) -> list[ActivityInput]:
        """The form's own activities, then added lines, files' and sites', whether they count or not.

        Raises CalculationError for a field that is no number.
        """
        files = [from_data(item) for item in self.imported]
        found = [*self.asked(), *lines.inputs(self.lines), *files]
        if self.form != "office":
            return found
        found += site_lines.entered(self.sites, year=self.year)
        return grid_year.stamped(green.claimed_throughout(found), self.basics, sets.load())

    def entered(self) -> list[ActivityInput]:
        """The activities inside the boundary; raises CalculationError for a field that is no number."""
        return self.limits().split(self.everything(), guidelines.load(self.guideline))[0]

    def line_places(self) -> dict[str, int]:
        """Where in the result each added line stands that counts."""
        split, rules = self.limits().split, guidelines.load(self.guideline)
        at, places = len(split(self.asked(), rules)[0]), {}
        for line, item in zip(self.lines, lines.inputs(self.lines), strict=True):
            if split([item], rules)[0]:
                places[str(line["id"])] = at
                at += 1
        return places

    def limits(self) -> Boundary:
        """What of the inventory counts."""
        return of_fields(self.fields, guidelines.load(self.guideline))

    def boundary(self) -> dict[str, dict[str, object]]:
        """Which classes are in, at which stages, why others are out and what is left out by that.

        A person's year has no boundary to state.
        """
        if self.form == "personal":
            return {}
        limits, left_out = self.limits(), self.left_out()
        said: dict[str, dict[str, object]] = {}
        for section in inventory.sections(self.form):
            name = section.source_class
            out = {part.stage: part.reason for part in limits.out_of(name)}
            included = limits.has(name)
            reason = "" if included else out.get(HOLD, "")
            said[name] = {"included": included, "reason": reason}
            if out and included:
                said[name]["stages_out"] = out
            if name in left_out:
                said[name]["left_out_kg"] = numbers.plain(left_out[name])
        return said

    def left_out(self) -> dict[str, Decimal]:
        """Kilograms by class of what was entered but is outside the boundary; what cannot be computed is left away."""
        limits = self.limits()
        outside = limits.split(self.everything(), guidelines.load(self.guideline))[1]
        sums: dict[str, Decimal] = {}
        for item in outside:
            try:
                line = calculate(self.guideline, sets.load(), [item], region=self.region).lines[0]
            except CalculationError:
                continue
            sums[line.source_class] = numbers.EXACT.add(
                sums.get(line.source_class, Decimal(0)), line.kg
            )
        return sums

    def result(self) -> Result:
        """The calculation of what is filled in so far; raises CalculationError."""
        if self.form == "personal":
            return personal.result(self.fields, region=self.region)
        found = calculate(
            self.guideline,
            sets.load(),
            self.entered(),
            region=self.region,
            participants=self.participants,
            days=self.days,
        )
        return site_lines.noted(found, self.sites, year=self.year) if self.sites else found

    def with_lines(self, kept: Iterable[Mapping[str, Any]]) -> "Draft":
        """The draft with other added lines."""
        return replace(self, lines=tuple(kept))

    def with_import(self, activities: Iterable[ActivityInput], file: Mapping[str, Any]) -> "Draft":
        """The draft with a file's activities added, and the attendees' assumed journeys taken out."""
        journeys = {
            f"{journey.id}_{part}": ""
            for section in inventory.sections(self.form)
            for journey in section.journeys
            if journey.group != "staff"
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
            "lines": [dict(item) for item in self.lines],
            "imported": [dict(item) for item in self.imported],
            "files": [dict(item) for item in self.files],
            "levers": dict(self.levers),
            "sites": [dict(item) for item in self.sites],
            "aside": dict(self.aside),
            "before": dict(self.before),
        }


def draft_from_data(data: Mapping[str, Any]) -> Draft:
    """Read back what `Draft.as_data` wrote, also before there were lines or sites."""
    lists = {name: tuple(data.get(name, ())) for name in ("lines", "imported", "files", "sites")}
    return Draft(**{**data, **lists})


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
