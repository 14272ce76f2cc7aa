"""The address of a form's answer, opened in a browser, leads to a page and never to an empty 405."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import get_resolver, resolve

from config.answers import above

pytestmark = pytest.mark.django_db
PAGE = {"HTTP_ACCEPT": "text/html,application/xhtml+xml"}
SAMPLES = {"uuid": str(uuid.uuid4()), "int": "1", "slug": "a", "str": "a", "path": "a"}


def _addresses(patterns, before=""):
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _addresses(pattern.url_patterns, path)
        else:
            yield path, pattern


def _only_posts(pattern) -> bool:
    """Whether the view says so: a decorator of Django's stands in its closure."""
    view, methods = pattern.callback, []
    while view is not None:
        cells = getattr(view, "__closure__", None) or ()
        methods += [
            cell.cell_contents
            for cell in cells
            if isinstance(cell.cell_contents, list) and all(m in ("POST", "GET") for m in cell.cell_contents)
        ]  # fmt: skip
        view = getattr(view, "__wrapped__", None)
    return ["POST"] in methods


def _filled(path: str) -> str | None:
    path = path.replace("^", "").replace("$", "")
    filled = re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found[1] or "str", "a"), path)
    return None if re.search(r"[()\\<>]", filled) else "/" + filled.lstrip("/")


def _answers() -> list[str]:
    patterns = get_resolver().url_patterns
    found = (_filled(path) for path, pattern in _addresses(patterns) if _only_posts(pattern))
    return sorted({path for path in found if path and "/api/" not in path})


def test_there_are_such_addresses():
    assert len(_answers()) > 60


@pytest.mark.parametrize(
    ("answer", "page"),
    [
        ("/zh-hans/listings/reserve/", "/zh-hans/listings/"),
        ("/zh-hans/basket/change/", "/zh-hans/basket/"),
        ("/zh-hans/basket/reserve/", "/zh-hans/basket/"),
        ("/zh-hans/nowhere/at/all/", "/zh-hans/"),
    ],
)
def test_the_page_above(answer, page):
    assert above(answer) == page


def test_a_browser_is_sent_to_a_page_and_a_program_is_told(client):
    assert client.get("/en/listings/reserve/", **PAGE).url == "/en/listings/"
    assert client.get("/en/listings/reserve/", follow=True, **PAGE).status_code == 200
    assert client.get("/en/listings/reserve/").status_code == 405


def test_every_answer_has_a_page_above_it():
    visitor = Client()
    for path in _answers():
        answer = visitor.get(path, **PAGE)
        assert answer.status_code != 405, path
        if answer.status_code == 302 and answer.url != "/":
            resolve(answer.url.partition("?")[0])
