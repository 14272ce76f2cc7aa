"""The rows of a set made ready to be found: search in both languages, filters, order, series and siblings. Pure."""

from __future__ import annotations

import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from footprint import regions, sets
from footprint.library import offers, uses
from footprint.library.uses import Use
from footprint.numbers import printed
from footprint.sets import Factor, FactorSet, provenance
from footprint.sets.provenance import Provenance
from footprint.text import Text
from footprint.vocabulary import CATEGORIES, KINDS, LICENCES

FILTERS = ("category", "kind", "region", "year", "grade", "licence", "use")
SORTS: dict[str, Text] = {
    "": Text("按类别，年度从新到旧", "By category, newest first"),
    "year": Text("年度从新到旧", "Newest first"),
    "grade": Text("质量等级从高到低", "Best grade first"),
    "name": Text("按名称", "By name"),
    "value": Text("同一单位内数值从小到大", "By value within a unit"),
}
MAX_LENGTH = 80
EVERYDAY: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("everyday.toml").read_text(encoding="utf-8")
)
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row with everything that a page or a file says about it."""

    factor: Factor
    place: int
    value: str
    category: Text
    kind: Text
    region: Text
    licence: Text
    provenance: Provenance
    uses: tuple[Use, ...]
    words: str

    @property
    def use_kinds(self) -> frozenset[str]:
        """The kinds of use it has; `any` if a calculator takes it unasked, `none` if it has no use."""
        kinds = {use.kind for use in self.uses}
        if not kinds:
            return frozenset({"none"})
        return frozenset(kinds | {"any"} if kinds - {"named"} else kinds)


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; empty strings ask for nothing."""

    q: str = ""
    category: str = ""
    kind: str = ""
    region: str = ""
    year: str = ""
    grade: str = ""
    licence: str = ""
    use: str = ""
    sort: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Query:
        """The query in the fields of an address; what is too long is cut, an unknown order dropped."""
        wanted = {name: str(given.get(name, "")).strip()[:MAX_LENGTH] for name in cls.__slots__}
        if wanted["sort"] not in SORTS:
            wanted["sort"] = ""
        return cls(**wanted)

    @property
    def given(self) -> dict[str, str]:
        """The fields that ask for something, for an address."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}

    @property
    def is_narrow(self) -> bool:
        """Whether more than words, a category or a region is asked for."""
        return bool(self.given.keys() - {"q", "category", "region"})


class Library:
    """One set, made ready once a process."""

    def __init__(self, factor_set: FactorSet) -> None:
        """Prepare the rows of a set."""
        self.factor_set = factor_set
        used = uses.of(factor_set)
        rows = sorted(factor_set, key=_standing)
        self.entries = tuple(
            _entry(factor, place, used.get(factor.id, ())) for place, factor in enumerate(rows)
        )
        self._by_id = {entry.factor.id: entry for entry in self.entries}

    def get(self, factor_id: str) -> Entry:
        """The row of this id; raises CalculationError `unknown_factor`."""
        return self._by_id[self.factor_set.get(factor_id).id]

    def find(self, query: Query) -> list[Entry]:
        """The rows that a query asks for, in its order."""
        words = fold(query.q).split()
        found = [
            entry for entry in self.entries if _asked(entry, query) and _says(entry.words, words)
        ]
        return sorted(found, key=_ORDERS[query.sort]) if query.sort else found

    @cached_property
    def choices(self) -> dict[str, list[tuple[str, Text, int]]]:
        """What each filter offers: id, name and number of rows, those that occur in the set."""
        return {name: list(offers.of(name, self.entries)) for name in FILTERS}

    def series(self, entry: Entry) -> tuple[Entry, ...]:
        """The same quantity in all years, oldest first."""
        return self._series[_series_key(entry.factor)]

    def across(self, entry: Entry) -> tuple[Entry, ...]:
        """The same quantity of the same year in other regions and in its own, highest first."""
        return self._across[_across_key(entry.factor)]

    def replaced_by(self, entry: Entry) -> tuple[Entry, ...]:
        """The rows that an entry replaces within its set."""
        return self._replaces.get(entry.factor.id, ())

    @cached_property
    def _series(self) -> Mapping[Key, tuple[Entry, ...]]:
        return _grouped(self.entries, _series_key, order=lambda entry: entry.factor.year)

    @cached_property
    def _across(self) -> Mapping[Key, tuple[Entry, ...]]:
        return _grouped(self.entries, _across_key, order=lambda entry: -entry.factor.value)

    @cached_property
    def _replaces(self) -> Mapping[str, tuple[Entry, ...]]:
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            if entry.factor.superseded_by:
                found[entry.factor.superseded_by].append(entry)
        return {row: tuple(entries) for row, entries in found.items()}


def of(set_id: str | None = None) -> Library:
    """The library of a published set, by default of the current one; raises CalculationError."""
    return _made(sets.load(set_id))


_made = lru_cache(maxsize=8)(Library)


def fold(text: str) -> str:
    """Text as it is searched: widths, indices and case made alike."""
    return unicodedata.normalize("NFKC", text).casefold()


def _entry(factor: Factor, place: int, used: tuple[Use, ...]) -> Entry:
    category, kind = CATEGORIES[factor.category], KINDS[factor.quantity_kind]
    region, licence = regions.name(factor.region), LICENCES[factor.licence]
    words = (
        factor.id, factor.name.zh, factor.name.en, category.zh, category.en, kind.zh, kind.en, region.zh, region.en,
        factor.region, factor.unit, factor.source_title, factor.notice_number, factor.note, str(factor.year),
    )  # fmt: skip
    return Entry(
        factor, place, printed(factor.value), category, kind, region, licence,
        provenance.of(factor), used, fold("\n".join(words)),
    )  # fmt: skip


def _standing(factor: Factor) -> tuple[int, int]:
    """By category, the newest first, else as the files have them."""
    return list(CATEGORIES).index(factor.category), -factor.year


def _asked(entry: Entry, query: Query) -> bool:
    factor = entry.factor
    return (
        query.category in ("", factor.category)
        and query.kind in ("", factor.quantity_kind)
        and query.region in ("", factor.region)
        and query.year in ("", str(factor.year))
        and query.grade in ("", factor.grade)
        and query.licence in ("", factor.licence)
        and (not query.use or query.use in entry.use_kinds)
    )


def also_searched(text: str) -> list[str]:
    """The rows' own words that stand for everyday words of a query: 动车 is 高铁 in the set."""
    return [other for word in fold(text).split() for other in EVERYDAY.get(word, ())]


