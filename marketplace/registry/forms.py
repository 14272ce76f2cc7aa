"""Forms of the registrars: what they type, checked; the verbs decide."""

from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from look.numbers import WholeNumberField
from look.templatetags.look import localname
from look.writing import TextField
from marketplace.clock import SHENZHEN
from marketplace.registry import applying, evidence
from marketplace.registry.models import Project, Scheme

DAY = forms.DateInput(attrs={"type": "date"})


class EvidenceField(forms.FileField):
    """A file that is kept as evidence: of a kind that can be, and of at most 20 MB. Gives (bytes, name)."""

    def clean(self, data: Any, initial: Any = None) -> tuple[bytes, str]:
        file = super().clean(data, initial)
        if not file:
            return b"", ""
        if file.size > evidence.LARGEST:
            raise forms.ValidationError(_("The file may have at most 20 MB."))
        content = file.read()
        if complaint := evidence.complaint(content):
            raise forms.ValidationError(complaint)
        return content, file.name[:200]


class ProjectField(forms.ModelChoiceField):
    """A project by code and name."""

    def label_from_instance(self, project: Project) -> str:
        return f"{project.code} · {localname(project)}"


class IssuanceForm(forms.Form):
    """A block of credits to be brought into the ledger."""

    project = ProjectField(
        label=_("Project"),
        queryset=Project.objects.select_related("scheme", "methodology_version").filter(
            scheme__kind=Scheme.Kind.UPSTREAM
        ),
        help_text=_(
            "Only schemes with a platform of their own: for the others the project's owner applies."
        ),
    )
    monitoring_start = forms.DateField(label=_("Monitoring period from"), widget=DAY)
    monitoring_end = forms.DateField(label=_("Monitoring period to"), widget=DAY)
    tonnes = WholeNumberField(
        label=_("Quantity"),
        min_value=1,
        max_value=10**9,
        widget=forms.TextInput(attrs={"data-unit": _("t"), "data-width": "short"}),
    )
    upstream_serial = TextField(
        label=_("Serial numbers on the issuing platform"),
        max_length=200,
        help_text=_("As the platform writes them, from first to last."),
    )
    block_first = WholeNumberField(
        label=_("First tonne of the block"),
        min_value=0,
        max_value=10**15,
        required=False,
        help_text=_("Only where the serial number itself doesn't say it."),
    )
    block_last = WholeNumberField(
        label=_("Last tonne of the block"), min_value=0, max_value=10**15, required=False
    )
    custody_account = TextField(label=_("Custody account"), max_length=120)
    trade_reference = TextField(label=_("Reference of the transfer into custody"), max_length=120)
    withdrawal_proof = TextField(
        label=_("Number of the withdrawal, if withdrawn for retail"),
        max_length=120,
        required=False,
        help_text=_(
            "Only tonnes that the platform has withdrawn already may be dealt in by the kilogram here."
        ),
    )
    withdrawal_shared = forms.BooleanField(
        label=_("This withdrawal covers several blocks"),
        required=False,
        help_text=_("Else its number stands behind one block only."),
    )
    evidence = EvidenceField(
        label=_("Evidence"),
        help_text=_(
            "The platform's confirmation: PDF, picture, OFD or Office file, at most 20 MB. It is kept."
        ),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("monitoring_start"), data.get("monitoring_end")
        if start and end and end < start:
            self.add_error("monitoring_end", _("The period ends before it begins."))
        if end and end >= localdate(timezone=SHENZHEN):
            self.add_error("monitoring_end", _("Only what is over has been measured."))
        if (data.get("block_first") is None) != (data.get("block_last") is None):
            self.add_error("block_last", _("Give first and last tonne, or neither."))
        return data

    def verb_arguments(self) -> dict[str, Any]:
        """Return what ``ledger.request_issuance`` takes."""
        data = dict(self.cleaned_data)
        (content, name), tonnes = data.pop("evidence"), data.pop("tonnes")
        first, last = data.pop("block_first"), data.pop("block_last")
        return {
            **data,
            "block": None if first is None else (first, last),
            "methodology_version": data["project"].methodology_version,
            "quantity_kg": tonnes * 1000,
            "increment_kg": 1 if data["withdrawal_proof"] else 1000,
            "evidence": content,
            "evidence_name": name,
        }


class DecisionForm(forms.Form):
    """Approve or refuse a request for issue."""

    note = TextField(
        label=_("Reason for refusal"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SerialForm(forms.Form):
    """The serial of a block that no machine reads, once more."""

    serial_again = TextField(
        label=_("The serial number, typed again from the evidence"),
        max_length=200,
        help_text=_(
            "Open the evidence and type what you read there; don't copy it from this page."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def not_in_the_future(day: date) -> None:
    """Refuse a day after today, as Shenzhen counts. Raises ValidationError."""
    if day > localdate(timezone=SHENZHEN):
        raise forms.ValidationError(_("The proof's date lies in the future."))


def _covers_several() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("One document covers several withdrawals"),
        required=False,
        help_text=_(
            "A file that proved another withdrawal is taken again only with this, and under the same number."
        ),
    )


class WithdrawalForm(forms.Form):
    """The issuing platform's proof of withdrawal."""

    proof_number = TextField(label=_("Number of the proof"), max_length=120)
    proof_date = forms.DateField(
        label=_("Date of the proof"), widget=DAY, validators=[not_in_the_future]
    )
    proof = EvidenceField(label=_("The proof"), help_text=_("A scan or PDF; it is kept."))
    covers_several = _covers_several()


class RefusalForm(forms.Form):
    """The issuing platform's refusal."""

    reason = TextField(
        label=_("The platform's reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ListForm(forms.Form):
    """A list as CSV and the files it names."""

    list = forms.FileField(
        label=_("The list (CSV)"), help_text=_("UTF-8 or GB 18030, at most 2 MB.")
    )
    files = forms.FileField(
        label=_("The files it names"),
        required=False,
        help_text=_("A ZIP with one file per row; for a single row also the file itself."),
    )

    def contents(self) -> dict[str, Any]:
        """Return both files as bytes with their names."""
        listed, files = self.cleaned_data["list"], self.cleaned_data["files"]
        return {
            "content": listed.read(),
            "file_name": listed.name,
            "files": files.read() if files else b"",
            "files_name": files.name if files else "",
        }


class AnswerForm(ListForm):
    """The issuing platform's answer to an application for withdrawal, and its proofs."""

    covers_several = _covers_several()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["list"].label = _("The answer (CSV)")
        self.fields["files"].label = _("The proofs")
        self.fields["files"].help_text = _("A ZIP of the files that the answer names.")


class CheckForm(forms.Form):
    """A registrar's check of an application: every point, and what the applicant should read."""

    remarks = TextField(
        label=_("Remarks for the applicant"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed when a point doesn't hold: the application then goes back."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        points = {
            name: forms.BooleanField(label=label, required=False)
            for name, label in applying.POINTS.items()
        }
        self.fields = points | self.fields

    def points(self) -> dict[str, bool]:
        """Return which points hold."""
        return {name: self.cleaned_data[name] for name in applying.POINTS}


class MadeGoodForm(forms.Form):
    """The further retirement that makes a refused one good."""

    retirement = forms.UUIDField(
        label=_("Record number of the further retirement"),
        help_text=_(
            "It stands on the retirement's page and must be of at least as many kilograms."
        ),
    )
