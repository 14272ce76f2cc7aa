"""What an organization types when it applies as a project owner."""

from django import forms
from django.utils.translation import gettext_lazy as _

from look.writing import TextField
from marketplace.projects.forms import DAY, UploadField
from marketplace.projects.models import Application


class ApplicationForm(forms.Form):
    """An organization applies to be a project owner."""

    role = forms.ChoiceField(
        label=_("What your organization is"),
        choices=Application.Role.choices,
        widget=forms.RadioSelect,
        initial=Application.Role.OWNER,
    )
    agency_agreement = UploadField(
        label=_("Agreement with the owners"),
        required=False,
        help_text=_("Aggregators only: the signed agency agreement. PDF, PNG, JPEG or XLSX."),
    )
    published_on = forms.DateField(
        label=_("Sharing of benefits public since"),
        widget=DAY,
        help_text=_(
            "The day on which you published who takes part and how they share the benefits, at least seven"
            " working days ago (粤环发〔2022〕4号)."
        ),
    )
    published_url = forms.URLField(
        label=_("Address of that publication"),
        max_length=500,
        assume_scheme="https",
        help_text=_("Anyone can open it; it is shown with your projects."),
    )
    contact_name = TextField(
        label=_("Contact person"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact_phone = TextField(
        label=_("Telephone"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    contact_email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    account_name = TextField(
        label=_("Name of the bank account"),
        max_length=120,
        help_text=_("The organization's own account, under its registered name."),
    )
    bank = TextField(label=_("Bank and branch"), max_length=120)
    account_number = forms.RegexField(
        r"^[0-9][0-9 -]{5,38}$",
        label=_("Account number"),
        strip=True,
        error_messages={"invalid": _("Digits, with spaces or hyphens if you like.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    terms = forms.BooleanField(
        label=_("We have read the terms for project owners and accept them."),
        error_messages={"required": _("Without the terms nobody can sell here.")},
    )

    GROUPS = (
        (_("Project owner"), ("role", "agency_agreement")),
        (_("Sharing of benefits"), ("published_on", "published_url")),
        (_("Whom we call"), ("contact_name", "contact_phone", "contact_email")),
        (_("Where your money goes"), ("account_name", "bank", "account_number")),
    )
