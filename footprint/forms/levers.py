"""Which levers, and for which share; one field each."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from footprint.errors import CalculationError
from footprint.forms.fields import words
from footprint.levers import Lever, share_from
from look.templatetags.look import localname


class PercentField(forms.CharField):
    """A share typed in percent, full-width digits and the sign allowed; cleaned to 0 to 1."""

    def clean(self, value: Any) -> Any:
        try:
            return share_from(super().clean(value))
        except CalculationError as error:
            raise forms.ValidationError(words(error.message)) from error


@dataclass(frozen=True)
class LeverRow:
    """A lever with its two fields."""

    lever: Lever
    share: BoundField
    take: BoundField


class LeverForm(forms.Form):
    """A share for every lever, and a tick for those that go into the plan."""

    def __init__(
        self,
        levers: Sequence[Lever],
        data: Mapping[str, Any] | None = None,
        *,
        taken: Collection[str] = (),
    ) -> None:
        super().__init__(data)
        self.ids = [lever.id for lever in levers]
        for lever in levers:
            name = localname(lever.name)
            self.fields[f"share_{lever.id}"] = PercentField(
                label=_("Share, percent: %(what)s") % {"what": name},
                initial=lever.percent,
                max_length=8,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 5}),
            )
            self.fields[f"take_{lever.id}"] = forms.BooleanField(
                label=_("Into the plan: %(what)s") % {"what": name},
                initial=lever.id in taken,
                required=False,
            )

    def shares(self) -> dict[str, Decimal]:
        """The shares by lever, 0 to 1; those that could not be read are left out."""
        named = {key: f"share_{key}" for key in self.ids}
        return {
            key: self.cleaned_data[name] for key, name in named.items() if name in self.cleaned_data
        }

    def taken(self) -> dict[str, Decimal]:
        """The levers that go into the plan, with their shares."""
        return {
            key: share for key, share in self.shares().items() if self.cleaned_data[f"take_{key}"]
        }

    def rows(self, levers: Sequence[Lever]) -> Iterator[LeverRow]:
        """The levers as the page lays them out, with the fields of each."""
        for lever in levers:
            if lever.id in self.ids:
                yield LeverRow(lever, self[f"share_{lever.id}"], self[f"take_{lever.id}"])
