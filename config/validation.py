"""What is wrong with a field of a request, in the reader's language; pydantic itself speaks English only."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    "missing": _("is missing"),
    "extra_forbidden": _("is not known here"),
    "string_type": _("must be a text"),
    "string_too_long": _("has at most %(max_length)s characters"),
    "string_too_short": _("has at least %(min_length)s characters"),
    "string_pattern_mismatch": _("does not have the form %(pattern)s"),
    "int_type": _("must be a whole number"),
    "int_parsing": _("must be a whole number"),
    "int_from_float": _("must be a whole number"),
    "bool_type": _("must be true or false"),
    "bool_parsing": _("must be true or false"),
    "greater_than": _("must be more than %(gt)s"),
    "greater_than_equal": _("must be at least %(ge)s"),
    "less_than": _("must be less than %(lt)s"),
    "less_than_equal": _("must be at most %(le)s"),
    "literal_error": _("must be one of %(expected)s"),
    "enum": _("must be one of %(expected)s"),
    "uuid_type": _("must be a UUID"),
    "uuid_parsing": _("must be a UUID"),
    "date_from_datetime_parsing": _("must be a date such as 2026-09-18"),
    "date_parsing": _("must be a date such as 2026-09-18"),
    "list_type": _("must be a list"),
    "too_long": _("has at most %(max_length)s entries"),
    "too_short": _("has at least %(min_length)s entries"),
    "dict_type": _("must be an object"),
    "model_type": _("must be an object"),
    "model_attributes_type": _("must be an object"),
}
OTHERWISE = _("can't be used as it is")


def sentence(error: Mapping[str, Any]) -> str:
    """Return what is wrong, as the end of a sentence that begins with the field, of an error as pydantic lists it."""
    text = str(SENTENCES.get(error["type"], OTHERWISE))
    try:
        return text % error.get("ctx", {})
    except KeyError:
        return str(OTHERWISE)
