"""Forms of the registrars: what they type, checked; the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.registry.models import Project, Scheme

MAX_FILE_BYTES = 10 * 1024 * 1024
DAY = forms.DateInput(attrs={"type": "date"})


def _small(file: Any) -> Any:
    """Refuse a file that is too large to be read at once."""
    if file and file.size > MAX_FILE_BYTES:
        raise forms.ValidationError(_("The file may have at most 10 MB."))
    return file


class ProjectField(forms.ModelChoiceField):
    """A project by code and name."""

    def label_from_instance(self, project: Project) -> str:
        return f"{project.code} · {project.name_zh}"


class IssuanceForm(forms.Form):
    """A block of credits to be brought into the ledger."""

    project = ProjectField(
        label=_("Project"),
        queryset=Project.objects.select_related("scheme", "methodology_version"),
    )
    monitoring_start = forms.DateField(label=_("Monitoring period from"), widget=DAY)
    monitoring_end = forms.DateField(label=_("Monitoring period to"), widget=DAY)
    tonnes = forms.IntegerField(
        label=_("Quantity"),
        min_value=1,
        max_value=10**9,
        widget=forms.NumberInput(attrs={"data-unit": _("t"), "data-width": "short"}),
    )
    upstream_serial = forms.CharField(
        label=_("Serial numbers on the issuing platform"),
        max_length=200,
        required=False,
        help_text=_("As the platform writes them, from first to last."),
    )
    custody_account = forms.CharField(label=_("Custody account"), max_length=120, required=False)
    trade_reference = forms.CharField(
        label=_("Reference of the transfer into custody"), max_length=120, required=False
    )
    withdrawal_proof = forms.CharField(
        label=_("Number of the withdrawal, if withdrawn for retail"),
        max_length=120,
        required=False,
        help_text=_(
            "Only tonnes that the platform has withdrawn already may be dealt in by the kilogram here."
        ),
    )
    evidence = forms.FileField(
        label=_("Evidence"),
        help_text=_(
            "The platform's confirmation or the monitoring report. Its fingerprint is kept."
        ),
    )

    def clean_evidence(self) -> Any:
        return _small(self.cleaned_data["evidence"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("monitoring_start"), data.get("monitoring_end")
        if start and end and end < start:
            self.add_error("monitoring_end", _("The period ends before it begins."))
        project = data.get("project")
        if project and project.scheme.kind == Scheme.Kind.UPSTREAM:
            for name in ("upstream_serial", "custody_account", "trade_reference"):
                if not data.get(name):
                    self.add_error(name, _("An imported block needs this."))
        return data

    def verb_arguments(self) -> dict[str, Any]:
        """Return what ``ledger.request_issuance`` takes."""
        data = dict(self.cleaned_data)
        file, tonnes = data.pop("evidence"), data.pop("tonnes")
        return {
            **data,
            "methodology_version": data["project"].methodology_version,
            "quantity_kg": tonnes * 1000,
            "increment_kg": 1 if data["withdrawal_proof"] else 1000,
            "evidence": file.read(),
            "evidence_name": file.name[:200],
        }


class DecisionForm(forms.Form):
    """Approve or refuse a request for issue."""

    note = forms.CharField(
        label=_("Reason for refusal"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class WithdrawalForm(forms.Form):
    """The issuing platform's proof of withdrawal."""

    proof_number = forms.CharField(label=_("Number of the proof"), max_length=120)
    proof_date = forms.DateField(label=_("Date of the proof"), widget=DAY)
    proof = forms.FileField(
        label=_("The proof"), help_text=_("A scan or PDF; its fingerprint is kept.")
    )

    def clean_proof(self) -> Any:
        return _small(self.cleaned_data["proof"])
