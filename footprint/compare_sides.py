"""What a comparison is asked for by: a stored footprint, the visitor's draft, or the same inputs again otherwise.

A side is named in the address: a footprint's public id, `draft-event`, or, for the second side,
`grid-2022` (the grid factors of a year) and `set-2026.1` (another factor set) on the inputs of the first.
Computing again never touches what is stored.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from footprint import candidates, drafts, guidelines, keeping, queries, sets, visibility
from footprint.alternatives import rules_of
from footprint.calculation import calculate
from footprint.comparison import side_line
from footprint.differences import FactorOf, Side
from footprint.entered import entered_lines
from footprint.queries import FootprintView, LineView
from footprint.units import factor_unit
from look.formats import beijing_day
from look.templatetags.look import localname


@dataclass(frozen=True)
class Asked:
    """One side of a comparison: what it is called, where it stands, and the calculation."""

    token: str
    title: str
    note: str
    view: FootprintView

    @property
    def side(self) -> Side:
        """The lines as the comparison takes them."""
        pairs = zip(self.view.lines, entered_lines(self.view), strict=False)
        lines = tuple(
            side_line(
                entered,
                name=line.name,
                source_class=line.source_class,
                kg=line.kg,
                factor=_factor(line),
            )
            for line, (entered, _kg) in pairs
        )
        return Side(lines, self.view.participants)


@dataclass(frozen=True)
class Choice:
    """Something that can be put on a side."""

    token: str
    title: str


def asked(request: Any, token: str, *, against: Asked | None = None) -> Asked | None:
    """The side that a token names, or None where the reader may see no such thing.

    Raises CalculationError where the inputs cannot be computed otherwise as asked.
    """
    kind, _dash, rest = token.partition("-")
    if kind == "draft":
        return _draft(request, token, rest)
    if kind in ("grid", "set") and against is not None:
        return _again(against, token, kind=kind, value=rest)
    try:
        public_id = uuid.UUID(token)
    except ValueError:
        return None
    view = visibility.seen(request.user, public_id)
    return _stored(token, view) if view else None


def choices_again(first: Asked) -> Iterator[Choice]:
    """Other ways to compute the first side's inputs: grid years, factor sets."""
    if any(candidates.uses_grid(entered) for entered, _kg in entered_lines(first.view)):
        for year in candidates.newest_grid_years(rules_of(first.view)):
            yield Choice(
                f"grid-{year}", _("Same inputs, grid factors of %(year)s") % {"year": year}
            )
    for set_id in sets.available():
        if set_id != first.view.factor_set:
            yield Choice(f"set-{set_id}", _("Same inputs, factor set %(set)s") % {"set": set_id})


def choices_drafts(request: Any) -> Iterator[Choice]:
    """The visitor's own drafts."""
    for form, draft in keeping.all_current(request).items():
        yield Choice(f"draft-{form}", draft.title or _guideline_name(draft.guideline))


def listed_title(item: visibility.Listed) -> str:
    """A stored footprint in a list: title, kind, tonnes, day."""
    kind = _("actual") if item.kind == "actual" else _("planned")
    day = beijing_day(item.created_at).isoformat()
    stands = "" if item.stands else f" · {_('superseded')}"
    return f"{item.title or _('Result')} · {kind} · {item.total_kg:,} kg · {day}{stands}"


def _stored(token: str, view: FootprintView) -> Asked:
    kind = _("actual") if view.kind == "actual" else _("planned")
    day = beijing_day(view.created_at).isoformat() if view.created_at else ""
    parts = [kind, day, view.factor_set, *([] if view.superseded_by is None else [_("superseded")])]
    return Asked(token, view.title or _("Result"), " · ".join(filter(None, parts)), view)


def _draft(request: Any, token: str, form: str) -> Asked | None:
    draft = keeping.current(request, form) if form in drafts.GUIDELINES else None
    if draft is None:
        return None
    view = queries.preview(draft.result(), title=draft.title, boundary=draft.boundary())
    title = draft.title or _guideline_name(draft.guideline)
    return Asked(token, title, _("Not stored yet"), view)


def _again(first: Asked, token: str, *, kind: str, value: str) -> Asked | None:
    """The first side's inputs with another set, or with the grid factors of another year."""
    view = first.view
    entered = [item for item, _kg in entered_lines(view)]
    set_id, note = view.factor_set, _("Same inputs, factor set %(set)s") % {"set": value}
    if kind == "set":
        if value not in sets.available():
            return None
        set_id = value
    else:
        if not (value.isdigit() and len(value) == 4):
            return None
        entered = [candidates.with_grid_year(item, int(value)) for item in entered]
        note = _("Same inputs, grid factors of %(year)s") % {"year": value}
    result = calculate(
        view.guideline,
        sets.load(set_id),
        entered,
        region=view.region,
        participants=view.participants,
        version=view.guideline_version,
    )
    return Asked(token, first.title, note, queries.preview(result, title=view.title))


def _factor(line: LineView) -> FactorOf | None:
    for factor in line.factors:
        if factor_unit(factor["unit"]) is not None:
            return FactorOf(*(factor[key] for key in ("id", "value", "unit", "region", "year")))
    return None


def _guideline_name(guideline_id: str) -> str:
    return localname(guidelines.load(guideline_id).title)
