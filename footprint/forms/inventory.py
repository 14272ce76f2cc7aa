"""The inventory: one page of sections, each a source class of the guideline."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from footprint import activities, guidelines, inventory
from footprint.drafts import GUIDELINES, Draft
from footprint.forms.fields import AmountField, choices, hint, words
from footprint.guidelines import SourceClass
from footprint.inputs import QUALITIES
from footprint.inventory import SECOND, Journey, Question, Section
from footprint.units import UNITS


@dataclass(frozen=True)
class QuestionRow:
    """A question's fields as the page draws them."""

    field: BoundField
    second: BoundField | None
    assumed: bool
    asked_before: bool = False


@dataclass(frozen=True)
class JourneyRow:
    """A journey's fields as the page draws them."""

    label: str
    hint: str
    people: BoundField
    km: BoundField
    trip: BoundField
    share: BoundField | None
    assumed: bool
    asked_before: bool = False

    @property
    def fields_wrong(self) -> list[BoundField]:
        """The fields of the row that have errors."""
        fields = (self.people, self.km, self.trip, self.share)
        return [field for field in fields if field is not None and field.errors]


@dataclass(frozen=True)
class SectionView:
    """A section as the page draws it; `kg` is what it comes to so far."""

    source_class: SourceClass
    questions: tuple[QuestionRow, ...]
    journeys: tuple[JourneyRow, ...]
    quality: BoundField
    boundary: BoundField
    reason: BoundField
    kg: Decimal | None
    wrong: bool
    opened: bool


class InventoryForm(forms.Form):
    """All amounts of an event or an office's year; blank means nothing of the kind.

    `draft` gives what is filled in and what was assumed; `fields()` of a valid form is the
    draft's next `fields`.
    """

    def __init__(self, draft: Draft, data: Any = None) -> None:
        """Ask the questions of the draft's form."""
        self.draft = draft
        self.assumed = draft.assumed()
        self.asked: tuple[Section, ...] = inventory.sections(draft.form)
        self.guideline = guidelines.load(GUIDELINES[draft.form])
        super().__init__(data, initial=dict(draft.fields))
        for section in self.asked:
            for question in section.questions:
                self._add_question(question)
            for journey in section.journeys:
                self._add_journey(journey)
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
        return cleaned

    def filled(self) -> dict[str, str]:
        """The answers of a valid form, blanks left out."""
        return {key: str(value) for key, value in self.cleaned_data.items() if value}

    def sections(self, kilograms: dict[str, Decimal] | None = None) -> Iterator[SectionView]:
        """The sections for the page, with what each comes to."""
        for section in self.asked:
            source_class = self.guideline.source_class(section.source_class)
            assert source_class is not None
            names = [name for name in self.errors if self._section_of(name) == section.source_class]
            yield SectionView(
                source_class=source_class,
                questions=tuple(self._question_row(question) for question in section.questions),
                journeys=tuple(self._journey_row(journey) for journey in section.journeys),
                quality=self[f"quality_{section.source_class}"],
                boundary=self[f"boundary_{section.source_class}"],
                reason=self[f"reason_{section.source_class}"],
                kg=None if kilograms is None else kilograms.get(section.source_class, Decimal(0)),
                wrong=bool(names),
                opened=bool(names) or self._is_open(source_class, kilograms),
            )

    def _add_question(self, question: Question) -> None:
        unit = words(UNITS[question.unit].plural)
        self.fields[question.id] = AmountField(
            label=words(question.label), unit=unit, help_text=hint(question.hint)
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

    def _add_boundary(self, section: Section) -> None:
        name = section.source_class
        self.fields[f"quality_{name}"] = forms.ChoiceField(
            label=_("Where these figures come from"),
            choices=choices(QUALITIES),
            initial="estimated",
            required=False,
        )
        self.fields[f"boundary_{name}"] = forms.ChoiceField(
            label=_("Boundary"),
            choices=[("in", _("Counted")), ("out", _("Left out, for this reason:"))],
            required=False,
        )
        self.fields[f"reason_{name}"] = forms.CharField(
            label=_("Reason"), max_length=200, required=False
        )

    def _check_journeys(self, section: Section, cleaned: dict[str, Any]) -> None:
        for journey in section.journeys:
            if not cleaned.get(f"{journey.id}_people"):
                continue
            if not cleaned.get(f"{journey.id}_km"):
                self.add_error(f"{journey.id}_km", _("How far is it one way?"))
            if not cleaned.get(f"{journey.id}_trip"):
                self.add_error(f"{journey.id}_trip", _("One way or return?"))

    def _is_open(self, source_class: SourceClass, kilograms: dict[str, Decimal] | None) -> bool:
        """What has figures is open; an office's three required classes always are."""
        if kilograms and kilograms.get(source_class.id):
            return True
        if any(
            self._section_of(name) == source_class.id for name in self.draft.before.get("asked", ())
        ):
            return True
        return self.draft.form == "office" and source_class.part == "required"

    def _section_of(self, field: str) -> str:
        for section in self.asked:
            ids = [question.id for question in section.questions]
            ids += [journey.id for journey in section.journeys]
            if any(field == name or field.startswith(f"{name}_") for name in ids):
                return section.source_class
            if field.removeprefix("reason_") == section.source_class:
                return section.source_class
        return ""

    def _question_row(self, question: Question) -> QuestionRow:
        second = self[f"{question.id}_{SECOND[question.ask]}"] if question.ask else None
        return QuestionRow(
            self[question.id],
            second,
            self._is_assumed(question.id),
            self._was_asked_before(question.id),
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
            asked_before=self._was_asked_before(f"{journey.id}_people"),
        )

    def _is_assumed(self, key: str) -> bool:
        return bool(self.assumed.get(key)) and self[key].value() == self.assumed[key]

    def _was_asked_before(self, key: str) -> bool:
        """Whether the earlier event, of which this is a copy, had an answer that is blank here."""
        return key in self.draft.before.get("asked", ()) and not self[key].value()
