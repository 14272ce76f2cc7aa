"""Pages of long lists at a cost that does not grow with the list's page: one count, one page of keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

PER_PAGE = 25


@dataclass(frozen=True)
class Found:
    """A page of rows, and what all rows found are together."""

    page: Page[Any]
    count: int
    kg: int = 0


class _Counted(Paginator):  # type: ignore[type-arg]
    """A paginator that is told how many there are, since the totals know it already."""

    def __init__(self, keys: QuerySet[Any], count: int) -> None:
        super().__init__(keys, PER_PAGE)
        self._known = count

    @property
    def count(self) -> int:  # type: ignore[override]
        """How many rows there are."""
        return self._known


def page_of(
    keys: QuerySet[Any], load: Callable[[list[int]], Sequence[Any]], *, number: str, count: int
) -> Page[Any]:
    """Return a page: the keys of its rows in order, loaded by ``load``. A number that is none is page 1."""
    page = _Counted(keys, count).get_page(number)
    page.object_list = load(list(page.object_list))
    return page
