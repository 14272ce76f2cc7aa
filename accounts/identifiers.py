"""The unified social credit code of GB 32100-2015 (统一社会信用代码), read and checked."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength
from stdnum.exceptions import ValidationError as NumberError

NEVER = frozenset("IOSVZ")


def clean_uscc(text: str) -> str:
    """Return the 18 characters in capitals; spaces, full-width and small letters are forgiven.

    Raises Django's ValidationError where length, characters or the check digit are wrong, naming the likely slip.
    """
    typed = "".join(unicodedata.normalize("NFKC", text).upper().split())
    try:
        return uscc.validate(typed)
    except NumberError as error:
        raise ValidationError(_slip(typed, error), code="uscc_invalid") from error


def _slip(typed: str, error: NumberError) -> Any:
    """Return what most likely went wrong; the alphabet leaves out I, O, S, V and Z (GB 32100-2015, 4.2)."""
    if isinstance(error, InvalidLength):
        return _("A unified social credit code has 18 characters; you typed %(count)s.") % {
            "count": len(typed)
        }
    if NEVER & set(typed):
        return _(
            "The letters I, O, S, V and Z never occur in a unified social credit code: look whether a 1, 0, 5, U or 2"
            " is meant."
        )
    if isinstance(error, InvalidChecksum):
        return _(
            "The check digit at the end doesn't fit: most likely a digit or letter is mistyped, or two changed places."
            " Compare all 18 characters; I, O, S, V and Z never occur."
        )
    return _("This is not a valid unified social credit code: check its 18 characters.")
