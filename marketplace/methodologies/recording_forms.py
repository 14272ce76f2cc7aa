"""What registrars type when they take over a methodology that an authority filed elsewhere."""

from datetime import date

from django import forms
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from look.writing import TextField
from marketplace.clock import SHENZHEN
from marketplace.methodologies import words
from marketplace.methodologies.forms import KIND_CHOICES, area, free_code
from marketplace.registry import evidence
from marketplace.registry.filings import Text


class RecordForm(forms.Form):
    """A methodology that an authority filed elsewhere, as its document says."""

    code = forms.SlugField(
        label=pgettext_lazy("methodology", "Code"),
        max_length=40,
        help_text=_(
            "Letters, digits, hyphens and underscores. For a new version: the code of the methodology."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    version = TextField(label=_("Version"), max_length=40)
    name_zh = TextField(label=_("Name in Chinese"), max_length=160)
    name_en = TextField(label=_("Name in English"), max_length=200)
    issuer_zh = TextField(label=_("Issuer in Chinese"), max_length=120)
    issuer_en = TextField(label=_("Issuer in English"), max_length=160)
    document_number = TextField(
        label=_("Document number"),
        max_length=80,
        required=False,
        help_text=_("As printed on the document; empty only where it has none."),
    )
    published = forms.RegexField(
        r"^\d{4}(-\d{2}(-\d{2})?)?$",
        label=_("Published"),
        help_text=_("As exact as known: 2021, 2022-12 or 2022-06-21."),
        error_messages={"invalid": _("Write it like 2021, 2022-12 or 2022-06-21.")},
    )
    url = forms.URLField(label=_("Where it is published"), max_length=500, assume_scheme="https")
    quality = forms.ChoiceField(
        label=_("How sure the source is"),
        choices=[(grade, format_lazy("{} · {}", grade, words.GRADES[grade])) for grade in "ABC"],
        widget=forms.RadioSelect,
    )
    kinds = forms.MultipleChoiceField(
        label=_("For which kinds of projects"),
        choices=KIND_CHOICES,
        widget=forms.CheckboxSelectMultiple,
    )
    scope_zh = TextField(label=_("Scope in Chinese"), max_length=4000, widget=area())
    scope_en = TextField(label=_("Scope in English"), max_length=4000, widget=area())
    document = forms.FileField(
        label=_("Document"),
        help_text=_("The authority's text as a file, at most 20 MB. It is kept as evidence."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.docx,.ofd"}),
    )

    def clean_code(self) -> str:
        return free_code(str(self.cleaned_data["code"]))

    def clean_published(self) -> str:
        """Return the date as typed. Raises ValidationError for a day there is not, or one to come."""
        typed: str = self.cleaned_data["published"]
        try:
            begins = date.fromisoformat(f"{typed}-01-01"[:10])
        except ValueError as error:
            raise forms.ValidationError(_("There is no such day.")) from error
        if begins > localdate(timezone=SHENZHEN):
            raise forms.ValidationError(_("The date lies in the future."))
        return typed

    def clean_document(self) -> bytes:
        """Return the file's bytes. Raises ValidationError for what is no evidence."""
        content: bytes = self.cleaned_data["document"].read()
        if complaint := evidence.complaint(content):
            raise forms.ValidationError(complaint)
        return content

    @property
    def text(self) -> Text:
        """What a valid form says of the version."""
        names = Text.__dataclass_fields__
        return Text(**{name: self.cleaned_data[name] for name in names})


class ConfirmForm(forms.Form):
    """What the second registrar says of a recording."""

    accepted = forms.BooleanField(
        label=_("Credits are issued under it here"),
        required=False,
        help_text=_(
            "Left empty, it is in the library only; any registrar but the one who recorded it can accept it later."
        ),
    )
    compared = forms.BooleanField(
        label=_("I compared every entry with the document"),
        error_messages={
            "required": _("Compare the entries with the document first, then tick here.")
        },
    )


class RefuseForm(forms.Form):
    """Why a recording is refused."""

    note = TextField(
        label=_("Reason"),
        max_length=2000,
        widget=area(3),
        help_text=_("Whoever recorded it reads this."),
    )
