"""What citizens and registrars type about points; the verbs decide."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import OrganizationField
from accounts.models import Organization
from look.numbers import WholeNumberField
from look.templatetags.look import localname
from look.writing import TextField
from marketplace.points.behaviours import BEHAVIOURS
from marketplace.points.models import Operator
from marketplace.points.models.rule import LONGEST_LIFE_DAYS
from marketplace.points.rules import Draft
from marketplace.registry.models import Methodology

DAY = forms.DateInput(attrs={"type": "date"})
PLAIN = {"autocomplete": "off", "spellcheck": "false"}
GRADES = [
    ("A", _("A: the issuer's own text")),
    ("B", _("B: a faithful copy")),
    ("C", _("C: reports")),
    ("D", _("D: from memory, or made up")),
]


class OperatorField(forms.ModelChoiceField):
    """An operator by its app."""

    def label_from_instance(self, operator: Operator) -> str:
        return f"{localname(operator, 'app')} · {operator.registration_number}"


class MethodologyField(forms.ModelChoiceField):
    """A methodology by its name."""

    def label_from_instance(self, methodology: Methodology) -> str:
        return localname(methodology)


class ConsentForm(forms.Form):
    """A person's consent: which member they are, proven by the app's code, and a deliberate yes."""

    member_number = forms.CharField(
        label=_("Your member number"),
        max_length=40,
        min_length=4,
        help_text=_("As the app shows it. Never your name or telephone number."),
        widget=forms.TextInput(attrs=PLAIN),
    )
    code = forms.CharField(
        label=_("Linking code"),
        max_length=32,
        help_text=_("Ten letters and digits, beside the member number in the app."),
        widget=forms.TextInput(attrs=PLAIN),
    )
    agreed = forms.BooleanField(label=_("I have read this and agree"))


class RedeemForm(forms.Form):
    """Points to be used at an operator."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    operator_code = forms.CharField(
        label=_("Operator's code"),
        max_length=24,
        help_text=_("The operator shows it where you redeem."),
        widget=forms.TextInput(attrs=PLAIN),
    )
    points = WholeNumberField(
        label=_("Points"),
        min_value=1,
        max_value=10**9,
        widget=forms.TextInput(attrs={"data-width": "short"}),
    )


class RuleForm(forms.Form):
    """An exchange rule, as its document says it."""

    behaviour = forms.ChoiceField(label=_("Behaviour"), choices=list(BEHAVIOURS.items()))
    methodology = MethodologyField(
        label=_("Methodology"), queryset=Methodology.objects.order_by("code"), empty_label="—"
    )
    grams_per_point = WholeNumberField(
        label=_("Grams of reduction for one point"), min_value=1, max_value=10**6
    )
    life_days = WholeNumberField(
        label=_("Points last (days)"),
        min_value=1,
        max_value=LONGEST_LIFE_DAYS,
        help_text=_("At most ten years, 3,652 days."),
    )
    valid_from = forms.DateField(label=_("In force from"), widget=DAY)
    valid_to = forms.DateField(label=_("In force until, this day included"), widget=DAY)
    source_zh = TextField(label=_("Source document in Chinese"), max_length=200)
    source_en = TextField(label=_("Source document in English"), max_length=240)
    document_number = TextField(label=_("Document number"), max_length=80, required=False)
    url = forms.URLField(
        label=_("Where it is published"), max_length=500, required=False, assume_scheme="https"
    )
    quality = forms.ChoiceField(label=_("How sure the source is"), choices=GRADES, initial="A")
    made_up = forms.BooleanField(
        label=_("Made up: no official document stands behind it"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Refuse days out of order."""
        data = super().clean() or {}
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The period ends before it begins."))
        return data

    @property
    def draft(self) -> Draft:
        """What a valid form means."""
        return Draft(**self.cleaned_data)


class OperatorForm(forms.Form):
    """An organization to be registered as operator of an app."""

    organization = OrganizationField(
        label=_("Organization"),
        queryset=Organization.objects.filter(
            verified_at__isnull=False, points_operator=None
        ).select_related("party"),
        empty_label="—",
    )
    app_zh = TextField(label=_("App's name in Chinese"), max_length=80)
    app_en = TextField(label=_("App's name in English"), max_length=120)
    registration_number = TextField(
        label=_("Registration number of the app"),
        max_length=60,
        help_text=_("As the bureau has given it."),
    )


class ImportForm(forms.Form):
    """An operator's file."""

    operator = OperatorField(
        label=_("Operator"), queryset=Operator.objects.filter(active=True), empty_label="—"
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV in UTF-8 or GB 18030, at most 5 MB and 20,000 rows. No names of persons."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
    )


class ReportForm(forms.Form):
    """The days that a report covers."""

    first_day = forms.DateField(label=pgettext_lazy("period", "From"), widget=DAY)
    last_day = forms.DateField(label=_("Until, this day included"), widget=DAY)


class CorrectionForm(forms.Form):
    """Points to be taken back from a line."""

    points = WholeNumberField(label=_("Points"), min_value=1)
    reason = TextField(label=_("Reason"), max_length=200)
