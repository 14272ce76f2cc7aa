"""When a project's reductions were made, where an app above the registry knows it; nothing else is issued.

The registry keeps no dossiers: whoever does registers here what the accepted one says.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from marketplace.registry.errors import LedgerError
from marketplace.registry.models import IssuanceRequest, Project

Days = tuple[date, date]


@dataclass(frozen=True)
class Measured:
    """The day on which a project began, and its monitoring periods in order, both ends included."""

    began_on: date | None
    periods: tuple[Days, ...] = ()


Source = Callable[[Project, datetime], Measured | None]
_SOURCES: list[Source] = []


def source(function: Source) -> Source:
    """Register who knows what was accepted of a project up to a moment."""
    _SOURCES.append(function)
    return function


def of(project: Project, at: datetime) -> Measured | None:
    """Return what is known of a project's days, or None where nobody knows any."""
    return next((said for each in _SOURCES if (said := each(project, at)) is not None), None)


def check(request: IssuanceRequest) -> None:
    """Refuse days that were not measured. Raises LedgerError ``before_project`` or ``period_not_monitored``."""
    said = of(request.project, request.requested_at)
    if said is None:
        return
    days = (request.monitoring_start, request.monitoring_end)
    asked = {"start": days[0].isoformat(), "end": days[1].isoformat()}
    if said.began_on and days[0] < said.began_on:
        raise LedgerError("before_project", began=said.began_on.isoformat(), **asked)
    if said.periods and not covered(days, said.periods):
        raise LedgerError("period_not_monitored", periods=listed(said.periods), **asked)


def covered(days: Days, periods: Iterable[Days]) -> bool:
    """Return whether every one of the days lies in a period; periods that follow each other count as one."""
    start, end = days
    for first, last in sorted(periods):
        if first <= start <= last:
            start = last + timedelta(days=1)
    return start > end


def listed(periods: Iterable[Days]) -> str:
    """Return periods as one text, such as ``2025-01-01/2025-12-31``."""
    return ", ".join(f"{first.isoformat()}/{last.isoformat()}" for first, last in periods)
