"""Forms of the account and organization pages: what people type, checked; verbs do the rest."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import tokens
from accounts.identifiers import clean_uscc
from accounts.models import District, Language, Organization, Role, User
from look.templatetags.look import localname
from look.writing import TextField


class _NamedMixin:
    """Organizations by their names in the reader's language."""

    def label_from_instance(self, organization: Organization) -> str:
        """Return what the list shows."""
        return localname(organization.party)


class OrganizationField(_NamedMixin, forms.ModelChoiceField):
    """One organization, or none; its query joins ``party``."""


class OrganizationsField(_NamedMixin, forms.ModelMultipleChoiceField):
    """Some organizations; its query joins ``party``."""


class SignupFields(forms.Form):
    """What signing up asks beyond address and password; allauth mixes it into its form."""

    name = TextField(
        label=_("Your name"),
        max_length=80,
        required=False,
        help_text=_("Seen by your colleagues here, never by the public."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        """Store the name on the user whom allauth has just made."""
        user.name = self.cleaned_data["name"].strip()
        user.save(update_fields=["name"])


class ProfileForm(forms.Form):
    """How a person is addressed."""

    name = TextField(
        label=_("Your name"),
        max_length=80,
        required=False,
        help_text=_("Seen by your colleagues here, never by the public."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language of our mails"),
        choices=Language.choices,
        help_text=_("Pages follow the switch at the top of each page."),
    )


class PublicNameForm(forms.Form):
    """Under which name a person stands on certificates."""

    name_zh = TextField(label=_("Name in Chinese"), max_length=120, required=False)
    name_en = TextField(label=_("Name in English"), max_length=160, required=False)
    shows_name = forms.BooleanField(
        label=_("Show this name in public"),
        required=False,
        help_text=_("Without it, certificates made from now on carry only your pseudonym."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a name where one is to be shown."""
        data = super().clean() or {}
        if data.get("shows_name") and not (data.get("name_zh") or data.get("name_en")):
            self.add_error("name_zh", _("Give the name that is to be shown."))
        return data


class DeleteAccountForm(forms.Form):
    """A deliberate yes to erasing the account: the address, typed out."""

    email = forms.CharField(
        label=_("Type your e-mail address to confirm"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        """Return the address; raises ValidationError when it is not the user's own."""
        typed: str = self.cleaned_data["email"].strip().lower()
        if typed != self.user.email:
            raise forms.ValidationError(_("This is not the address of your account."))
        return typed


class OrganizationDetailsForm(forms.Form):
    """What an organization says about itself before anybody has checked it."""

    name_zh = TextField(
        label=_("Full name in Chinese"),
        max_length=120,
        required=False,
        help_text=_("As registered; certificates carry it."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    name_en = TextField(
        label=_("Name in English"),
        max_length=160,
        required=False,
        help_text=_("For English certificates. May be left out."),
    )
    uscc = forms.CharField(
        label=_("Unified social credit code"),
        max_length=40,
        required=False,
        help_text=_("18 characters. Needed for verification, invoices and larger quotations."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_uscc(self) -> str:
        """Return the code in its normal form, or nothing; raises ValidationError if it is wrong."""
        typed: str = self.cleaned_data["uscc"]
        return clean_uscc(typed) if typed.strip() else ""

    def clean(self) -> dict[str, Any]:
        """Ask for at least one name."""
        data = super().clean() or {}
        if not (data.get("name_zh") or data.get("name_en") or self.errors):
            self.add_error("name_zh", _("An organization needs a name."))
        return data


class NewOrganizationForm(OrganizationDetailsForm):
    """A new organization with its ways of working."""

    district = forms.ChoiceField(
        label=_("District"), choices=District.choices, initial=District.MUNICIPAL
    )
    approval_required = forms.BooleanField(
        label=_("Every order needs a second person's approval"),
        required=False,
        help_text=_("Usual in public bodies: one person prepares, another approves."),
    )


class InvitationForm(forms.Form):
    """Whom to invite, and for what."""

    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.PREPARER)


class RoleForm(forms.Form):
    """A member's new role."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class TokenForm(forms.Form):
    """A new token: what it is for and what it may do."""

    name = TextField(
        label=_("What is it for?"),
        max_length=60,
        help_text=_("For example the name of the system that will use it."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=list(tokens.SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
    )


class RefusalForm(forms.Form):
    """Why an organization is not verified; its members read it."""

    reason = TextField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The members read this. They can correct the details and ask again."),
    )
