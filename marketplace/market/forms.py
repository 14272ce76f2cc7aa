"""What buyers type. Forms only read and check; views pass on what they mean."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.queries import OrganizationOf
from look.templatetags.look import localname
from marketplace.market import amounts
from marketplace.market.amounts import Amount, AmountError
from marketplace.market.models import Quote

AMOUNT_ERRORS = {
    "missing": _("Please say how much."),
    "number": _("This is not a number. Write digits, such as 1200 or 1.2."),
    "positive": _("The quantity must be more than nothing."),
    "whole_kg": _("Kilograms are whole numbers here."),
    "gram": _("Tonnes have at most three decimals here: one kilogram is 0.001 t."),
    "fen": _("Money has at most two decimals."),
    "large": _("This is more than there can be."),
}
UNITS = [("kg", _("kilograms")), ("t", _("tonnes")), ("cny", _("yuan to spend, fee included"))]


class WishForm(forms.Form):
    """How much somebody wants, in kilograms, tonnes or money."""

    quantity = forms.CharField(
        label=_("How much"),
        max_length=40,
        strip=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=UNITS)

    def clean(self) -> dict[str, Any]:
        """Turn text and unit into an Amount, ``cleaned_data["amount"]``."""
        cleaned = super().clean() or {}
        if "quantity" in cleaned and "unit" in cleaned:
            try:
                cleaned["amount"] = amounts.read(cleaned["quantity"], cleaned["unit"])
            except AmountError as error:
                self.add_error("quantity", AMOUNT_ERRORS[error.code])
        return cleaned

    @property
    def amount(self) -> Amount:
        """What a valid form means."""
        return self.cleaned_data["amount"]


class ReserveForm(forms.Form):
    """Which plan to reserve, for whom and for how long."""

    plan = forms.CharField(max_length=4000)
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("For the order and the certificate, nothing else. No account needed."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    organization = forms.ChoiceField(label=_("Buying for"), required=False)
    kind = forms.ChoiceField(choices=Quote.Kind.choices, required=False)
    claim_for = forms.RegexField(r"^[a-z_]+:[0-9A-Za-z-]{1,64}$", required=False)

    def __init__(
        self,
        *args: Any,
        signed_in: bool,
        organizations: Sequence[OrganizationOf] = (),
        alone: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if signed_in:
            del self.fields["email"]
        if organizations:
            own = [("", _("myself"))] if alone else []
            self.fields["organization"].choices = [
                *own,
                *((str(o.public_id), named(o)) for o in organizations),
            ]
            self.fields["organization"].initial = str(organizations[0].public_id)
            self.fields["organization"].widget.is_required = True  # "myself" is an answer too
            self.fields["organization"].required = not alone
        else:
            del self.fields["organization"]


def named(organization: OrganizationOf) -> str:
    """Return an organization's name in the reader's language."""
    return localname(organization)
