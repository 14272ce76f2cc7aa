"""What an organizer fills in, step by step. The inventory itself is footprint's form."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events import drafts
from events.models import Declaration, Event
from events.workspace import Action, Choice, EventFacts
from footprint import guidelines, inventory
from footprint.forms import boundary
from footprint.regions import PROVINCES
from look.numbers import WholeNumberField
from look.templatetags.look import localname
from look.writing import TextField
from marketplace.market.amounts import AmountError, read
from marketplace.market.forms import AMOUNT_ERRORS


def _provinces() -> list[tuple[str, str]]:
    """Return the provinces in the reader's language; Guangdong is where most of us are."""
    return [(code, localname(name)) for code, name in PROVINCES.items() if code.startswith("CN-")]


DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class EventForm(forms.ModelForm):
    """What, where, when, how many."""

    class Meta:
        model = Event
        fields = [
            "name_zh",
            "name_en",
            "venue_zh",
            "venue_en",
            "region",
            "starts_on",
            "ends_on",
            "participants",
        ]
        widgets = {"starts_on": DAY, "ends_on": DAY}
        field_classes = dict.fromkeys(["name_zh", "name_en", "venue_zh", "venue_en"], TextField)
        help_texts = {
            "name_en": _("Shown on the English certificate; the Chinese name stands in for it."),
            "participants": _("People on site, over all days, each counted once."),
            "region": _("Decides which grid factor electricity takes."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"] = forms.ChoiceField(
            label=_("Province"),
            choices=_provinces(),
            initial="CN-GD",
            help_text=self.fields["region"].help_text,
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day can't be before the first."))
        return cleaned

    def facts(self) -> EventFacts:
        """Return the cleaned values as the verbs take them."""
        return EventFacts(**self.cleaned_data)


class OfficeYearForm(forms.Form):
    """Which year, and where the offices are."""

    year = WholeNumberField(label=_("Year"), min_value=2015, max_value=2100)
    region = forms.ChoiceField(
        label=_("Province"), help_text=_("Decides which grid factor electricity takes.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = _provinces()
        self.fields["region"].initial = "CN-GD"


class BoundaryForm(boundary.BoundaryForm):
    """The boundary of an event: footprint's form, filled in with what the event has decided."""

    def __init__(
        self, data: Any = None, *, event: Event, left_out: Mapping[str, Decimal] | None = None
    ) -> None:
        guideline = guidelines.load(event.guideline)
        known = drafts.boundary_of(event) or inventory.usual_boundary("event", guideline)
        super().__init__(data, guideline=guideline, known=known, left_out=left_out)

    def choices(self) -> list[Choice]:
        """Return the boundary as the verb takes it."""
        return [
            Choice(part.source_class, part.stage, included=part.included, reason=part.reason)
            for part in self.parts()
        ]


class ActionForm(forms.Form):
    """One reduction action; an empty row is left out."""

    text = TextField(label=_("What is done"), max_length=200, required=False)
    saves_kg = WholeNumberField(
        label=_("Expected saving"),
        min_value=0,
        required=False,
        widget=forms.TextInput(attrs={"data-unit": "kg", "data-width": "short"}),
    )
    done = forms.BooleanField(label=_("Done"), required=False)
    lever = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)


class BaseActions(forms.BaseFormSet):
    """The list of actions."""

    def actions(self) -> list[Action]:
        """Return the rows that say something."""
        return [
            Action(
                row["text"].strip(),
                row.get("saves_kg"),
                done=bool(row.get("done")),
                lever=row.get("lever") or "",
            )
            for row in self.cleaned_data
            if row.get("text", "").strip()
        ]


ActionFormSet = forms.formset_factory(ActionForm, formset=BaseActions, extra=3, max_num=30)


class RetireForm(forms.Form):
    """How many of the held kilograms to retire; final, so it asks for a tick."""

    kg = forms.CharField(
        label=_("Kilograms to retire"),
        max_length=20,
        error_messages={"required": AMOUNT_ERRORS["missing"]},
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "off",
                "data-unit": _("kg"),
                "data-width": "short",
            }
        ),
    )
    final = forms.BooleanField(
        label=_("I know that retiring cannot be undone."),
        error_messages={"required": _("Please confirm that you know it cannot be undone.")},
    )

    def clean_kg(self) -> int:
        """Return the whole kilograms that were typed."""
        try:
            return read(self.cleaned_data["kg"], "kg").kg or 0
        except AmountError as error:
            raise forms.ValidationError(AMOUNT_ERRORS[error.code]) from error


class DeclarationForm(forms.Form):
    """How the result was confirmed."""

    confirmation = forms.ChoiceField(
        label=_("How was it confirmed?"),
        choices=Declaration.Confirmation.choices,
        widget=forms.RadioSelect,
        initial=Declaration.Confirmation.SELF,
    )
    evaluator = TextField(label=_("Evaluating body"), max_length=120, required=False)
    conclusion = TextField(
        label=_("Its conclusion"), max_length=300, required=False, widget=forms.Textarea
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("confirmation") == Declaration.Confirmation.BODY:
            for name in ("evaluator", "conclusion"):
                if not cleaned.get(name):
                    self.add_error(name, _("Required for an evaluation by a body."))
        return cleaned
