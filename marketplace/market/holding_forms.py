"""Narrowing the holdings page."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.market.queries import HeldBatch

STATES = [
    ("", pgettext_lazy("holdings", "everything")),
    ("available", pgettext_lazy("holdings", "owned, not yet retired")),
    ("offered", pgettext_lazy("holdings", "offered in a transfer")),
    ("listed", pgettext_lazy("holdings", "for sale or reserved")),
    ("retired", pgettext_lazy("holdings", "retired")),
]


class HoldingsForm(forms.Form):
    """Words of a project or batch, and what state kilograms are in. Nonsense is ignored, not scolded."""

    q = forms.CharField(label=_("Search"), required=False, max_length=80)
    state = forms.ChoiceField(
        label=pgettext_lazy("holdings", "Kilograms that are"), required=False, choices=STATES
    )

    def narrowed(self, held: Sequence[HeldBatch]) -> tuple[HeldBatch, ...]:
        """Return the batches that match."""
        self.is_valid()
        state = self.cleaned_data.get("state", "")
        words = self.cleaned_data.get("q", "").casefold().split()
        return tuple(each for each in held if _has(each, state) and _says(each, words))


def _has(batch: HeldBatch, state: str) -> bool:
    kilograms = {
        "": 1,
        "available": batch.available_kg,
        "offered": batch.offered_kg,
        "listed": batch.listed_kg + batch.held_kg,
        "retired": batch.retired_kg,
    }
    return kilograms.get(state, 1) > 0


def _says(batch: HeldBatch, words: Sequence[str]) -> bool:
    text = f"{batch.code} {batch.project_code} {batch.name_zh} {batch.name_en}".casefold()
    return all(word in text for word in words)
