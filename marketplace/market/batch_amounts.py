"""So many kilograms of each batch an account has: the fields that retiring and transferring share."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from marketplace.market.amounts import AmountError, read
from marketplace.market.forms import AMOUNT_ERRORS
from marketplace.market.queries import HeldBatch


class BatchAmountsForm(forms.Form):
    """A field ``kg_<batch id>`` per batch; a valid form has ``cleaned_data["amounts"]`` by batch id."""

    nothing_typed: Any = _("Please say how many kilograms.")
    wrong_step: Any = _("Only multiples of %(kg)s kg are possible.")

    def __init__(self, *args: Any, batches: Sequence[HeldBatch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batches = batches
        for batch in batches:
            field = self.fields[f"kg_{batch.batch_id}"] = forms.CharField(
                label=batch.code,
                required=False,
                max_length=20,
                widget=forms.TextInput(
                    attrs={"inputmode": "numeric", "data-unit": _("kg"), "data-width": "short"}
                ),
            )
            field.widget.is_required = True  # one of them is: no word "optional"
        self.order_fields([*(f"kg_{batch.batch_id}" for batch in batches)])

    def clean(self) -> dict[str, Any]:
        """Read the kilograms of every batch."""
        cleaned = super().clean() or {}
        wanted = {
            batch.batch_id: self._kg(batch, cleaned.get(f"kg_{batch.batch_id}", ""))
            for batch in self.batches
        }
        cleaned["amounts"] = {batch_id: kg for batch_id, kg in wanted.items() if kg}
        if not cleaned["amounts"] and not self.errors:
            raise ValidationError(self.nothing_typed)
        return cleaned

    def _kg(self, batch: HeldBatch, text: str) -> int:
        """Return the kilograms typed for a batch, or 0 and an error beside the field."""
        name = f"kg_{batch.batch_id}"
        if not text.strip() or text.strip() == "0":
            return 0
        try:
            kg = read(text, "kg").kg or 0
        except AmountError as error:
            self.add_error(name, AMOUNT_ERRORS[error.code])
            return 0
        if kg > batch.available_kg:
            self.add_error(name, _("Only %(kg)s kg are there.") % {"kg": f"{batch.available_kg:,}"})
        if kg % batch.increment_kg:
            self.add_error(name, self.wrong_step % {"kg": f"{batch.increment_kg:,}"})
        return kg