def _says(text: str, words: list[str]) -> bool:
    return all(
        any(said in text for said in (word, *EVERYDAY.get(word, ()))) or _in_pieces(word, text)
        for word in words
    )


def _in_pieces(word: str, text: str) -> bool:
    """Whether Chinese without blanks, such as 广东电网, is in the text piece by piece, two characters at least."""
    if word.isascii():
        return False
    start = 0
    while start < len(word):
        end = next((end for end in range(len(word), start + 1, -1) if word[start:end] in text), 0)
        if not end:
            return False
        start = end
    return True


_ORDERS = {
    "year": lambda entry: (-entry.factor.year, entry.place),
    "grade": lambda entry: (entry.factor.grade, entry.place),
    "name": lambda entry: (entry.factor.name.en.casefold(), entry.place),
    "value": lambda entry: (entry.factor.unit, entry.factor.value, entry.place),
}


def _series_key(factor: Factor) -> Key:
    stem = factor.id.replace(str(factor.year), "")
    return factor.category, factor.quantity_kind, factor.region, factor.unit, stem


def _across_key(factor: Factor) -> Key:
    """Rows of one table of one year: only grids, heat and hotels are tables by region."""
    table = factor.category in ("electricity", "heat", "hotel") and not factor.superseded_by
    own = "" if table else factor.id
    return (
        factor.category,
        factor.quantity_kind,
        str(factor.year),
        factor.unit,
        factor.source_title,
        own,
    )


def _grouped(
    entries: Iterable[Entry], key: Callable[[Factor], Key], *, order: Callable[[Entry], Any]
) -> Mapping[Key, tuple[Entry, ...]]:
    found: dict[Key, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[key(entry.factor)].append(entry)
    return {group: tuple(sorted(rows, key=order)) for group, rows in found.items()}
