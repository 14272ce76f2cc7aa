"""Exact decimal numbers: reading what people type, and printing without an exponent."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal

from footprint.errors import CalculationError
from footprint.text import Text

WHOLE_DIGITS = 15
FRACTION_DIGITS = 9
"""Lines keep nine decimals of a kilogram, the most that the public contract prints."""

EXACT = Context(prec=80)
"""Wide enough that a product of four numbers of 24 digits each loses nothing that is kept."""

_QUANTA = tuple(Decimal(1).scaleb(-places) for places in range(20))
_MAX_INPUT = 64
_SIMPLE = re.compile(r"[0-9]{1,15}(\.[0-9]{1,9})?")
"""What nearly every cell of a long file looks like; it needs no cleaning and passes every check."""
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")


def parse(text: object, *, field: str = "value", negative: bool = False) -> Decimal:
    """Read a decimal number as a person types it.

    Full-width digits and signs, thousands separators (comma, thin space, apostrophe) and blanks
    around the number are accepted. Raises CalculationError for an exponent, NaN, infinity, a
    negative number (unless allowed), more than 15 digits before or 9 after the point.
    """
    if isinstance(text, (bool, float)):
        raise _error(
            "not_decimal_string", field, "请以文本形式填写数字。", "Give the number as a string."
        )
    if isinstance(text, str) and _SIMPLE.fullmatch(text):
        return Decimal(text)
    cleaned = _clean(str(text))
    if not cleaned:
        raise _error("required", field, "请填写一个数字。", "Enter a number.")
    if len(cleaned) > _MAX_INPUT:
        raise _error("too_long", field, "数字太长。", "The number is too long.")
    if _GROUPED.fullmatch(cleaned):
        cleaned = cleaned.replace(",", "")
    if not _PLAIN.fullmatch(cleaned):
        raise _error(
            "not_a_number",
            field,
            "这不是一个普通的十进制数字，例如 1234.5。",
            "This is not a plain decimal number such as 1234.5.",
        )
    number = Decimal(cleaned)
    _check_digits(number, field)
    if number < 0 and not negative:
        raise _error("negative", field, "数值不能为负。", "The number must not be negative.")
    return number


def plain(number: Decimal) -> str:
    """A decimal without exponent and without trailing zeros: `1200`, `0.4419`."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def printed(number: Decimal) -> str:
    """A decimal without exponent but with the zeros its source prints: `0.5500`."""
    return format(number, "f")


def grouped(number: Decimal, *, places: int | None = None) -> str:
    """For people: thousands separators, at most `places` decimals."""
    if places is not None:
        number = rounded(number, places=places)
    text = format(number, ",f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def rounded(number: Decimal, *, places: int) -> Decimal:
    """Half up to `places` decimals."""
    return number.quantize(_QUANTA[places], rounding=ROUND_HALF_UP, context=EXACT)


def whole_kilograms(number: Decimal) -> int:
    """Kilograms to buy for an exact footprint: rounded up, once (design 3)."""
    return int(number.to_integral_value(rounding=ROUND_CEILING))


def _clean(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).strip()
    for separator in (" ", "\u2009", "\u202f", "'", "’", "_"):
        text = text.replace(separator, "")
    return text.replace("\u2212", "-").replace("，", ",")


def _check_digits(number: Decimal, field: str) -> None:
    whole, _, fraction = plain(abs(number)).partition(".")
    if len(whole) > WHOLE_DIGITS or len(fraction) > FRACTION_DIGITS:
        raise _error(
            "precision_exceeded",
            field,
            f"小数点前最多 {WHOLE_DIGITS} 位，小数点后最多 {FRACTION_DIGITS} 位。",
            f"At most {WHOLE_DIGITS} digits before and {FRACTION_DIGITS} after the point.",
        )


def _error(code: str, field: str, zh: str, en: str) -> CalculationError:
    return CalculationError(code, Text(zh, en), field=field)
