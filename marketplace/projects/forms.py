"""What goes into a dossier, and what registrars say of it. Forms read and check; the verbs decide."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import District
from look.numbers import NumberField, WholeNumberField
from look.templatetags.look import localname
from look.writing import TextField
from marketplace.projects import files, reviews
from marketplace.projects.words import GROUPS, KIND_CHOICES, LABELS, methodology_label
from marketplace.registry.models import MethodologyVersion, Project, Scheme

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class UploadField(forms.FileField):
    """A file whose size and type are checked by its content; cleans to ``files.Upload``."""

    def __init__(self, **options: Any) -> None:
        widget = forms.FileInput(attrs={"accept": files.ACCEPT})
        options.setdefault("help_text", _("PDF, PNG, JPEG or XLSX, at most 10 MB."))
        super().__init__(widget=widget, **options)

    def clean(self, data: Any, initial: Any = None) -> files.Upload | None:
        """Return the upload; raises ValidationError."""
        found = super().clean(data, initial)
        if not found or not hasattr(found, "read"):
            return None
        if found.size > files.MOST_BYTES:
            raise forms.ValidationError(_("The file may have at most 10 MB."))
        content = found.read()
        problem = files.problem_with(content)
        if problem:
            raise forms.ValidationError(problem)
        return files.Upload(found.name, content)


class MethodologyField(forms.ModelChoiceField):
    """A filed version of a methodology, by name and version."""

    def label_from_instance(self, version: MethodologyVersion) -> str:
        """Return what the list shows."""
        return methodology_label(version)


class SchemeField(forms.ModelChoiceField):
    """A scheme by its name."""

    def label_from_instance(self, scheme: Scheme) -> str:
        """Return what the list shows."""
        return localname(scheme)


def _text(name: str, length: int, *, rows: int = 0, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return TextField(
        label=LABELS[name], max_length=length, required=False, widget=widget, **options
    )


def _degrees(name: str, most: int, example: str) -> NumberField:
    return NumberField(
        label=LABELS[name],
        required=False,
        min_value=Decimal(-most),
        max_value=Decimal(most),
        max_digits=8,
        decimal_places=5,
        help_text=format_lazy(_("Decimal degrees (WGS 84), such as {example}."), example=example),
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "data-unit": "°", "data-width": "short"}
        ),
    )


class DossierForm(forms.Form):
    """A dossier's facts. A draft may leave anything out; what is missing is told before it is handed in."""

    name_zh = _text("name_zh", 160)
    name_en = _text("name_en", 200)
    kind = forms.ChoiceField(
        label=LABELS["kind"], required=False, choices=[("", "—"), *KIND_CHOICES]
    )
    scheme = SchemeField(
        label=LABELS["scheme"], required=False, queryset=Scheme.objects.order_by("code")
    )
    methodology_version = MethodologyField(
        label=LABELS["methodology_version"],
        required=False,
        queryset=MethodologyVersion.objects.none(),
        help_text=_("Only filed methodologies can be chosen."),
    )
    district = forms.ChoiceField(
        label=LABELS["district"], required=False, choices=[("", "—"), *District.choices]
    )
    place_zh = _text("place_zh", 160, help_text=_("Street, park or bay: as people call it."))
    place_en = _text("place_en", 200)
    latitude = _degrees("latitude", 90, "22.63636")
    longitude = _degrees("longitude", 180, "114.04989")
    radius_m = WholeNumberField(
        label=LABELS["radius_m"],
        required=False,
        min_value=1,
        max_value=50_000,
        help_text=_("For a small area instead of a point."),
        widget=forms.TextInput(attrs={"data-unit": _("m"), "data-width": "short"}),
    )
    starts_on = forms.DateField(label=LABELS["starts_on"], required=False, widget=DAY)
    ends_on = forms.DateField(
        label=LABELS["ends_on"],
        required=False,
        widget=DAY,
        help_text=_("Leave it empty while the end is open."),
    )
    takes_part = forms.ChoiceField(
        label=LABELS["takes_part"],
        required=False,
        choices=[("", "—"), *Project.TakesPart.choices],
        help_text=_("Buyers narrow the catalogue by it."),
    )
    who_zh = _text("who_zh", 200)
    who_en = _text("who_en", 240, help_text=_("Groups, never a person's name."))
    participants = WholeNumberField(
        label=LABELS["participants"],
        required=False,
        min_value=0,
        max_value=2_000_000_000,
        help_text=_("The exact number. Fewer than ten are shown to the public as “fewer than 10”."),
        widget=forms.TextInput(attrs={"data-width": "short"}),
    )
    summary_zh = _text("summary_zh", 2000, rows=5)
    summary_en = _text("summary_en", 3000, rows=5)
    co_benefits_zh = _text("co_benefits_zh", 300)
    co_benefits_en = _text("co_benefits_en", 400)

    def __init__(self, *args: Any, remarks: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.remarks = remarks or {}
        filed = MethodologyVersion.objects.filter(status=MethodologyVersion.Status.FILED)
        chosen = self.initial.get("methodology_version")
        if chosen:  # a registered project keeps its version even after that was superseded
            filed = filed | MethodologyVersion.objects.filter(pk=chosen)
        self.fields["methodology_version"].queryset = filed.order_by("name_zh", "version")
        for field in self.fields.values():
            field.widget.is_required = True  # a draft: everything may wait, so nothing is marked

    def clean(self) -> dict[str, Any]:
        """Refuse what no draft can be kept with. What is only missing may wait."""
        data = super().clean() or {}
        start, end = data.get("starts_on"), data.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The period ends before it begins."))
        return data

    def groups(self) -> Iterator[tuple[Any, list[tuple[BoundField, str]]]]:
        """Yield each group's heading and its fields, each with the registrar's remark."""
        for heading, names in GROUPS:
            yield heading, [(self[name], self.remarks.get(name, "")) for name in names]


class PeriodForm(forms.Form):
    """What was measured from one day to another."""

    starts_on = forms.DateField(label=_("First day"), widget=DAY)
    ends_on = forms.DateField(label=_("Last day"), widget=DAY)
    quantity = NumberField(
        label=_("Measured quantity"),
        min_value=Decimal("0.001"),
        max_digits=18,
        decimal_places=3,
        help_text=_("What the methodology monitors: kilowatt-hours, trips, hectares."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "data-width": "short"}),
    )
    unit_zh = TextField(label=_("Unit in Chinese"), max_length=40)
    unit_en = TextField(label=_("Unit in English"), max_length=60)
    report = UploadField(label=_("Monitoring report"), required=False)


class DocumentForm(forms.Form):
    """A file for the dossier."""

    file = UploadField(label=_("File"))
    title_zh = TextField(label=_("Title in Chinese"), max_length=120)
    title_en = TextField(label=_("Title in English"), max_length=160, required=False)
    is_public = forms.TypedChoiceField(
        label=_("Who may read it"),
        choices=[("no", _("the registrar alone")), ("yes", _("everyone, on the project's page"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )


class ReasonForm(forms.Form):
    """Why an application is sent back."""

    reason = TextField(
        label=_("What must be put right"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The members read this. They can correct the details and ask again."),
    )


class RemarksForm(forms.Form):
    """A registrar's remarks, one place for each field of a dossier."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in reviews.REMARKABLE:
            self.fields[f"remark_{name}"] = TextField(
                label=_("Remark on: %(field)s") % {"field": LABELS[name]},
                max_length=600,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def remarks(self) -> dict[str, str]:
        """Return what was said, by field."""
        return {
            name: self.cleaned_data[f"remark_{name}"]
            for name in reviews.REMARKABLE
            if self.cleaned_data.get(f"remark_{name}", "").strip()
        }
