"""What sellers type: an offer, a price, a new date. Forms read and check; the verbs decide."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from look.formats import mass
from look.numbers import NumberField, WholeNumberField
from marketplace import clock
from marketplace.market import amounts
from marketplace.market.amounts import AmountError
from marketplace.market.forms import AMOUNT_ERRORS
from marketplace.market.listings import Offer
from marketplace.market.models import Listing
from marketplace.market.money import to_fen
from marketplace.market.sales_queries import Listable

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOST_YEARS = 3


def end_of(day: date) -> datetime:
    """Return the last second of a day in Shenzhen."""
    return datetime.combine(day, time(23, 59, 59), clock.SHENZHEN)


class PriceField(NumberField):
    """CNY per tonne, tax included; full-width digits and a sign of the yuan are forgiven."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(
            attrs={"inputmode": "decimal", "data-prefix": "¥", "data-width": "short"}
        )
        super().__init__(
            label=_("Price per tonne, tax included"),
            min_value=Decimal("0.01"),
            max_value=Decimal("999999.99"),
            max_digits=8,
            decimal_places=2,
            widget=widget,
            **options,
        )


class DayAheadField(forms.DateField):
    """A day from today on, at most three years ahead; cleans to its last second in Shenzhen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=DAY, **options)

    def clean(self, value: Any) -> datetime | None:
        """Return the end of the day; raises ValidationError."""
        day = super().clean(value)
        if day is None:
            return None
        now = clock.now()
        if end_of(day) <= now:
            raise forms.ValidationError(_("This day is over already."))
        if day.year > now.year + MOST_YEARS:
            raise forms.ValidationError(_("At most three years ahead."))
        return end_of(day)


class OfferForm(forms.Form):
    """A new listing of one batch."""

    quantity = forms.CharField(
        label=_("How much"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    unit = forms.ChoiceField(
        label=_("Unit"), choices=[("t", _("tonnes")), ("kg", _("kilograms"))], initial="t"
    )
    price = PriceField()
    minimum_kg = WholeNumberField(
        label=_("Smallest quantity one can buy"),
        min_value=1,
        max_value=10**9,
        widget=forms.TextInput(attrs={"data-unit": _("kg"), "data-width": "short"}),
    )
    increment_kg = WholeNumberField(
        label=_("In steps of"),
        min_value=1,
        max_value=10**9,
        widget=forms.TextInput(attrs={"data-unit": _("kg"), "data-width": "short"}),
    )
    expires_at = DayAheadField(
        label=_("For sale until"),
        required=False,
        help_text=_("The end of this day. Left empty, it stays until sold or withdrawn."),
    )

    def __init__(self, *args: Any, holding: Listable, **kwargs: Any) -> None:
        steps = {"minimum_kg": holding.increment_kg, "increment_kg": holding.increment_kg}
        kwargs["initial"] = steps | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.holding = holding

    def clean(self) -> dict[str, Any]:
        """Turn quantity and unit into kilograms, and check them against holding and steps."""
        data = super().clean() or {}
        if "quantity" not in data or "unit" not in data:
            return data
        try:
            data["kg"] = amounts.read(data["quantity"], data["unit"]).kg
        except AmountError as error:
            self.add_error("quantity", AMOUNT_ERRORS[error.code])
            return data
        if data["kg"] > self.holding.available_kg:
            self._refuse("quantity", _("Only %s are available."), self.holding.available_kg)
        step = data.get("increment_kg")
        if step and step % self.holding.increment_kg:
            self._refuse(
                "increment_kg",
                _("A multiple of %s: the batch's own step."),
                self.holding.increment_kg,
            )
        elif step and data["kg"] % step:
            self._refuse("quantity", _("The quantity is a multiple of the step, %s."), step)
        if data.get("minimum_kg", 0) > data["kg"]:
            self.add_error("minimum_kg", _("This is more than the whole listing."))
        return data

    def _refuse(self, field: str, text: Any, kg: int) -> None:
        self.add_error(field, str(text) % mass(kg, get_language() or "zh-hans"))

    def offer(self) -> Offer:
        """Return what a valid form means."""
        data = self.cleaned_data
        return Offer(
            quantity_kg=data["kg"],
            price_fen=to_fen(data["price"]),
            minimum_kg=data["minimum_kg"],
            increment_kg=data["increment_kg"],
            expires_at=data["expires_at"],
        )


def said(listing: Listing) -> dict[str, Any]:
    """Return what a draft says, as the form's first values; tonnes where they are whole."""
    whole = listing.quantity_kg % 1000 == 0
    quantity = listing.quantity_kg // 1000 if whole else listing.quantity_kg
    ends = listing.expires_at
    return {
        "quantity": str(quantity),
        "unit": "t" if whole else "kg",
        "price": listing.price_per_tonne.amount,
        "minimum_kg": listing.minimum_kg,
        "increment_kg": listing.increment_kg,
        "expires_at": ends.astimezone(clock.SHENZHEN).date() if ends else None,
    }


class PriceForm(forms.Form):
    """Another price."""

    price = PriceField()


class RenewForm(forms.Form):
    """Until when an expired listing goes on."""

    expires_at = DayAheadField(label=_("For sale until"))
