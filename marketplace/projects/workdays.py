"""Counting working days. Pure."""

from datetime import date, timedelta

SATURDAY = 5


def between(first: date, last: date) -> int:
    """Return how many days from Monday to Friday lie after ``first`` up to and including ``last``.

    Public holidays and the working days moved for them are not known here, so a registrar looks at the dates too.
    """
    days = (last - first).days
    return sum((first + timedelta(day)).weekday() < SATURDAY for day in range(1, days + 1))
