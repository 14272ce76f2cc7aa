"""What a result page shows: a footprint's view arranged for reading, with the look's frozen parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from footprint import guidelines, levers, regions, scopes, sets
from footprint.alternatives import rules_of
from footprint.boundary import reason_text
from footprint.entered import entered_lines
from footprint.inputs import QUALITIES
from footprint.levers import Lever
from footprint.numbers import EXACT, rounded, whole_kilograms
from footprint.queries import ClassTotal, FootprintView, LineView
from footprint.scopes import Scopes
from footprint.sets import Factor
from footprint.text import Text
from footprint.text import from_data as text_from_data
from footprint.units import UNITS
from look.parts import Bar, BarChart
from look.templatetags.look import localname


@dataclass(frozen=True)
class SheetLine:
    """A line with what belongs beside it."""

    line: LineView
    index: int
    unit: Text
    quality: Text
    kg: str
    share: str
    factors: tuple[Mapping[str, Any], ...]
    memos: tuple[tuple[Text, str], ...]
    average: Factor | None
    warnings: tuple[Text, ...]
    ghg: str


@dataclass(frozen=True)
class SheetClass:
    """A source class with its lines."""

    number: str
    name: Text
    part: str
    included: bool
    reason: str
    kg: Decimal
    share: str
    lines: tuple[SheetLine, ...]
    stages_out: tuple[tuple[Text, Text], ...] = ()
    left_out_kg: Decimal | None = None


@dataclass(frozen=True)
class Share:
    """A part of the total by data quality or grade, in percent."""

    id: str
    name: Any
    percent: Decimal


@dataclass(frozen=True)
class Sheet:
    """A whole result page."""

    footprint: FootprintView
    classes: tuple[SheetClass, ...]
    chart: BarChart
    quality: tuple[Share, ...]
    grades: tuple[Share, ...]
    warnings: tuple[Text, ...]
    levers: tuple[Lever, ...]
    region: Text
    required_kg: int
    per_head: Decimal | None
    with_forcing: Decimal | None
    scopes: Scopes | None = None
    """An organization's sums by scope; None for events and people."""
    by_site: BarChart | None = None
    incomplete: tuple[Text, ...] = ()
    """Which data of the sites are missing or filled in."""
    with_upstream: Decimal | None = None
    outside_kyoto: Decimal | None = None


def sheet(footprint: FootprintView) -> Sheet:
    """Arrange a footprint for its page."""
    classes = tuple(_class(item, footprint) for item in footprint.classes)
    people = footprint.participants
    required = sum((item.kg for item in footprint.classes if item.part == "required"), Decimal(0))
    by_scope = scopes.of(footprint)
    return Sheet(
        footprint=footprint,
        scopes=by_scope,
        by_site=_site_chart(by_scope),
        incomplete=tuple(
            text_from_data(item["message"])
            for item in footprint.warnings
            if item["code"] in ("periods_missing", "extrapolated")
        ),
        classes=classes,
        chart=_chart(classes),
        quality=tuple(
            Share(key, QUALITIES[key], share) for key, share in footprint.quality_shares.items()
        ),
        grades=tuple(Share(key, key, share) for key, share in footprint.grade_shares.items()),
        warnings=tuple(
            text_from_data(item["message"]) for item in footprint.warnings if item["line"] == -1
        ),
        levers=_levers(footprint),
        region=regions.name(footprint.region),
        required_kg=whole_kilograms(required),
        with_forcing=_with_memo("rf", footprint),
        with_upstream=_with_memo("wtt", footprint),
        outside_kyoto=_outside_kyoto(footprint),
        per_head=EXACT.divide(footprint.total_exact, Decimal(people)) if people else None,
    )


def _class(item: Any, footprint: FootprintView) -> SheetClass:
    lines = tuple(
        _line(line, index, footprint)
        for index, line in enumerate(footprint.lines)
        if line.source_class == item.id
    )
    return SheetClass(
        number=item.number,
        name=item.name,
        part=item.part,
        included=item.included,
        reason=item.reason,
        kg=item.kg,
        share=_share(item.kg, footprint.total_exact),
        lines=lines,
        stages_out=_stages_out(item, footprint),
        left_out_kg=item.left_out_kg,
    )


