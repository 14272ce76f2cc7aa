"""The catalogue as page and API show it: what is for sale, narrowed, counted, in order; always the same few queries."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import District
from look.templatetags.look import localname
from marketplace import clock
from marketplace.market import catalogue
from marketplace.market.eligibility import Verdict
from marketplace.market.finding import facets, fitting, search
from marketplace.market.finding.facets import BANDS, Narrowed, Row
from marketplace.market.finding.filters import Filters
from marketplace.market.kinds import KINDS
from marketplace.market.terms import in_fen
from marketplace.registry.models import Project

NAMES = {
    "kind": _("Kind of project"),
    "district": _("District"),
    "year": _("Vintage year"),
    "method": _("Methodology"),
    "band": _("Price per tonne"),
    "who": _("Who takes part"),
    "aid": _("Welfare region"),
    "scheme": _("Scheme"),
    "step": _("Smallest step"),
    "fit": _("Eligibility"),
}
OUTCOMES = {"eligible": _("eligible"), "unclear": _("unclear"), "not": _("not eligible")}
STEPS = {"kg": _("by the kilogram"), "tonne": _("whole tonnes")}
AID = {"yes": _("in an area that Shenzhen helps")}
_COLUMNS = (
    "batch__project__kind",
    "batch__project__district",
    "batch__project__takes_part",
    "batch__project__in_aid_area",
    "increment_kg",
    "price_per_tonne",
    "listed_kg",
    "activated_at",
    "batch__scheme__name_zh",
    "batch__scheme__name_en",
    "batch__methodology_version__name_zh",
    "batch__methodology_version__name_en",
)


@dataclass(frozen=True)
class Named:
    """Two names, for ``localname``."""

    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Value:
    """One value of a facet: how many listings choosing it would show, and whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Group:
    """One facet with its values."""

    name: str
    label: str
    values: Sequence[Value]

    @property
    def chosen(self) -> int:
        """How many of its values are chosen."""
        return sum(value.chosen for value in self.values)


@dataclass(frozen=True)
class Chip:
    """One condition in force, and the filters without it."""

    label: str
    value: str
    without: Filters


@dataclass(frozen=True)
class Way:
    """A way out of nothing found: without this condition there would be so many."""

    label: str
    count: int
    filters: Filters


@dataclass(frozen=True)
class Found:
    """The listings found, best first, by id, with everything that the page says about narrowing."""

    ids: Sequence[int]
    groups: Sequence[Group]
    chips: Sequence[Chip]
    verdicts: Mapping[int, Verdict]
    total: int
    ways: Sequence[Way] = ()


def browse(filters: Filters) -> Found:
    """Return what is for sale and fits, with facets counted and, where nothing fits, ways out."""
    now = clock.now()
    shelf = _Shelf(filters, now)
    narrowed = facets.narrow(shelf.rows, filters.chosen)
    labels = shelf.labels
    groups = [
        _group(name, narrowed, filters, labels) for name in NAMES if name != "fit" or shelf.judge
    ]
    return Found(
        ids=[row.id for row in facets.ordered(narrowed.rows, filters.order)],
        groups=[group for group in groups if group.values],
        chips=tuple(_chips(filters, labels)),
        verdicts=shelf.verdicts,
        total=len(narrowed.rows),
        ways=() if narrowed.rows else tuple(_ways(filters, narrowed, now)),
    )


