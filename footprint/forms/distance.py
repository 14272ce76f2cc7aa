"""Two places, and how far apart they are."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from footprint import places
from footprint.errors import CalculationError
from footprint.forms.fields import words
from footprint.places import Place

_HINT = _("City or airport code, such as 北京, Chengdu or PEK.")


class DistanceForm(forms.Form):
    """Two cities or airports; `ends()` of a valid form are the places."""

    start = forms.CharField(label=_("From"), max_length=80, help_text=_HINT)
    end = forms.CharField(label=_("To"), max_length=80, help_text=_HINT)

    def clean_start(self) -> Place:
        """The place that was meant; an unknown one suggests."""
        return _place(self.cleaned_data["start"])

    def clean_end(self) -> Place:
        """The place that was meant; an unknown one suggests."""
        return _place(self.cleaned_data["end"])

    def clean(self) -> dict[str, Any]:
        """Two different places."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("start") and cleaned.get("start") == cleaned.get("end"):
            self.add_error("end", _("Both are the same place."))
        return cleaned

    def ends(self) -> tuple[Place, Place]:
        """Where from and where to."""
        return self.cleaned_data["start"], self.cleaned_data["end"]


def _place(text: str) -> Place:
    try:
        return places.find(text)
    except CalculationError as error:
        raise forms.ValidationError(words(error.message), code=error.code) from error
