"""The form by which a project's owner applies for issue."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from look.numbers import WholeNumberField
from look.writing import TextField
from marketplace.clock import SHENZHEN
from marketplace.registry.applying import Verified
from marketplace.registry.forms import DAY, EvidenceField

MASS = {"data-unit": _("kg"), "data-width": "short"}


class ApplicationForm(forms.Form):
    """What was measured, who verified it, and both papers."""

    monitoring_start = forms.DateField(label=_("Monitoring period from"), widget=DAY)
    monitoring_end = forms.DateField(label=_("Monitoring period to"), widget=DAY)
    reported_kg = WholeNumberField(
        label=_("Reductions stated in the monitoring report"),
        min_value=1,
        max_value=10**12,
        widget=forms.TextInput(attrs=MASS),
    )
    quantity_kg = WholeNumberField(
        label=_("Quantity to be issued"),
        min_value=1,
        max_value=10**12,
        help_text=_("Whole kilograms, at most what the report states."),
        widget=forms.TextInput(attrs=MASS),
    )
    verifier = TextField(label=_("Verification body"), max_length=120)
    statement_number = TextField(label=_("Number of its statement"), max_length=80)
    statement_date = forms.DateField(label=_("Date of its statement"), widget=DAY)
    report = EvidenceField(
        label=_("Monitoring report"),
        help_text=_("PDF, picture, OFD or Office file, at most 20 MB."),
    )
    statement = EvidenceField(label=_("Verification statement"))
    overlap_reason = TextField(
        label=_("Why some of these days were issued before"),
        max_length=300,
        required=False,
        help_text=_("Only if another issue of the project has days in common with this one."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("monitoring_start"), data.get("monitoring_end")
        if start and end and end < start:
            self.add_error("monitoring_end", _("The period ends before it begins."))
        if end and end >= localdate(timezone=SHENZHEN):
            self.add_error("monitoring_end", _("Only what is over has been measured."))
        told = data.get("statement_date")
        if end and told and told <= end:
            self.add_error("statement_date", _("A statement can't be older than what it verifies."))
        if told and told > localdate(timezone=SHENZHEN):
            self.add_error("statement_date", _("The date lies in the future."))
        quantity, reported = data.get("quantity_kg"), data.get("reported_kg")
        if quantity and reported and quantity > reported:
            self.add_error("quantity_kg", _("This is more than the report states."))
        report, statement = data.get("report"), data.get("statement")
        if report and statement and report[0] == statement[0]:
            self.add_error("statement", _("This is the same file as the report."))
        return data

    def verified(self) -> Verified:
        """Return what ``ledger.apply`` takes."""
        data = dict(self.cleaned_data)
        report, report_name = data.pop("report")
        statement, statement_name = data.pop("statement")
        return Verified(
            report=report,
            report_name=report_name,
            statement=statement,
            statement_name=statement_name,
            **data,
        )
