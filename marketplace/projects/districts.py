"""Shenzhen's districts as a schematic map: one tile each, where it lies beside the others. Pure but for the names.

Not to scale and without borders: the tiles say west and east, north and south, neighbour and neighbour. Bao'an to
Pingshan lie in the north, Nanshan to Dapeng along the water, the Shenzhen-Shanwei Zone apart in the east.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from accounts.models import District

TILE = 100
GAP = 6

# column and row, in tiles; halves make the staggered rows of a brick wall
PLACES: dict[str, tuple[float, float]] = {
    District.SHENSHAN: (4.5, 0),
    District.BAOAN: (0, 1),
    District.GUANGMING: (1, 1),
    District.LONGHUA: (2, 1),
    District.LONGGANG: (3, 1),
    District.PINGSHAN: (4, 1),
    District.NANSHAN: (0.5, 2),
    District.FUTIAN: (1.5, 2),
    District.LUOHU: (2.5, 2),
    District.YANTIAN: (3.5, 2),
    District.DAPENG: (4.5, 2),
}
SHORT: dict[str, str | Promise] = {
    District.SHENSHAN: pgettext_lazy("map", "Shenshan"),
    District.BAOAN: pgettext_lazy("map", "Bao'an"),
    District.GUANGMING: pgettext_lazy("map", "Guangming"),
    District.LONGHUA: pgettext_lazy("map", "Longhua"),
    District.LONGGANG: pgettext_lazy("map", "Longgang"),
    District.PINGSHAN: pgettext_lazy("map", "Pingshan"),
    District.NANSHAN: pgettext_lazy("map", "Nanshan"),
    District.FUTIAN: pgettext_lazy("map", "Futian"),
    District.LUOHU: pgettext_lazy("map", "Luohu"),
    District.YANTIAN: pgettext_lazy("map", "Yantian"),
    District.DAPENG: pgettext_lazy("map", "Dapeng"),
}
BESIDE = (District.MUNICIPAL, District.ELSEWHERE)
WIDTH = int(5.5 * TILE)
HEIGHT = 3 * TILE


@dataclass(frozen=True)
class Tile:
    """A district on the map, in the map's own units; without a count it is drawn, without an address not linked."""

    code: str
    label: str
    name: str
    count: int
    href: str
    chosen: bool
    x: int
    y: int
    size: int = TILE - GAP

    @property
    def middle(self) -> int:
        """Where its words stand, from the left."""
        return self.x + self.size // 2

    @property
    def name_line(self) -> int:
        """The baseline of its name."""
        return self.y + (45 if self.count else 54)

    @property
    def count_line(self) -> int:
        """The baseline of its count."""
        return self.y + 73


@dataclass(frozen=True)
class Entry:
    """A district in the map's text: also what is citywide or elsewhere."""

    code: str
    name: str
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True)
class Map:
    """The tiles, and the same as a list with what has no tile."""

    tiles: tuple[Tile, ...]
    entries: tuple[Entry, ...]
    width: int = WIDTH
    height: int = HEIGHT


def draw(counts: Mapping[str, int], href: Callable[[str], str], *, chosen: str = "") -> Map:
    """Return the map for counts by district code; ``href`` says where a district that has any leads to."""

    def address(code: str) -> str:
        return href(code) if counts.get(code) else ""

    tiles = tuple(
        Tile(
            code=str(code),
            label=str(SHORT[code]),
            name=str(District(code).label),
            count=counts.get(code, 0),
            href=address(code),
            chosen=code == chosen,
            x=int(column * TILE) + GAP // 2,
            y=int(row * TILE) + GAP // 2,
        )
        for code, (column, row) in PLACES.items()
    )
    entries = tuple(
        Entry(
            str(code), str(District(code).label), counts.get(code, 0), address(code), code == chosen
        )
        for code in (*PLACES, *BESIDE)
        if counts.get(code) or code == chosen
    )
    return Map(tiles, entries)
