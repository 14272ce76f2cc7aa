"""What somebody looks for in the catalogue, read from an address and written into one. Pure.

Nonsense is ignored, not scolded; a value that has the right shape but that nothing has is kept, so that a shared
address keeps saying what it asks for.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Protocol
from urllib.parse import urlencode

from marketplace.market.finding import words
from marketplace.market.finding.facets import FACETS, SORTS

MOST_VALUES = 20
FITTING = frozenset({"eligible", "unclear"})
_VALUE = re.compile(r"^[0-9A-Za-z_.-]{1,40}$")
_NOTHING: Mapping[str, frozenset[str]] = MappingProxyType({})


class Query(Protocol):
    """What is read of an address: Django's QueryDict."""

    def get(self, key: str, default: str = "") -> Any: ...
    def getlist(self, key: str) -> Sequence[str]: ...


@dataclass(frozen=True)
class Filters:
    """The text searched for, the values chosen by facet, the guideline to judge by, and the order.

    With a guideline and no verdict chosen, what the guideline rules out is left away.
    """

    text: str = ""
    picked: Mapping[str, frozenset[str]] = _NOTHING
    guideline: str = ""
    sort: str = ""

    @property
    def chosen(self) -> dict[str, frozenset[str]]:
        """The values by facet, as they narrow."""
        chosen = {name: values for name, values in self.picked.items() if name != "fit"}
        if self.guideline:
            chosen["fit"] = self.picked.get("fit") or FITTING
        return chosen

    @property
    def order(self) -> str:
        """The order shown: the one asked for; else the best match first, or the cheapest where nothing is searched."""
        return self.sort or ("best" if self.text else "price")

    @property
    def active(self) -> bool:
        """Whether anything narrows."""
        return bool(self.text or self.picked or self.guideline)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield what stands in the address, in one order."""
        if self.text:
            yield "q", self.text
        for name in FACETS:
            for value in sorted(self.picked.get(name, ())):
                yield name, value
        if self.guideline:
            yield "guideline", self.guideline
        if self.sort:
            yield "sort", self.sort

    def address(self, *carried: tuple[str, str]) -> str:
        """Return the address's query, with its question mark; a mark alone where nothing is asked."""
        return f"?{urlencode([*self.pairs(), *carried])}"

    def without(self, facet: str, value: str = "") -> "Filters":
        """Return these without one value of a facet, or without the whole facet, the text or the guideline."""
        if facet == "q":
            return replace(self, text="")
        if facet == "guideline" or (facet == "fit" and not self.picked.get("fit")):
            left = {name: some for name, some in self.picked.items() if name != "fit"}
            return replace(self, guideline="", picked=left)
        rest = self.picked.get(facet, frozenset()) - {value} if value else frozenset()
        left = {name: some for name, some in self.picked.items() if name != facet}
        return replace(self, picked={**left, facet: rest} if rest else left)


def read(query: Query, *, guidelines: Sequence[str]) -> Filters:
    """Return what an address asks for. ``eligible_for`` is the API's name for ``guideline``."""
    guideline = query.get("guideline", "") or query.get("eligible_for", "")
    sort = query.get("sort", "")
    picked = {name: values for name in FACETS if (values := _values(query.getlist(name)))}
    return Filters(
        text=" ".join(query.get("q", "").split())[: words.LONGEST_QUERY],
        picked=picked,
        guideline=guideline if guideline in guidelines else "",
        sort=sort if sort in SORTS else "",
    )


def _values(asked: Sequence[str]) -> frozenset[str]:
    return frozenset([value for value in asked if _VALUE.match(value)][:MOST_VALUES])
