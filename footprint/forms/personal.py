"""A person's year in a few questions; what is skipped takes a stated city average."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from footprint import activities, personal
from footprint.forms.fields import AmountField, choices, offer, provinces


class PersonalForm(forms.Form):
    """Home, getting about, food. Nothing is required."""

    region = forms.ChoiceField(label=_("Where you live"))
    household = AmountField(label=_("People in your household"), unit=_("persons"))
    electricity = AmountField(
        label=_("Electricity of the household in a month"), unit="kWh", help_text=_("See the bill.")
    )
    gas = AmountField(label=_("Gas of the household in a month"), unit="m³")
    commute_mode = forms.ChoiceField(label=_("How you get to work or school"), required=False)
    commute_km = AmountField(label=_("How far, one way"), unit=_("km"))
    car_km = AmountField(label=_("Driving besides, in a year (petrol)"), unit=_("km"))
    rail_trips = AmountField(
        label=_("Long rail journeys in a year"),
        unit=_("return trips"),
        help_text=_("Counted at 800 km one way."),
    )
    flights_domestic = AmountField(
        label=_("Flights within mainland China in a year"),
        unit=_("return trips"),
        help_text=_("Counted at 1,600 km one way."),
    )
    flights_abroad = AmountField(
        label=_("Flights abroad in a year"),
        unit=_("return trips"),
        help_text=_("Counted at 3,500 km one way, economy."),
    )
    diet = forms.ChoiceField(label=_("What you eat"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        offer(self, "region", provinces())
        self.fields["region"].initial = "CN-GD"
        offer(self, "commute_mode", [("", str(_("Skip"))), *choices(personal.COMMUTES)])
        offer(self, "diet", [("", str(_("Skip"))), *choices(activities.DIET.choices or {})])

    def clean_household(self) -> str:
        """A household has at least one person."""
        value: str = self.cleaned_data["household"]
        if value and Decimal(value) < 1:
            raise forms.ValidationError(_("At least one person."))
        return value

    def filled(self) -> dict[str, str]:
        """The answers of a valid form, skipped ones left out."""
        return {key: str(value) for key, value in self.cleaned_data.items() if value}
