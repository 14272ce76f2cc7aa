"""Numbers, money and dates as people read them: pure functions, no Django, no clock.

Mass arrives as whole kilograms, money as yuan; a float is refused, since it may already have lost a digit.
"""

from calendar import monthrange
from datetime import date, datetime
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
MINUS = "\u2212"
NOTHING = "\u2014"
UNITS = {"zh-hans": ("吨", "千克"), "zh-hant": ("噸", "千克")}
HANZI_DIGITS = "〇一二三四五六七八九"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


class Amount(Protocol):
    """What ``djmoney.money.Money`` looks like from here."""

    amount: Decimal
    currency: object


Number = int | Decimal | str


def exact(value: Number) -> Decimal:
    """The value as a finite Decimal. Raises TypeError for floats and bools, ValueError for NaN and infinities."""
    if isinstance(value, (bool, float)):
        raise TypeError(f"{type(value).__name__} is not an exact quantity")
    result = Decimal(value)
    if not result.is_finite():
        raise ValueError("not a finite number")
    return result


def grouped(value: Decimal, *, places: int | None = None) -> str:
    """Thousands by comma, a true minus sign, no exponent; ``places`` fixes the digits after the point."""
    if places is not None:
        value = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(value):,f}"
    return f"{MINUS}{text}" if value < 0 else text


def number(value: Number, *, places: int | None = None) -> str:
    """12345.6780 → 12,345.678: zeros at the end go, unless ``places`` asks for them."""
    text = grouped(exact(value), places=places)
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text


def kg(value: Number) -> str:
    """Kilograms, without unit: 1234567 → 1,234,567."""
    return number(value)


def tonnes(kilograms: Number, *, places: int = 3) -> str:
    """Tonnes, without unit, of a mass in kg: 1234567 → 1,234.567; fewer places round half up."""
    return grouped(exact(kilograms) / 1000, places=places)


def mass(kilograms: Number, language: str) -> str:
    """A mass in kg with its unit: tonnes from a tonne on, kilograms below."""
    tonne, kilogram = UNITS.get(language, ("t", "kg"))
    if abs(exact(kilograms)) >= 1000:
        return f"{tonnes(kilograms)} {tonne}"
    return f"{kg(kilograms)} {kilogram}"


def money(value: "Amount | Number", currency: str = "CNY") -> str:
    """¥1,234.50; a bare number is yuan; another currency keeps its code: USD 12.00."""
    if not isinstance(value, (int, str, Decimal, float)):
        currency, value = str(value.currency), value.amount
    amount = exact(value)
    sign = MINUS if amount < 0 else ""
    symbol = "¥" if currency == "CNY" else f"{currency} "
    return f"{sign}{symbol}{grouped(abs(amount), places=2)}"


def percent(ratio: Number, *, places: int = 0) -> str:
    """0.6739 → 67%. Rounded down, so that nothing reads as complete before it is."""
    hundredths = (exact(ratio) * 100).quantize(Decimal(1).scaleb(-places), rounding=ROUND_FLOOR)
    return f"{grouped(hundredths, places=places)}%"


def share(ratio: Number, *, places: int = 1) -> str:
    """0.0849 → 8.5%. A part of a whole, rounded half up like every other figure; coverage takes `percent`."""
    hundredths = (exact(ratio) * 100).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{grouped(hundredths, places=places)}%"


def numeral(value: int, language: str) -> str:
    """一, 二, … 十九 in Chinese (1 to 99), plain digits elsewhere."""
    if not language.startswith("zh") or not 0 < value < 100:
        return str(value)
    tens, ones = divmod(value, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else HANZI_DIGITS[tens] + "十")
    return head + (HANZI_DIGITS[ones] if ones else "")


def day(value: date, language: str) -> str:
    """2026年9月18日, or 18 September 2026; a datetime is taken at its Beijing day."""
    value = beijing_day(value)
    if language.startswith("zh"):
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def stamp(value: datetime) -> str:
    """A moment to the second in Beijing time: 2026-11-02 14:06:31. Raises ValueError for a naive datetime."""
    if value.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return f"{value.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"


def beijing_day(value: date) -> date:
    if isinstance(value, datetime):
        return value.astimezone(BEIJING).date() if value.tzinfo else value.date()
    return value


def date_range(start: date, end: date, language: str) -> str:
    """Both days included: 2026年9月18日至19日, or 18–19 September 2026. Repeats only what changes."""
    start, end = beijing_day(start), beijing_day(end)
    if start == end:
        return day(start, language)
    same_year = start.year == end.year
    same_month = same_year and start.month == end.month
    if language.startswith("zh"):
        tail = f"{end.day}日" if same_month else f"{end.month}月{end.day}日"
        return f"{day(start, language)}至{tail if same_year else day(end, language)}"
    if same_month:
        return f"{start.day}–{day(end, language)}"
    head = f"{start.day} {MONTHS[start.month - 1]}" if same_year else day(start, language)
    return f"{head} – {day(end, language)}"


def month_range(start: date, end: date, language: str) -> str:
    """2024年1月至12月, or January–December 2024; falls back to days when the months aren't whole."""
    start, end = beijing_day(start), beijing_day(end)
    if start.day != 1 or end.day != monthrange(end.year, end.month)[1]:
        return date_range(start, end, language)
    same_year = start.year == end.year
    same_month = same_year and start.month == end.month
    if language.startswith("zh"):
        head = f"{start.year}年{start.month}月"
        tail = f"{end.month}月" if same_year else f"{end.year}年{end.month}月"
        return head if same_month else f"{head}至{tail}"
    tail = f"{MONTHS[end.month - 1]} {end.year}"
    if same_month:
        return tail
    return (
        f"{MONTHS[start.month - 1]}–{tail}"
        if same_year
        else f"{MONTHS[start.month - 1]} {start.year} – {tail}"
    )


def pretty_code(value: str, *, group: int = 4) -> str:
    """A long hash in groups, for eyes: ``7f3ac0e1`` → ``7f3a c0e1``. Codes that have their own hyphens stay."""
    if "-" in value or " " in value:
        return value
    return " ".join(value[i : i + group] for i in range(0, len(value), group))
