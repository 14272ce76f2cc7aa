"""Adds attendance rows up exactly, in one pass: rows that travel alike become one way of travelling.

Sums are exact decimals, so neither the order of rows nor their division over files matters. What a
cell means is worked out once for each distinct content. No Django: the child process runs this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from operator import itemgetter
from typing import Any

from footprint.attendance import columns
from footprint.attendance.means import COLUMNS as MEANS_COLUMNS
from footprint.attendance.means import Means, read_means
from footprint.errors import CalculationError
from footprint.files.bounds import MAX_BAD_ROWS, MAX_WAYS, RefusedError
from footprint.files.cells import cell_text, shown
from footprint.files.problems import number, problem, readable

Ends = tuple[str, Decimal]
"""`domestic` or `international`, and kilometres of the great circle one way."""
FindEnds = Callable[[str, str], Ends]
"""Raises CalculationError with field `from` or `to` for a place that is not known."""
Row = list[Any]

BREATH = 20_000
_MOST_KEPT = 100_000
_ONE, _HUNDRED = Decimal(1), Decimal(100)


@dataclass(slots=True)
class Way:
    """People who travelled alike, added up over all rows; `passenger_km` holds both ways."""

    activity: str
    options: tuple[tuple[str, str], ...]
    factor: Decimal | None = None
    factor_source: str = ""
    rows: int = 0
    people: Decimal = Decimal(0)
    trips: Decimal = Decimal(0)
    passenger_km: Decimal = Decimal(0)

    @property
    def key(self) -> tuple[Any, ...]:
        """What makes it distinct; sorts in a fixed order."""
        factor = self.factor
        return (self.activity, self.options, factor is None, factor or 0, self.factor_source)


@dataclass(slots=True)
class BadRow:
    """A row that was not counted: its known cells as text, and what is wrong with them."""

    row: int
    cells: dict[str, str]
    problems: list[CalculationError]


class _Numbers(dict[Any, Any]):
    """Cell → its number, None for a blank, or what is wrong with it; each content is read once."""

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def __missing__(self, cell: Any) -> Decimal | CalculationError | None:
        text = cell_text(cell)
        found: Decimal | CalculationError | None
        try:
            found = number(text, self.column) if text else None
        except CalculationError as error:
            found = error
        self[cell] = found
        return found


class _Shares(_Numbers):
    """The same for fractions, where `50%` is a half."""

    def __missing__(self, cell: Any) -> Decimal | CalculationError | None:
        text = cell_text(cell)
        if not text.endswith(("%", "％")):
            return super().__missing__(cell)
        found: Decimal | CalculationError
        try:
            found = number(text.rstrip("%％"), self.column) / _HUNDRED
        except CalculationError as error:
            found = error
        self[cell] = found
        return found


class _KnownMeans(dict[Any, Means]):
    """Cells of the means' columns → what they come to."""

    def __missing__(self, cells: tuple[Any, ...]) -> Means:
        means = self[cells] = read_means(tuple(map(cell_text, cells)))
        return means


