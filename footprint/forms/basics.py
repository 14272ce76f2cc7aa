"""The first questions of the event and the office form."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from footprint import assumptions, grid_year, sets
from footprint.assumptions import MAX_DAYS, MAX_PARTICIPANTS, Basics
from footprint.forms.fields import choices, offer, provinces
from look.numbers import WholeNumberField
from look.writing import TextField

_WHOLE = {"inputmode": "numeric", "data-width": "short"}


class EventBasicsForm(forms.Form):
    """How many, how long, from where: enough for a first estimate."""

    participants = WholeNumberField(
        label=_("People on site"),
        min_value=1,
        max_value=MAX_PARTICIPANTS,
        widget=forms.TextInput(attrs=_WHOLE),
        help_text=_("Participants and staff, each counted once."),
    )
    days = WholeNumberField(
        label=_("Days"), min_value=1, max_value=MAX_DAYS, widget=forms.TextInput(attrs=_WHOLE)
    )
    origin = forms.ChoiceField(label=_("Where they come from"))
    region = forms.ChoiceField(
        label=_("Province of the venue"),
        help_text=_("Decides which grid factor electricity takes."),
    )
    title = TextField(label=_("Name of the event"), max_length=160, required=False)

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


_ONLY_KEEPS = {"site", "save"}
"""Buttons that keep what is filled in and compute nothing: the question may wait."""


class GridYearForm(forms.Form):
    """Which year's grid factors an office takes; asked only while its own year's are not published."""

    grid_year = forms.ChoiceField(label=_("Year of the grid factors"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the published years, none of them chosen beforehand."""
        super().__init__(*args, **kwargs)
        years = [str(year) for year in grid_year.published(sets.load())]
        offer(
            self,
            "grid_year",
            [("", str(_("The office's own year"))), *zip(years, years, strict=True)],
        )
        self.fields["grid_year"].help_text = gettext(
            "Published: %(years)s. For another year you say which one stands in; nothing is chosen for you."
        ) % {"years": ", ".join(years)}

    def inventory_year(self, cleaned: dict[str, Any]) -> int | None:
        """The year that the inventory is about."""
        year = cleaned.get("year")
        return int(year) if year else None

    def clean(self) -> dict[str, Any]:
        """A year without published factors needs the user's choice; a published one takes its own."""
        cleaned: dict[str, Any] = super().clean() or {}
        year, published = self.inventory_year(cleaned), grid_year.published(sets.load())
        if year is None or "grid_year" in self.errors:
            return cleaned
        if year in published:
            cleaned["grid_year"] = None
        elif cleaned.get("grid_year"):
            cleaned["grid_year"] = int(cleaned["grid_year"])
        elif _ONLY_KEEPS.isdisjoint(self.data):
            message = gettext(
                "The grid factors of %(year)d are not published yet. Which year is to stand in? "
                "%(newest)d is the newest before it."
            )
            newest = grid_year.offered(year, sets.load())[0]
            self.add_error("grid_year", message % {"year": year, "newest": newest})
        return cleaned


class OfficeBasicsForm(GridYearForm):
    """Which office, which year."""

    title = TextField(label=_("Name of the office"), max_length=160, required=False)
    year = WholeNumberField(
        label=_("Year"), min_value=2015, max_value=2100, widget=forms.TextInput(attrs=_WHOLE)
    )
    participants = WholeNumberField(
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
    field_order = ("title", "year", "participants", "region", "grid_year")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the provinces in the reader's language."""
        super().__init__(*args, **kwargs)
        offer(self, "region", provinces())
        self.fields["region"].initial = "CN-GD"


class OfficeSettingsForm(GridYearForm):
    """What an organization's year asks besides the amounts; its year and province are known already."""

    participants = WholeNumberField(
        label=_("People working there"),
        required=False,
        min_value=1,
        max_value=MAX_PARTICIPANTS,
        widget=forms.TextInput(attrs=_WHOLE),
        help_text=_("For the figure per head and for a check of magnitude."),
    )
    field_order = ("participants", "grid_year")

    def __init__(self, year: int, *args: Any, **kwargs: Any) -> None:
        """Ask about a year."""
        self.year = year
        super().__init__(*args, **kwargs)

    def inventory_year(self, cleaned: dict[str, Any]) -> int | None:
        """The organization's year."""
        return self.year
