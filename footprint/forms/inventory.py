"""The inventory: one page of sections, each a source class of the guideline."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from footprint import activities, guidelines, inventory
from footprint.drafts import GUIDELINES, Draft
from footprint.errors import CalculationError
from footprint.forms.added import added_rows, out_of, setting_adds
from footprint.forms.fields import AmountField, choices, hint, words
from footprint.forms.rows import (
    JourneyRow,
    QuestionRow,
    SectionView,
    SettingRow,
)
from footprint.guidelines import SourceClass
from footprint.inputs import QUALITIES
from footprint.inventory import SECOND, Journey, Question, Section
from footprint.results import Result
from footprint.units import UNITS
from look.writing import TextField

_PLACE = re.compile(r"activities\.(?P<at>\d+)")


class InventoryForm(forms.Form):
    """All amounts of an event or an office's year; blank means nothing of the kind.

    `draft` gives what is filled in and what was assumed; `fields()` of a valid form is the
    draft's next `fields`.
    """

    def __init__(self, draft: Draft, data: Any = None, *, asks_boundary: bool = True) -> None:
        """Ask the questions of the draft's form; its boundary, where no other page decides it."""
        self.draft = draft
        self.asks_boundary = asks_boundary
        self.assumed = draft.assumed()
        asked = inventory.sections(draft.form)
        self.asked: tuple[Section, ...] = inventory.without_sites(asked) if draft.sites else asked
        self.answered = {*draft.basics.get("answered", ()), *draft.before.get("asked", ())}
        self.limits = draft.limits()
        self.guideline = guidelines.load(GUIDELINES[draft.form])
        super().__init__(data, initial=dict(draft.fields))
        for section in self.asked:
            for question in section.questions:
                self._add_question(question)
            for journey in section.journeys:
                self._add_journey(journey)
            for setting in section.settings:
                self.fields[setting.id] = forms.BooleanField(
                    label=words(setting.label), help_text=hint(setting.hint), required=False
                )
            if section.questions or section.journeys:
                self._add_quality(section)
                if asks_boundary:
                    self._add_boundary(section)

    def clean(self) -> dict[str, Any]:
        """A journey with people needs distance and direction; a class left out needs a reason."""
        cleaned: dict[str, Any] = super().clean() or {}
        for section in self.asked:
            out = cleaned.get(f"boundary_{section.source_class}") == "out"
            if out and not cleaned.get(f"reason_{section.source_class}"):
                self.add_error(
                    f"reason_{section.source_class}", _("Say why this class is left out.")
                )
            if not out:
                self._check_journeys(section, cleaned)
            if not out and self.draft.form == "event":
                self._check_seconds(section, cleaned)
        return cleaned

    def filled(self) -> dict[str, str]:
        """The answers of a valid form, blanks left out, with what other pages have answered."""
        others = {key: value for key, value in self.draft.fields.items() if key not in self.fields}
        return others | {
            key: plain_answer(value) for key, value in self.cleaned_data.items() if value
        }

    def follow(self, draft: Draft) -> None:
        """Show what the draft has become by saving; the result to show beside is that draft's."""
        self.draft, self.limits = draft, draft.limits()

    def refuse(self, error: CalculationError, draft: Draft) -> None:
        """Show a calculation's error at the question that the activity came from, or above the form."""
        place = _PLACE.match(error.field)
        name = ""
        if place:
            item = draft.entered()[int(place["at"])]
            name = item.label.partition(":")[2]
            name = f"{name}_people" if f"{name}_people" in self.fields else name
        message = words(error.message)
        if error.code == "no_factor_for_region" and draft.form == "event":
            message += _(" Clear this amount and add a line: it takes a factor of your own.")
        self.add_error(name if name in self.fields else None, message)

    def sections(
        self, kilograms: dict[str, Decimal] | None = None, *, result: Result | None = None
    ) -> Iterator[SectionView]:
        """The sections for the page, with what each comes to; `result` adds what single lines come to."""
        added = added_rows(self.draft, result)
        left_out = self.draft.left_out() if self.draft.form == "event" else {}
        for section in self.asked:
            source_class = self._class(section)
            names = [name for name in self.errors if self._section_of(name) == section.source_class]
            rows = [self._question_row(question, section) for question in section.questions]
            journeys = {
                group: tuple(self._journey_row(item) for item in section.journeys if item.group == group)
                for group in ("", "staff", "more")
            }  # fmt: skip
            mine = added.get(section.source_class, ())
            yield SectionView(
                source_class=source_class,
                questions=tuple(row for row in rows if not row.rare),
                rare=tuple(row for row in rows if row.rare),
                journeys=journeys[""],
                staff=journeys["staff"],
                more=journeys["more"],
                settings=tuple(
                    SettingRow(self[setting.id], setting_adds(setting.option, result))
                    for setting in section.settings
                ),
                quality=self._field("quality", section),
                boundary=self._field("boundary", section),
                reason=self._field("reason", section),
                kg=None if kilograms is None else kilograms.get(section.source_class, Decimal(0)),
                wrong=bool(names),
                opened=bool(names) or bool(mine) or self._is_open(source_class, kilograms),
                added=mine,
                may_add=self.draft.form == "event",
                **out_of(self.draft, section.source_class),
                left_out_kg=left_out.get(section.source_class),
            )

    def _class(self, section: Section) -> SourceClass:
        found = self.guideline.source_class(section.source_class)
        assert found is not None
        return found

    def _field(self, what: str, section: Section) -> BoundField | None:
        name = f"{what}_{section.source_class}"
        return self[name] if name in self.fields else None

    def _add_question(self, question: Question) -> None:
        unit = words(UNITS[question.unit].plural)
        self.fields[question.id] = AmountField(
            label=words(question.label),
            unit=unit,
            code=question.unit,
            help_text=hint(question.hint),
        )
        if question.ask:
            self.fields[f"{question.id}_{SECOND[question.ask]}"] = self._second(question)

    def _second(self, asked: Question | Journey) -> AmountField:
        option = activities.find(asked.activity).option(asked.ask)
        assert option is not None
        return AmountField(label=words(option.name))

    def _add_journey(self, journey: Journey) -> None:
        label = words(journey.label)
        self.fields[f"{journey.id}_people"] = AmountField(label=f"{label}: {_('people')}")
        self.fields[f"{journey.id}_km"] = AmountField(label=f"{label}: {_('km one way')}")
        trips = [("", "—"), *choices(activities.TRIP.choices or {})]
        self.fields[f"{journey.id}_trip"] = forms.ChoiceField(
            label=f"{label}: {_('one way or return')}", choices=trips, required=False
        )
        if journey.ask:
            self.fields[f"{journey.id}_{SECOND[journey.ask]}"] = self._second(journey)
        if journey.daily:
            self.fields[f"{journey.id}_days"] = AmountField(label=f"{label}: {_('days a year')}")

    def _add_quality(self, section: Section) -> None:
        self.fields[f"quality_{section.source_class}"] = forms.ChoiceField(
            label=_("Where these figures come from"),
            choices=choices(QUALITIES),
            initial="estimated",
            required=False,
        )

    def _add_boundary(self, section: Section) -> None:
        name = section.source_class
        self.fields[f"boundary_{name}"] = forms.ChoiceField(
            label=_("Boundary"),
            choices=[("in", _("Counted")), ("out", _("Left out, for this reason:"))],
            required=False,
        )
        self.fields[f"reason_{name}"] = TextField(label=_("Reason"), max_length=200, required=False)

    def _check_journeys(self, section: Section, cleaned: dict[str, Any]) -> None:
        for journey in section.journeys:
            if not cleaned.get(f"{journey.id}_people"):
                continue
            if not cleaned.get(f"{journey.id}_km"):
                self.add_error(f"{journey.id}_km", _("How far is it one way?"))
            if not cleaned.get(f"{journey.id}_trip"):
                self.add_error(f"{journey.id}_trip", _("One way or return?"))
            if journey.daily and not cleaned.get(f"{journey.id}_days"):
                self.add_error(f"{journey.id}_days", _("On how many days of the year?"))
            share = f"{journey.id}_{SECOND[journey.ask]}" if journey.daily and journey.ask else ""
            if share and not cleaned.get(share):
                self.add_error(share, _("How many people are in one car?"))

    def _check_seconds(self, section: Section, cleaned: dict[str, Any]) -> None:
        """Person-nights need the persons per room, people in cars those per car: neither is assumed."""
        for question in section.questions:
            if question.ask and cleaned.get(question.id):
                self._require(f"{question.id}_{SECOND[question.ask]}", cleaned)
        for journey in section.journeys:
            if journey.ask and cleaned.get(f"{journey.id}_people"):
                self._require(f"{journey.id}_{SECOND[journey.ask]}", cleaned)

    def _require(self, name: str, cleaned: dict[str, Any]) -> None:
        if not cleaned.get(name) and name not in self.errors:
            self.add_error(name, _("How many share one? It is not assumed."))

    def _is_open(self, source_class: SourceClass, kilograms: dict[str, Decimal] | None) -> bool:
        """What has figures is open; an office's three required classes always are."""
        if kilograms and kilograms.get(source_class.id):
            return True
        if any(self._section_of(key) == source_class.id for key in self.answered):
            return True
        asked = any(
            section.questions for section in self.asked if section.source_class == source_class.id
        )
        return self.draft.form == "office" and source_class.part == "required" and asked

    def _section_of(self, field: str) -> str:
        for section in self.asked:
            ids = [question.id for question in section.questions]
            ids += [journey.id for journey in section.journeys]
            suffixes = ("", "_people", "_km", "_trip", *(f"_{word}" for word in SECOND.values()))
            if any(field == f"{name}{suffix}" for name in ids for suffix in suffixes):
                return section.source_class
            if field.removeprefix("reason_") == section.source_class:
                return section.source_class
        return ""

    def _question_row(self, question: Question, section: Section) -> QuestionRow:
        second = self[f"{question.id}_{SECOND[question.ask]}"] if question.ask else None
        home = question.source_class or section.source_class
        return QuestionRow(
            self[question.id],
            second,
            self._is_assumed(question.id),
            answered=self._was_answered(question.id),
            rare=question.rare,
            left_out=not self.limits.covers(home, question.stage),
        )

    def _journey_row(self, journey: Journey) -> JourneyRow:
        return JourneyRow(
            label=words(journey.label),
            hint=hint(journey.hint),
            people=self[f"{journey.id}_people"],
            km=self[f"{journey.id}_km"],
            trip=self[f"{journey.id}_trip"],
            share=self[f"{journey.id}_{SECOND[journey.ask]}"] if journey.ask else None,
            assumed=self._is_assumed(f"{journey.id}_people"),
            days=self[f"{journey.id}_days"] if journey.daily else None,
            answered=self._was_answered(f"{journey.id}_people"),
            id=journey.id,
            is_flight=journey.activity == "flight",
        )

    def _was_answered(self, key: str) -> bool:
        """Whether an earlier year or event had an answer here that is blank now."""
        return key in self.answered and not self[key].value()

    def _is_assumed(self, key: str) -> bool:
        return bool(self.assumed.get(key)) and self[key].value() == self.assumed[key]


def plain_answer(value: object) -> str:
    """An answer as a draft keeps it; a ticked box is `yes`."""
    return "yes" if value is True else str(value)
