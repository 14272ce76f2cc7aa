"""What is typed on the basket's page: an amount per line, and one amount over all of them."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from look.templatetags.look import localname
from marketplace.market.amounts import AmountError, read
from marketplace.market.basket_pages import BasketLine
from marketplace.market.forms import AMOUNT_ERRORS, WishForm


class AmountsForm(forms.Form):
    """The kilograms of each line; nothing or 0 takes the line out."""

    def __init__(self, *args: Any, lines: Sequence[BasketLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listings = {_name(line.listing.public_id): line.listing.public_id for line in lines}
        for line in lines:
            field = forms.CharField(
                label=_("Quantity of %(project)s") % {"project": localname(line.listing.project)},
                required=False,
                max_length=20,
                initial=str(line.kg),
                widget=forms.TextInput(
                    attrs={"inputmode": "numeric", "data-unit": _("kg"), "data-width": "short"}
                ),
            )
            field.widget.is_required = True  # 0 takes it out: no word "optional" at every line
            self.fields[_name(line.listing.public_id)] = field

    def clean(self) -> dict[str, Any]:
        """Read the kilograms of every line."""
        cleaned = super().clean() or {}
        self.amounts: dict[uuid.UUID, int] = {}
        for name, listing in self.listings.items():
            text = cleaned.get(name, "").strip()
            if text in ("", "0"):
                self.amounts[listing] = 0
                continue
            try:
                self.amounts[listing] = read(text, "kg").kg or 0
            except AmountError as error:
                self.add_error(name, AMOUNT_ERRORS[error.code])
        return cleaned

    def at(self, line: BasketLine) -> forms.BoundField:
        """Return the field of a line."""
        return self[_name(line.listing.public_id)]


class SpreadForm(WishForm):
    """One amount over everything in the basket."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="over", **kwargs)
        self.fields["quantity"].label = _("Over everything in the basket")


def _name(listing: uuid.UUID) -> str:
    return f"kg_{listing.hex}"
