"""Numbers as people type them, read alike in every form.

Full-width digits, spaces, a sign of the yuan and commas between thousands are forgiven. Exponents, underscores and
commas anywhere else are not: 1,5 may mean two things, and 1e3 is nobody's way to write a thousand kilograms.
"""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms

_GROUPED = re.compile(r"([+-]?\d{1,3})((?:,\d{3})+)(\.\d+)?")
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")


def plain(text: str) -> str:
    """Return the digits that a text means, with a point and a sign at most; empty for none. Raises ValueError."""
    written = unicodedata.normalize("NFKC", text).replace(" ", "").replace("\u3000", "")
    written = written.removeprefix("¥").removeprefix("￥")
    if _GROUPED.fullmatch(written):
        written = written.replace(",", "")
    if written and not (written.isascii() and _PLAIN.fullmatch(written)):
        raise ValueError(f"{text!r} is not a plain number")
    return written


class _Typed:
    """A number field that reads what is typed by ``plain``; its box takes any text, so that nothing typed is lost."""

    keyboard = "numeric"

    def to_python(self, value: Any) -> Any:
        """Return the number, None for nothing; raises ValidationError ``invalid``."""
        if isinstance(value, str):
            try:
                value = plain(value)
            except ValueError as error:
                raise forms.ValidationError(
                    self.error_messages["invalid"],  # type: ignore[attr-defined]
                    code="invalid",
                ) from error
        return super().to_python(value)  # type: ignore[misc]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return what makes telephones show digits."""
        own: dict[str, Any] = super().widget_attrs(widget)  # type: ignore[misc]
        return {"inputmode": self.keyboard, "autocomplete": "off"} | own


class WholeNumberField(_Typed, forms.IntegerField):
    """A whole number."""

    widget = forms.TextInput


class NumberField(_Typed, forms.DecimalField):
    """A decimal number; cleans to ``Decimal``."""

    widget = forms.TextInput
    keyboard = "decimal"

    def clean(self, value: Any) -> Decimal | None:
        """Return the number, exactly as typed."""
        number: Decimal | None = super().clean(value)
        return number
