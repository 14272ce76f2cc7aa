"""The questions of the public lists: a form over the address's query, checked, and what was asked."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from look.templatetags.look import localname
from marketplace.registry import words
from marketplace.registry.models import Project, RetirementUpstream, Scheme

FIRST_YEAR, LAST_YEAR = 2000, 2199
DAY = forms.DateInput(attrs={"type": "date"})
ALL = ("", pgettext_lazy("filter", "All"))


class _ProjectField(forms.ModelChoiceField):
    """A project by its name; the address carries its code, the same for ever."""

    def __init__(self) -> None:
        rows = Project.objects.filter(batches__isnull=False).distinct()
        super().__init__(rows, label=_("Project"), required=False, empty_label=ALL[1])
        self.to_field_name = "code"

    def label_from_instance(self, project: Project) -> str:
        return f"{localname(project)} · {project.code}"


class _YearField(forms.IntegerField):
    """A year, four digits."""

    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            min_value=FIRST_YEAR,
            max_value=LAST_YEAR,
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "placeholder": "2026"}),
        )


class Filter(forms.Form):
    """A list's filter. A part that is wrong is named and left out; the rest still filters."""

    use_required_attribute = False

    def asked(self) -> dict[str, Any]:
        """Return the parts that were filled in and are right."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    @property
    def is_used(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.is_bound and (self.errors or self.asked()))


class IssuanceFilter(Filter):
    """Which issues: of a project, a scheme, a monitoring year, a time."""

    project = _ProjectField()
    scheme = forms.ModelChoiceField(
        Scheme.objects.order_by("code"),
        label=_("Scheme"),
        required=False,
        to_field_name="code",
        empty_label=ALL[1],
    )
    vintage = _YearField(_("Year of monitoring"))
    since = forms.DateField(label=_("Issued from"), required=False, widget=DAY)
    until = forms.DateField(label=_("Issued until"), required=False, widget=DAY)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["scheme"].label_from_instance = localname  # type: ignore[attr-defined]

    def clean_until(self) -> Any:
        since, until = self.cleaned_data.get("since"), self.cleaned_data["until"]
        if since and until and until < since:
            raise ValidationError(_("This day is before the first one."))
        return until


class RetirementFilter(Filter):
    """Which retirements: in whose name, for what, of which project, when."""

    q = forms.CharField(
        label=_("Beneficiary"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind of beneficiary"),
        required=False,
        choices=[ALL, ("organization", _("Organizations")), ("person", _("Individuals"))],
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"), required=False, choices=[ALL, *words.PURPOSES.items()]
    )
    project = _ProjectField()
    year = _YearField(_("Year"))
    beneficiary = forms.UUIDField(required=False, widget=forms.HiddenInput)


class WithdrawalFilter(Filter):
    """Which withdrawals: in which state."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[ALL, *RetirementUpstream.State.choices]
    )


class BeneficiaryFilter(Filter):
    """Which beneficiaries: by name or unified social credit code."""

    q = forms.CharField(
        label=_("Name or unified social credit code"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