def _stages_out(item: ClassTotal, footprint: FootprintView) -> tuple[tuple[Text, Text], ...]:
    stages = guidelines.load(footprint.guideline, footprint.guideline_version).stages
    return tuple(
        (stage.name, reason_text(item.stages_out[stage.id]))
        for stage in stages
        if stage.id in item.stages_out
    )


def _line(line: LineView, index: int, footprint: FootprintView) -> SheetLine:
    unit = UNITS.get(line.unit)
    return SheetLine(
        line=line,
        index=index,
        unit=unit.plural if unit else Text(line.unit, line.unit),
        quality=QUALITIES[line.quality],
        kg=f"{line.kg:f}",
        share=_share(line.kg, footprint.total_exact),
        factors=tuple(_factor(factor) for factor in line.factors),
        average=sets.load(footprint.factor_set).factors.get(line.evidence),
        memos=tuple((text_from_data(memo["name"]), memo["kg"]) for memo in line.memos),
        warnings=tuple(
            text_from_data(item["message"]) for item in footprint.warnings if item["line"] == index
        ),
        ghg=_ghg(line),
    )


def _factor(factor: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **factor,
        "name": text_from_data(factor["name"]),
        "reason": text_from_data(factor["reason"]),
        "place": regions.name(factor["region"]) if factor["region"] else None,
    }


def _ghg(line: LineView) -> str:
    scope, _dash, category = line.ghg_protocol.partition("-")
    if category:
        return _(
            "GHG Protocol scope %(scope)s, category %(category)s; ISO 14064-1 category %(iso)s"
        ) % {
            "scope": scope,
            "category": category,
            "iso": line.iso_14064_1,
        }
    return _("GHG Protocol scope %(scope)s; ISO 14064-1 category %(iso)s") % {
        "scope": scope,
        "iso": line.iso_14064_1,
    }


def _share(kg: Decimal, total: Decimal) -> str:
    return f"{EXACT.divide(kg, total):.4f}" if total else ""


def _chart(classes: tuple[SheetClass, ...]) -> BarChart:
    rows = sorted((item for item in classes if item.kg), key=lambda item: -item.kg)
    return BarChart(
        title=_("Where it comes from"),
        bars=tuple(Bar(localname(item.name), rounded(item.kg, places=0)) for item in rows),
        unit=_("kg CO₂e"),
        label_head=_("Source class"),
    )


def _site_chart(by_scope: Scopes | None) -> BarChart | None:
    """The sites side by side; a single one needs no chart."""
    if by_scope is None or len(by_scope.sites) < 2:
        return None
    return BarChart(
        title=_("Site by site"),
        bars=tuple(Bar(site.name, rounded(site.kg, places=0)) for site in by_scope.sites),
        unit=_("kg CO₂e"),
        label_head=_("Office site"),
    )


def _outside_kyoto(footprint: FootprintView) -> Decimal | None:
    """Kilograms of gases outside the Kyoto basket, usually stated apart; None where there are none."""
    places = {item["line"] for item in footprint.warnings if item["code"] == "outside_kyoto"}
    kg = sum((footprint.lines[place].kg for place in places), Decimal(0))
    return kg or None


def _with_memo(what: str, footprint: FootprintView) -> Decimal | None:
    """The total with radiative forcing (`rf`) or fuel upstream (`wtt`); None where nothing would change."""
    more = Decimal(0)
    for line in footprint.lines:
        for memo in line.memos:
            if memo["id"] == what:
                more = EXACT.add(more, EXACT.subtract(Decimal(memo["kg"]), line.kg))
    return EXACT.add(footprint.total_exact, more) if more else None


def _levers(footprint: FootprintView) -> tuple[Lever, ...]:
    """Savings by the footprint's own set; none for inputs that are not kept (a preview has them)."""
    return tuple(levers.find(entered_lines(footprint), rules_of(footprint)))
