"""The first questions of the event and the office form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from footprint import assumptions
from footprint.assumptions import MAX_DAYS, MAX_PARTICIPANTS, Basics
from footprint.forms.fields import choices, offer, provinces

_WHOLE = {"inputmode": "numeric", "data-width": "short"}


class EventBasicsForm(forms.Form):
    """How many, how long, from where: enough for a first estimate."""

    participants = forms.IntegerField(
        label=_("People on site"),
        min_value=1,
        max_value=MAX_PARTICIPANTS,
        widget=forms.TextInput(attrs=_WHOLE),
        help_text=_("Participants and staff, each counted once."),
    )
    days = forms.IntegerField(
        label=_("Days"), min_value=1, max_value=MAX_DAYS, widget=forms.TextInput(attrs=_WHOLE)
    )
    origin = forms.ChoiceField(label=_("Where they come from"))
    region = forms.ChoiceField(
        label=_("Province of the venue"),
        help_text=_("Decides which grid factor electricity takes."),
    )
    title = forms.CharField(label=_("Name of the event"), max_length=160, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the mixes and provinces in the reader's language."""
        super().__init__(*args, **kwargs)
        offer(self, "origin", choices(assumptions.origins()))
        self.fields["origin"].initial = "mixed"
        offer(self, "region", provinces())
        self.fields["region"].initial = "CN-GD"

    def basics(self) -> Basics:
        """The three answers of a valid form."""
        data = self.cleaned_data
        return Basics(data["participants"], data["days"], data["origin"])


class OfficeBasicsForm(forms.Form):
    """Which office, which year."""

    title = forms.CharField(label=_("Name of the office"), max_length=160, required=False)
    year = forms.IntegerField(
        label=_("Year"), min_value=2015, max_value=2100, widget=forms.TextInput(attrs=_WHOLE)
    )
    participants = forms.IntegerField(
        label=_("People working there"),
        required=False,
        min_value=1,
        max_value=MAX_PARTICIPANTS,
        widget=forms.TextInput(attrs=_WHOLE),
        help_text=_("For the figure per head and for a check of magnitude."),
    )
    region = forms.ChoiceField(
        label=_("Province"), help_text=_("Decides which grid factor electricity takes.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the provinces in the reader's language."""
        super().__init__(*args, **kwargs)
        offer(self, "region", provinces())
        self.fields["region"].initial = "CN-GD"
