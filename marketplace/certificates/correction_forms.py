"""What is asked in a correction, and a registrar's refusal: checked, with what was typed kept."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from look.writing import TextField
from marketplace.certificates.corrections import (
    LARGEST_EVIDENCE,
    Evidence,
    Wording,
    changes,
    media_type,
)
from marketplace.registry.queries import StatementView


class CorrectionForm(forms.Form):
    """The words as they should be; they begin as they are."""

    title_zh = TextField(label=_("Title in Chinese"), max_length=200, required=False)
    title_en = TextField(label=_("Title in English"), max_length=240, required=False)
    beneficiary_zh = TextField(
        label=_("Beneficiary's Chinese name"), max_length=120, required=False
    )
    beneficiary_en = TextField(
        label=_("Beneficiary's English name"), max_length=160, required=False
    )
    reason = TextField(
        label=_("What is wrong"),
        max_length=500,
        help_text=_("In a sentence, such as: one character of the name was mistyped."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence = forms.FileField(
        label=_("Evidence"),
        help_text=_(
            "A PDF, PNG or JPEG of at most 5 MB that shows how it is written, such as a business licence or the "
            "event's announcement. Registrars see it; it is not published."
        ),
        widget=forms.ClearableFileInput(
            attrs={"accept": "application/pdf,image/png,image/jpeg,.pdf,.png,.jpg,.jpeg"}
        ),
    )

    def __init__(self, *args: Any, statement: StatementView, **options: Any) -> None:
        super().__init__(*args, **options)
        self.statement = statement
        if "pseudonym" in statement.body["beneficiary"] and (
            "name_zh" not in statement.body["beneficiary"]
        ):  # a name is added by consent, not by correction
            del self.fields["beneficiary_zh"], self.fields["beneficiary_en"]

    def clean_evidence(self) -> Any:
        file = self.cleaned_data["evidence"]
        if file.size > LARGEST_EVIDENCE:
            raise ValidationError(_("The file may have at most 5 MB."))
        head = file.read(16)
        file.seek(0)
        if not media_type(head):
            raise ValidationError(_("Please choose a PDF, PNG or JPEG file."))
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and changes(self.statement, self.wording()) == Wording():
            raise ValidationError(
                _("Nothing differs from the certificate. Please change the words that are wrong.")
            )
        return data

    def wording(self) -> Wording:
        """Return the words asked for."""
        names = ("title_zh", "title_en", "beneficiary_zh", "beneficiary_en")
        return Wording(**{name: self.cleaned_data.get(name, "") for name in names})

    def file(self) -> Evidence:
        """Return the evidence."""
        file = self.cleaned_data["evidence"]
        return Evidence(file.read(), file.name[:200])


class RefusalForm(forms.Form):
    """Why a correction is refused."""

    note = TextField(
        label=_("Reason for refusal"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
