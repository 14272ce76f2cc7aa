"""Facets: by what listings can be narrowed, and how many are left each way. Pure: no database, clock or request.

Values of one facet are alternatives, facets narrow together. A facet is counted over what all *other* facets leave, so
that every count says what choosing that value would show.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

Chosen = Mapping[str, frozenset[str]]
# Prices in fen per tonne, from (included) and up to (not included). Fixed, so that addresses stay true.
BANDS: Mapping[str, tuple[int, int | None]] = {
    "0-30": (0, 3_000),
    "30-35": (3_000, 3_500),
    "35-40": (3_500, 4_000),
    "40-50": (4_000, 5_000),
    "50-80": (5_000, 8_000),
    "80-": (8_000, None),
}
WHOLE_TONNE_KG = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """What facets and sorting need to know of one listing. ``fit`` is its eligibility under the guideline chosen."""

    id: int
    kind: str
    district: str
    methodology: str
    scheme: str
    credit_type: str
    takes_part: str
    in_aid_area: bool
    vintage_start: date
    vintage_end: date
    increment_kg: int
    price_fen: int
    listed_kg: int
    activated_at: datetime | None
    frozen: bool = False
    rank: int = 0
    fit: str = ""


def band_of(price_fen: int) -> str:
    """Return the price band of a price in fen per tonne."""
    return next(
        name for name, (low, high) in BANDS.items() if price_fen >= low and _below(price_fen, high)
    )


def _below(price_fen: int, high: int | None) -> bool:
    return high is None or price_fen < high


def _years(row: Row) -> tuple[str, ...]:
    return tuple(str(year) for year in range(row.vintage_start.year, row.vintage_end.year + 1))


FACETS: Mapping[str, Callable[[Row], tuple[str, ...]]] = {
    "kind": lambda row: (row.kind,),
    "district": lambda row: (row.district,),
    "year": _years,
    "method": lambda row: (row.methodology,),
    "band": lambda row: (band_of(row.price_fen),),
    "who": lambda row: (row.takes_part,),
    "aid": lambda row: ("yes",) if row.in_aid_area else (),
    "scheme": lambda row: (row.scheme,),
    "step": lambda row: ("tonne" if row.increment_kg >= WHOLE_TONNE_KG else "kg",),
    "fit": lambda row: (row.fit,),
}


@dataclass(frozen=True)
class Narrowed:
    """What is left, how many listings each value would show, and how many each facet keeps away."""

    rows: Sequence[Row]
    counts: Mapping[str, Counter[str]]
    loosened: Mapping[str, int] = field(default_factory=dict)
    """For each chosen facet: how many listings there would be without it."""


def narrow(rows: Iterable[Row], chosen: Chosen) -> Narrowed:
    """Keep the rows that fit every chosen facet, and count in one pass what every other choice would give."""
    found: list[Row] = []
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    freed: Counter[str] = Counter()
    wanted = {name: values for name, values in chosen.items() if values and name in FACETS}
    for row in rows:
        values = {name: read(row) for name, read in FACETS.items()}
        missed = [name for name, some in wanted.items() if some.isdisjoint(values[name])]
        if not missed:
            found.append(row)
            for name, own in values.items():
                counts[name].update(own)
        elif len(missed) == 1:
            counts[missed[0]].update(values[missed[0]])
            freed[missed[0]] += 1
    for counter in counts.values():
        counter.pop("", None)
    return Narrowed(found, counts, {name: len(found) + freed[name] for name in wanted})


SORTS: Mapping[str, Callable[[Row], tuple[object, ...]]] = {
    "best": lambda row: (row.rank, row.price_fen, row.id),
    "price": lambda row: (row.price_fen, row.id),
    "dearest": lambda row: (-row.price_fen, row.id),
    "vintage": lambda row: (-row.vintage_end.toordinal(), row.price_fen, row.id),
    "stock": lambda row: (-row.listed_kg, row.id),
    "newest": lambda row: (-_moment(row), row.id),
}


def _moment(row: Row) -> int:
    """Microseconds, as a whole number: sorting by time needs no float."""
    at = row.activated_at
    return 0 if at is None else at.toordinal() * 86_400_000_000 + _of_day(at)


def _of_day(at: datetime) -> int:
    return ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond


def ordered(rows: Iterable[Row], sort: str) -> list[Row]:
    """Return the rows in the order asked for, by price where it is unknown."""
    return sorted(rows, key=SORTS.get(sort, SORTS["price"]))  # type: ignore[arg-type]
