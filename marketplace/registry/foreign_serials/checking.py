"""Where a serial number lies: what it says of itself against what is claimed of it."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from marketplace.registry.foreign_serials.shapes import ForeignSerial, UnknownFormError


@dataclass(frozen=True)
class Lie:
    """One contradiction. ``code``: unknown_form, end_before_start, count_differs, block_differs, vintage_differs."""

    code: str
    params: dict[str, str | int] = field(default_factory=dict)


def unknown_form(error: UnknownFormError) -> Lie:
    """Return the contradiction of a text that has not the form of the registry it names."""
    return Lie("unknown_form", {"registry": error.registry})


def lies(
    serial: ForeignSerial,
    *,
    tonnes: int,
    start: date,
    end: date,
    first: int | None = None,
    last: int | None = None,
) -> list[Lie]:
    """Return all that contradicts the tonnes, the monitoring period and the block claimed."""
    found = [_order(serial), _count(serial, tonnes), _block(serial, first, last)]
    return [lie for lie in (*found, _vintage(serial, start, end)) if lie]


def _order(serial: ForeignSerial) -> Lie | None:
    if serial.first is None or serial.last is None or serial.last >= serial.first:
        return None
    return Lie("end_before_start", {"first": serial.first, "last": serial.last})


def _count(serial: ForeignSerial, tonnes: int) -> Lie | None:
    """The block is inclusive at both ends: 1 to 100 is a hundred tonnes."""
    if serial.first is None or serial.last is None or serial.last < serial.first:
        return None
    if serial.count == tonnes:
        return None
    said = {"first": serial.first, "last": serial.last, "tonnes": tonnes}
    return Lie("count_differs", said | {"count": serial.last - serial.first + 1})


def _block(serial: ForeignSerial, first: int | None, last: int | None) -> Lie | None:
    if first is None and last is None:
        return None
    if (first, last) == (serial.first, serial.last):
        return None
    return Lie("block_differs", {"first": first or 0, "last": last or 0})


def _vintage(serial: ForeignSerial, start: date, end: date) -> Lie | None:
    """Days must be the monitoring period's (an end may be the day after); a year must lie in it."""
    if serial.vintage_start is None or serial.vintage_end is None:
        return None
    if serial.vintage_is_year:
        holds = start.year <= serial.vintage_start.year <= end.year
    else:
        ends = {serial.vintage_end, serial.vintage_end - timedelta(days=1)}
        holds = serial.vintage_start == start and end in ends
    if holds:
        return None
    said = {"from": serial.vintage_start.isoformat(), "to": serial.vintage_end.isoformat()}
    return Lie("vintage_differs", dict(said))
