"""What a supervisor sees of other staff's pages: all of it, in a transaction that can't write, without its acts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.http import HttpResponse

# Forms are never nested, so the next end is a form's own; a button or field outside names its form by ``form=``.
_ACTS = re.compile(
    r'<form\b[^>]*\bmethod="post"[^>]*>.*?</form>'
    r'|<(button|textarea|details)\b[^>]*\b(?:form="|class="remark")[^>]*>.*?</\1>',
    re.DOTALL | re.IGNORECASE,
)
_MAIN = re.compile(r"<main\b.*</main>", re.DOTALL | re.IGNORECASE)


@contextmanager
def read_only() -> Iterator[None]:
    """Let the database refuse every change until the block ends."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        if not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
        yield


def without_acts(page: str) -> str:
    """Return a page without the forms of its main part that change something; the frame's own stay.

    Cut here for all pages at once, so that no page can forget it; the guard refuses their POST in any case.
    """
    return _MAIN.sub(lambda found: _ACTS.sub("", found[0]), page, count=1)


def answer(view: Callable[[], HttpResponse]) -> HttpResponse:
    """Return what a reader gets of a view's answer."""
    with read_only():
        given = view()
    if given.get("Content-Type", "").startswith("text/html") and not given.streaming:
        given.content = without_acts(given.content.decode(given.charset)).encode(given.charset)
    return given
