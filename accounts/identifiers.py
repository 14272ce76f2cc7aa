"""The unified social credit code of GB 32100-2015 (统一社会信用代码), read and checked."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as NumberError


def clean_uscc(text: str) -> str:
    """Return the 18 characters in capitals; spaces, full-width and small letters are forgiven.

    Raises Django's ValidationError where length, characters or the check digit are wrong.
    """
    typed = unicodedata.normalize("NFKC", text).upper()
    try:
        return uscc.validate("".join(typed.split()))
    except NumberError as error:
        raise ValidationError(
            _("This is not a valid unified social credit code: check its 18 characters."),
            code="uscc_invalid",
        ) from error
