"""Reading parts that recur: days, years, and a text in its one written form."""

import re
import unicodedata
from datetime import date, datetime

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
LONGEST = 200


def plain(text: str) -> str:
    """Return the text with full-width forms made plain, dashes made hyphens and spaces single."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).translate(_DASHES)).strip()


def day(text: str, form: str) -> date | None:
    """Return the day a text names (``form`` is strptime's), or None when there is no such day."""
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None


def year(text: str) -> tuple[date, date]:
    """Return a vintage year's first and last day."""
    return date(int(text), 1, 1), date(int(text), 12, 31)
