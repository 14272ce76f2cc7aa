"""The boundary: each class of a guideline at each stage, in or out with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from footprint.boundary import HOLD, OPTIONAL_STAGE, Boundary, Part
from footprint.forms.fields import words
from footprint.guidelines import Guideline, SourceClass
from look.writing import TextField


@dataclass(frozen=True)
class ClassRow:
    """A class as the page lays it out: its stages, each with its two fields; what is left out, if known."""

    source_class: SourceClass
    stages: tuple[tuple[BoundField, BoundField], ...]
    left_out_kg: Decimal | None


class BoundaryForm(forms.Form):
    """In or out for each class at each stage; the event itself left out needs a reason.

    `known` is the boundary so far, `left_out` the kilograms by class that it leaves out.
    """

    def __init__(
        self, data: Any = None, *, guideline: Guideline, known: Boundary,
        left_out: Mapping[str, Decimal] | None = None,
    ) -> None:  # fmt: skip
        """Ask for every class that the guideline itself lists."""
        super().__init__(data)
        self.guideline, self.left_out = guideline, left_out or {}
        self.classes = tuple(item for item in guideline.classes if item.part != "other")
        for source_class in self.classes:
            for stage in guideline.stages:
                self._add(source_class.id, stage.id, words(stage.name), known)

    def clean(self) -> dict[str, Any]:
        """Say why, where the event itself is left out; something of it must be inside."""
        cleaned: dict[str, Any] = super().clean() or {}
        inside = [item for item in self.classes if cleaned.get(f"{item.id}__{HOLD}__in")]
        for source_class in self.classes:
            reason = f"{source_class.id}__{HOLD}__reason"
            if source_class not in inside and not cleaned.get(reason, "").strip():
                self.add_error(reason, _("Why is this class left out of the event itself?"))
        if not inside:
            message = _("At least one class of the event itself must be inside the boundary.")
            raise forms.ValidationError(message)
        return cleaned

    def parts(self) -> list[Part]:
        """The boundary; a stage left out without a reason is one that the guideline only encourages."""
        return [
            Part(
                source_class.id,
                stage.id,
                included=bool(self.cleaned_data[f"{source_class.id}__{stage.id}__in"]),
                reason=self.cleaned_data[f"{source_class.id}__{stage.id}__reason"]
                or OPTIONAL_STAGE,
            )
            for source_class in self.classes
            for stage in self.guideline.stages
        ]

    def rows(self) -> list[ClassRow]:
        """The fields as the page lays them out."""
        return [
            ClassRow(
                source_class,
                tuple(
                    (
                        self[f"{source_class.id}__{stage.id}__in"],
                        self[f"{source_class.id}__{stage.id}__reason"],
                    )
                    for stage in self.guideline.stages
                ),
                self.left_out.get(source_class.id),
            )
            for source_class in self.classes
        ]

    def _add(self, source_class: str, stage: str, label: str, known: Boundary) -> None:
        included = known.covers(source_class, stage)
        reasons = {part.stage: part.reason for part in known.out_of(source_class)}
        name = f"{source_class}__{stage}"
        self.fields[f"{name}__in"] = forms.BooleanField(
            label=label, required=False, initial=included
        )
        self.fields[f"{name}__reason"] = TextField(
            label=_("Reason, if left out"),
            required=False,
            max_length=200,
            initial="" if included else reasons.get(stage, "").replace(OPTIONAL_STAGE, ""),
        )
