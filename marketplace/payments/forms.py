"""The forms of payers and of finance staff."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from look.writing import TextField
from marketplace.payments.models import InvoiceRequest, Payment


class StartForm(forms.Form):
    """Which way of paying, and the consent that paying online needs."""

    provider = forms.ChoiceField(choices=Payment.Provider.choices)
    agreed = forms.BooleanField(required=False)


class InvoiceForm(forms.Form):
    """What the buyer wants on the invoice."""

    kind = forms.ChoiceField(label=_("Kind of invoice"), choices=InvoiceRequest.Kind.choices)
    title = TextField(
        label=_("Invoice title"),
        max_length=200,
        help_text=_("The buyer's full name as registered for tax."),
    )
    tax_number = TextField(
        label=_("Taxpayer number"),
        max_length=18,
        required=False,
        help_text=_("The unified social credit code; needed for a special VAT invoice."),
    )
    email = forms.EmailField(label=_("Send to"))

    def clean_tax_number(self) -> str:
        """Return the number in capitals, its check digit checked."""
        number = self.cleaned_data["tax_number"].strip().upper()
        if number and not uscc.is_valid(number):
            raise forms.ValidationError(_("This number is not right: its check digit differs."))
        return number

    def clean(self) -> dict[str, Any]:
        """A special VAT invoice names the taxpayer."""
        cleaned: dict[str, Any] = super().clean() or {}
        special = cleaned.get("kind") == InvoiceRequest.Kind.SPECIAL
        if special and "tax_number" in cleaned and not cleaned["tax_number"]:
            self.add_error("tax_number", _("A special VAT invoice needs the taxpayer number."))
        return cleaned


class StatementForm(forms.Form):
    """A bank's statement file."""

    file = forms.FileField(
        label=_("Statement (CSV)"),
        help_text=_("As exported from the bank's website, UTF-8 or GB 18030, at most 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )


class MatchForm(forms.Form):
    """The remittance code of the payment that a line is for."""

    code = forms.CharField(label=_("Remittance code"), max_length=40)


class SendBackForm(forms.Form):
    """Why a line's money goes back."""

    reason = TextField(label=_("Reason"), max_length=200)


class ReturnedForm(forms.Form):
    """The bank's own number of the transfer back."""

    bank_serial = TextField(label=_("Bank's reference"), max_length=80)


class NoteForm(forms.Form):
    """What was done about an incident."""

    note = TextField(label=_("What was done"), max_length=300)


class NumberForm(forms.Form):
    """The number of an issued invoice."""

    number = TextField(label=_("Invoice number"), max_length=40)


class GiveBackForm(forms.Form):
    """Which order's money goes back, and why."""

    order_number = forms.CharField(label=_("Order number"), max_length=20)
    reason = TextField(label=_("Reason"), max_length=200)
