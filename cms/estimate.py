"""The home page's first estimate: three answers, a labelled result, and the way to the full form."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from footprint import assumptions, inventory, quick
from look.formats import kg, number, tonnes
from look.parts import Figure
from look.templatetags.look import localname


@dataclass(frozen=True)
class Shown:
    """The estimate as a figure that opens to its making, and the address of the filled-in form."""

    figure: Figure
    href: str


class QuickEstimateForm(forms.Form):
    """How many people, how many days, where most of them come from."""

    participants = forms.IntegerField(
        label=gettext_lazy("Participants"), min_value=1, max_value=1_000_000, initial=400
    )
    days = forms.IntegerField(label=gettext_lazy("Days"), min_value=1, max_value=60, initial=2)
    origin = forms.ChoiceField(label=gettext_lazy("Where most of them come from"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["origin"].choices = [
            (key, localname(name)) for key, name in assumptions.origins().items()
        ]


def estimate(answers: dict[str, Any]) -> Shown:
    """Return the estimate for cleaned answers, with its largest lines as steps."""
    found = quick.estimate(answers["participants"], answers["days"], answers["origin"])
    largest = sorted(found.result.lines, key=lambda line: line.kg, reverse=True)
    steps = [
        f"{localname(inventory.label(line.entered.label) or line.name)}: {number(line.kg, places=0)} kg"
        for line in largest[:6]
    ]
    each = -(-found.total_kg // answers["participants"])
    figure = Figure(
        _("Estimate (low quality; the details make it better)"),
        tonnes(found.total_kg, places=1),
        unit=_("t CO₂e"),
        note=_("%(kg)s kg a person") % {"kg": kg(each)},
        steps=steps,
        source=_("our planning assumptions and factor set"),
    )
    return Shown(figure, f"{reverse('footprint:event')}?{urlencode(answers)}")