@dataclass
class Tally:
    """What a file's rows come to; call `add` for each table, then read the fields.

    The caller sets the decimal context to `numbers.EXACT`, so that nothing is rounded.
    """

    find_ends: FindEnds
    progress: Callable[[int, int], None] = lambda rows, total: None
    ways: dict[tuple[Any, ...], Way] = field(default_factory=dict)
    bad: list[BadRow] = field(default_factory=list)
    bad_count: int = 0
    total: int = 0
    """Rows that are coming, about; for the progress bar."""
    _at: dict[str, int] = field(default_factory=dict)
    _means: _KnownMeans = field(default_factory=_KnownMeans)
    _counts: _Numbers = field(default_factory=lambda: _Numbers("count"))
    _shares: _Numbers = field(default_factory=lambda: _Shares("fraction"))
    _distances: _Numbers = field(default_factory=lambda: _Numbers("distance_km"))
    _ends: dict[tuple[Any, Any], Ends | list[CalculationError]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Good rows so far."""
        return sum(way.rows for way in self.ways.values())

    def add(self, numbered: Iterable[tuple[int, Row]], positions: dict[str, int]) -> None:
        """Count the rows below a heading; a column that the file lacks reads as blank."""
        at = self._at = {name: positions.get(name, -1) for name in columns.IDS}
        width = max(positions.values()) + 1
        means_cells = itemgetter(*(at[name] for name in MEANS_COLUMNS))
        count, share, distance = at["count"], at["fraction"], at["distance_km"]
        start, end, ends_known = at["from"], at["to"], self._ends
        known, counts, distances = self._means, self._counts, self._distances
        for seen, (row_number, row) in enumerate(numbered, 1):
            if len(row) < width:
                row.extend([""] * (width - len(row)))
            row.append("")  # what position -1 reads
            means = known[means_cells(row)]
            people, far, route = counts[row[count]], distances[row[distance]], ""
            if means.flies:
                ends = ends_known.get((row[start], row[end]))
                if ends.__class__ is tuple:
                    route, far = ends[0], ends[1] if far is None else far
            way = means.ways.get(route)
            if (
                way is None
                or people.__class__ is not Decimal
                or far.__class__ is not Decimal
                or row[share] != ""
            ):
                self._carefully(row_number, row, means)
            else:
                trips = people * means.times
                way.rows += 1
                way.people += people
                way.trips += trips
                way.passenger_km += trips * far
            if not seen % BREATH:
                self._breathe(seen)

    def _breathe(self, seen: int) -> None:
        """Say how far it got, and keep memory small when every cell is another."""
        self.progress(seen, max(self.total, seen))
        for known in (self._means, self._counts, self._distances, self._shares, self._ends):
            if len(known) > _MOST_KEPT:
                known.clear()

    def _carefully(self, row_number: int, row: Row, means: Means) -> None:
        """A row that flies, shares, is blank, is wrong, or is the first of its kind."""
        problems = [] if means.blank else list(means.problems)
        people = self._people(row, problems)
        route, far = self._distance(row, means, problems)
        if means.blank and not any(cell_text(row[position]) for position in self._at.values()):
            return
        if means.blank:
            problems = [*means.problems, *problems]
        if problems:
            self._keep_bad(row_number, row, problems)
            return
        way = means.ways.get(route) or self._new_way(means, route)
        trips = people * means.times
        way.rows += 1
        way.people += people
        way.trips += trips
        way.passenger_km += trips * far

    def _people(self, row: Row, problems: list[CalculationError]) -> Decimal:
        people, share = (
            self._counts[row[self._at["count"]]],
            self._shares[row[self._at["fraction"]]],
        )
        for found in (people, share):
            if isinstance(found, CalculationError):
                problems.append(found)
        if people is None:
            problems.append(problem("count", "required", "请填写人数；一行一人时填 1。",
                                    "Give the number of people; 1 where each row is one person."))  # fmt: skip
        if isinstance(share, Decimal) and share > 1:
            problems.append(
                problem(
                    "fraction",
                    "fraction_above_one",
                    "比例不能大于 1；百分数请写 % 号，如 50%。",
                    "The fraction must not exceed 1; write percent with its sign, as in 50%.",
                )
            )
        if problems:
            return _ONE
        return people if share is None else people * share

    def _distance(self, row: Row, means: Means, problems: list[CalculationError]) -> Ends:
        far = self._distances[row[self._at["distance_km"]]]
        if isinstance(far, CalculationError):
            problems.append(far)
            return "", _ONE
        if means.problems or (far is not None and not means.flies):
            return "", far or Decimal(0)
        if not means.may_fly_straight:
            problems.append(
                problem(
                    "distance_km",
                    "distance_required",
                    "铁路和公路里程不按直线推算，请填写单程公里数。",
                    "Rail and road distances are not guessed from the map; give the kilometres one way.",
                )
            )
            return "", _ONE
        ends = self._found_ends(
            row[self._at["from"]], row[self._at["to"]], asks_distance=far is None
        )
        if isinstance(ends, list):
            problems.extend(ends)
            return "", _ONE
        return ends[0] if means.flies else "", ends[1] if far is None else far

    def _found_ends(self, start: Any, end: Any, *, asks_distance: bool) -> Ends | list[CalculationError]:  # fmt: skip
        known = self._ends.get((start, end))
        if known is None:
            try:
                known = self.find_ends(*_both(cell_text(start), cell_text(end), asks_distance))
            except CalculationError as error:
                known = [error]
            if cell_text(start) and cell_text(end):
                self._ends[start, end] = known
        return known

    def _new_way(self, means: Means, route: str) -> Way:
        options = {**means.options, "route": route} if route else means.options
        way = Way(means.activity, tuple(sorted(options.items())), means.factor, means.factor_source)
        way = self.ways.setdefault(way.key, way)
        if len(self.ways) > MAX_WAYS:
            raise RefusedError("too_many_ways")
        means.ways[route] = way
        return way

    def _keep_bad(self, row_number: int, row: Row, problems: list[CalculationError]) -> None:
        self.bad_count += 1
        if len(self.bad) < MAX_BAD_ROWS:
            cells = {
                name: shown(cell_text(row[position]))
                for name, position in self._at.items()
                if position >= 0
            }
            self.bad.append(BadRow(row_number, cells, problems))


def _both(start: str, end: str, asks_distance: bool) -> tuple[str, str]:
    """Both places; raises CalculationError naming what is missing."""
    start, end = readable(start, "from"), readable(end, "to")
    if start and end:
        return start, end
    missing = "distance_km" if asks_distance else ("to" if start else "from")
    raise problem(missing, "distance_required", "请填写单程公里数；飞机还需出发地和目的地以区分境内与国际。",
                  "Give the kilometres one way; a flight also needs both cities (domestic or not).")  # fmt: skip
