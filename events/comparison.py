"""An office year beside the one before it, site by site, as the look's chart with its table."""

from decimal import Decimal

from django.utils.translation import gettext as _

from events.models import OfficeYear
from footprint import queries, scopes
from footprint.numbers import rounded
from footprint.queries import FootprintView
from look.formats import number
from look.parts import Bar, BarChart


def with_year_before(subject: OfficeYear, measured: FootprintView | None) -> BarChart | None:
    """Return the two years' measured emissions, site by site and in all; None without a year before. Two queries."""
    if measured is None:
        return None
    before = (
        OfficeYear.objects.filter(organization=subject.organization_id, year__lt=subject.year)
        .order_by("-year")
        .first()
    )
    last = queries.current(before.ref, kind="actual") if before else None
    if before is None or last is None:
        return None
    return chart((before.year, last), (subject.year, measured))


def chart(before: tuple[int, FootprintView], after: tuple[int, FootprintView]) -> BarChart:
    """Return bars in pairs: each site in both years, then everything together."""
    (old_year, old), (new_year, new) = before, after
    was, now = _sums(old), _sums(new)
    bars: list[Bar] = []
    for name in [*now, *(key for key in was if key not in now)]:
        label = name or _("Everything together")
        if name in was:
            bars.append(Bar(f"{label} {old_year}", rounded(was[name], places=0), tone="2"))
        if name in now:
            note = _change(was.get(name), now[name])
            bars.append(Bar(f"{label} {new_year}", rounded(now[name], places=0), note=note))
    return BarChart(
        title=_("%(new)d beside %(old)d") % {"new": new_year, "old": old_year},
        bars=tuple(bars),
        unit=_("kg CO₂e"),
        label_head=_("Site and year"),
    )


def _sums(view: FootprintView) -> dict[str, Decimal]:
    """Kilograms by site; under no name everything together."""
    found = scopes.of(view)
    by_site = {site.name: site.kg for site in found.sites} if found else {}
    return {**by_site, "": view.total_exact}


def _change(was: Decimal | None, now: Decimal) -> str:
    """The change in percent, with its sign; nothing where there was nothing before."""
    if not was:
        return ""
    percent = rounded((now - was) * 100 / was, places=1)
    return f"{'+' if percent > 0 else '−' if percent < 0 else '±'}{number(abs(percent))} %"
