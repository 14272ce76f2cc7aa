"""A form field that reads exact decimals as people type them."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.functional import Promise

from footprint import numbers, units
from footprint.errors import CalculationError
from footprint.regions import PROVINCES
from footprint.text import Text
from look.templatetags.look import localname


def words(text: Text) -> str:
    """A text in the reader's language, Traditional included."""
    return localname(text)


def choices(texts: Mapping[str, Text]) -> list[tuple[str, str]]:
    """Choices in the reader's language."""
    return [(key, words(text)) for key, text in texts.items()]


def offer(form: forms.Form, field: str, offered: list[tuple[str, str]]) -> None:
    """Give a form's choice field its choices, in the reader's language."""
    cast(forms.ChoiceField, form.fields[field]).choices = offered


def provinces() -> list[tuple[str, str]]:
    """All provinces, Guangdong first for it is where most of us are."""
    inland = {code: name for code, name in PROVINCES.items() if code.startswith("CN-")}
    return choices({"CN-GD": inland["CN-GD"], **inland})


class AmountField(forms.CharField):
    """A non-negative decimal of at most 15 and 9 digits, kept as plain text such as `1200.5`."""

    def __init__(
        self,
        *,
        unit: str | Promise = "",
        code: str = "",
        required: bool = False,
        **kwargs: Any,
    ) -> None:
        """Draw a short numeric field with its unit; `code` lets it understand another unit typed into it."""
        self.code = code
        attributes: dict[str, Any] = {
            "inputmode": "decimal",
            "data-width": "short",
            "autocomplete": "off",
        }
        if unit:
            attributes["data-unit"] = unit
        widget = forms.TextInput(attrs=attributes)
        super().__init__(required=required, max_length=64, widget=widget, **kwargs)

    def clean(self, value: object) -> str:
        """The plain decimal, or nothing when blank and not required."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return numbers.plain(numbers.parse(text))
        except CalculationError as error:
            message = units.typed(text, self.code) if self.code else None
            raise forms.ValidationError(words(message or error.message), code=error.code) from error


def hint(text: Text) -> str:
    """A hint, or nothing."""
    return words(text) if text.zh else ""
