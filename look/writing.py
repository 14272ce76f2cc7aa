"""Characters that nobody sees, or that turn the direction of text: what people type must say what it shows."""

import unicodedata
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
# Line breaks, and what joins the parts of one written sign.
HARMLESS = frozenset("\n\r\t\u200c\u200d")
# Letters and signs by their class, but drawn as nothing: fillers of Hangul and Khmer, the empty Braille cell.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
REFUSED = _("The text holds a character that can't be seen (%(character)s). Please take it out.")


def first_unseen(texts: Iterable[str]) -> str | None:
    """Return the first such character as its number (``U+202E``), or None."""
    for character in "".join(texts):
        if character in BLANK or (
            character not in HARMLESS and unicodedata.category(character) in UNSEEN
        ):
            return f"U+{ord(character):04X}"
    return None


def check_visible(text: str) -> None:
    """Refuse a text with such a character. Raises ValidationError ``unseen``."""
    if character := first_unseen([text]):
        raise ValidationError(REFUSED, code="unseen", params={"character": character})


class TextField(forms.CharField):
    """A line or paragraph that others will read: every character of it can be seen."""

    default_validators = (check_visible,)