class _Shelf:
    """Everything for sale that matches the text, as rows, with the words for what they have."""

    def __init__(self, filters: Filters, now: datetime) -> None:
        self.judge = fitting.judge_for(filters.guideline, now=now)
        self.verdicts: dict[int, Verdict] = {}
        self.labels: dict[str, dict[str, object]] = {
            "kind": dict(KINDS),
            "district": dict(District.choices),
            "band": {name: band_label(name) for name in BANDS},
            "who": dict(Project.TakesPart.choices),
            "aid": dict(AID),
            "step": dict(STEPS),
            "fit": dict(OUTCOMES),
            "scheme": {},
            "method": {},
        }
        found = search.matching(catalogue.for_sale(now), filters.text)
        columns = ("pk", "rank", *fitting.FACT_COLUMNS, *_COLUMNS)
        self.rows = [self._row(values) for values in found.values_list(*columns)]

    def _row(self, values: tuple) -> Row:  # type: ignore[type-arg]
        pk, rank, *facts = values[: 2 + len(fitting.FACT_COLUMNS)]
        kind, district, who, aid, step, price, listed, since, *names = values[2 + len(facts) :]
        credit_type, scheme, methodology, start, end, status = facts
        self.labels["scheme"].setdefault(scheme, Named(names[0], names[1]))
        self.labels["method"].setdefault(methodology, Named(names[2], names[3]))
        row = Row(
            id=pk,
            kind=kind,
            district=district,
            methodology=methodology,
            scheme=scheme,
            credit_type=credit_type,
            takes_part=who,
            in_aid_area=aid,
            vintage_start=start,
            vintage_end=end,
            increment_kg=step,
            price_fen=in_fen_of(price),
            listed_kg=listed,
            activated_at=since,
            frozen=status != "active",
            rank=rank,
        )
        if self.judge is None:
            return row
        self.verdicts[pk] = self.judge.verdict(tuple(facts))
        return replace(row, fit=self.verdicts[pk].outcome.value)


def in_fen_of(price: object) -> int:
    """Return a price column's value as whole fen; values come as Decimal or Money."""
    return in_fen(price) if hasattr(price, "currency") else int(price * 100)  # type: ignore[operator,arg-type]


def band_label(name: str) -> str:
    """Return a price band in words."""
    low, _dash, high = name.partition("-")
    if not high:
        return str(_("¥%(low)s and more") % {"low": low})
    if low == "0":
        return str(_("below ¥%(high)s") % {"high": high})
    return str(_("¥%(low)s to below ¥%(high)s") % {"low": low, "high": high})


def _spoken(labels: Mapping[str, Mapping[str, object]], facet: str, value: str) -> str:
    label = labels.get(facet, {}).get(value, value)
    return localname(label) if isinstance(label, Named) else str(label)


def _group(
    name: str, narrowed: Narrowed, filters: Filters, labels: Mapping[str, Mapping[str, object]]
) -> Group:
    """Return a facet with the values that some listing has, and those that are chosen."""
    counts: Counter[str] = narrowed.counts[name]
    picked = filters.picked.get(name, frozenset())
    values = [
        Value(value, _spoken(labels, name, value), counts[value], value in picked)
        for value in _in_order(name, {*counts, *picked}, counts, labels)
    ]
    return Group(name, str(NAMES[name]), values)


def _in_order(
    name: str,
    values: set[str],
    counts: Counter[str],
    labels: Mapping[str, Mapping[str, object]],
) -> list[str]:
    """Years newest first; what has an order of its own in it; all else by how many there are."""
    if name == "year":
        return sorted(values, reverse=True)
    if name in ("band", "fit", "step"):
        known = list(labels[name])
        return sorted(values, key=lambda v: (known.index(v) if v in known else len(known), v))
    return sorted(values, key=lambda v: (-counts[v], v))


def _chips(filters: Filters, labels: Mapping[str, Mapping[str, object]]) -> list[Chip]:
    chips = [Chip(str(_("Search")), filters.text, filters.without("q"))] if filters.text else []
    for name, value in filters.pairs():
        if name in NAMES:
            label = _spoken(labels, name, value)
            chips.append(Chip(str(NAMES[name]), label, filters.without(name, value)))
    if filters.guideline:
        judge = fitting.eligibility.current().guidelines[filters.guideline]
        label = localname(judge)
        chips.append(Chip(str(_("Guideline")), label, filters.without("guideline")))
    return chips


def _ways(filters: Filters, narrowed: Narrowed, now: datetime) -> list[Way]:
    """Return which single condition to drop, most listings first; the text costs one more query, only here."""
    ways = [
        Way(str(NAMES[name]), count, filters.without(name))
        for name, count in narrowed.loosened.items()
        if count
    ]
    if filters.text:
        freed = filters.without("q")
        left = facets.narrow(_Shelf(freed, now).rows, freed.chosen).rows
        if left:
            ways.append(Way(str(_("Search")), len(left), freed))
    return sorted(ways, key=lambda way: -way.count)
