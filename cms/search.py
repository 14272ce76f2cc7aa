"""Chinese search without a word list: characters and adjacent pairs, as PostgreSQL's simple text search wants them."""

import itertools
import re
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

_CHINESE = re.compile(r"[\u3400-\u9fff]+")
PER_PAGE = 12


def bigrams(text: str) -> str:
    """Return every Chinese character and every adjacent pair, parted by spaces; other words as they are."""
    words: list[str] = []
    for run in _CHINESE.findall(text):
        words += [*run, *(a + b for a, b in itertools.pairwise(run))]
    return " ".join([*words, *_CHINESE.sub(" ", text).split()])


def query(text: str) -> str:
    """Return a search in the same terms: pairs for Chinese (one character stays single), words otherwise."""
    words: list[str] = []
    for run in _CHINESE.findall(text):
        words += [a + b for a, b in itertools.pairwise(run)] or [run]
    return " ".join([*words, *_CHINESE.sub(" ", text).split()])


def listing(pages: QuerySet[Any], request: HttpRequest) -> dict[str, Any]:
    """Return one page of a list of pages, searched by the address's ``q``."""
    asked = request.GET.get("q", "").strip()[:80]
    found = (
        pages.search(query(asked), fields=["title", "bigrams"], operator="and") if asked else pages
    )
    return {"q": asked, "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("page"))}
