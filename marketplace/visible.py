"""Characters that nobody sees, or that turn the direction of text: what is signed must say what it shows."""

import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from marketplace.errors import MarketError

UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
# Line breaks, and what joins the parts of one written sign.
HARMLESS = frozenset("\n\r\t\u200c\u200d")


def check(texts: Iterable[str]) -> None:
    """Refuse texts with such characters. Raises MarketError ``invalid_request``."""
    for character in "".join(texts):
        if character not in HARMLESS and unicodedata.category(character) in UNSEEN:
            raise MarketError(
                "invalid_request",
                _(
                    "The text holds a character that can't be seen (%(character)s). Please take it out."
                ),
                character=f"U+{ord(character):04X}",
            )
