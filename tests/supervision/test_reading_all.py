"""A supervisor reads every staff page of every role, and acts on none of another's."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import InternalError
from django.http import HttpResponse
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from accounts import reading
from accounts.models import User
from tests.cast import sign_in

OWN = {"supervision"}
DUMMIES = {"UUIDConverter": uuid4, "IntConverter": lambda: 999_999_999}
"""What stands for an argument; everything else is a word."""


def staff_names(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every name below /<language>/staff/, with its pattern."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, (space, pattern.namespace or "")))
            yield from staff_names(pattern, inner)
        else:
            yield f"{space}:{pattern.name}", pattern


def addresses() -> list[tuple[str, str]]:
    """Return (name, address) of every staff page, with made-up arguments."""
    found = []
    with translation.override("en"):
        for name, pattern in staff_names(get_resolver()):
            space = name.split(":", maxsplit=1)[0]
            if space in ("admin", "", "djdt"):
                continue
            kwargs = {
                key: DUMMIES.get(type(converter).__name__, lambda: "nothing")()
                for key, converter in pattern.pattern.converters.items()
            }
            address = _reversed(name, kwargs)
            if address.startswith("/en/staff/"):
                found.append((name, address))
    return found


def _reversed(name: str, kwargs: dict) -> str:
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:  # not one of the site's pages in this language
        return ""


def test_every_staff_page_opens_for_a_supervisor_without_its_acts(client, supervisor, metro):
    sign_in(client, supervisor)
    pages = addresses()
    assert len(pages) > 60
    for name, address in pages:
        answer = client.get(address)
        assert answer.status_code in (200, 302, 404, 405), (name, answer.status_code)
        if answer.status_code == 200 and name.split(":")[0] not in OWN:
            main = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)
            assert 'method="post"' not in (main[0] if main else ""), name
        if answer.status_code == 302:
            assert "signin" not in answer.url and "2fa" not in answer.url, name


def test_no_act_of_another_role_is_a_supervisors(client, supervisor, metro):
    sign_in(client, supervisor)
    for name, address in addresses():
        if name.split(":")[0] not in OWN:
            assert client.post(address).status_code in (403, 405), name


def test_others_still_read_their_own_pages_only(client, finance, metro):
    sign_in(client, finance)
    assert client.get("/en/staff/points/").status_code == 403
    assert client.get("/en/staff/finance/").status_code == 200


def test_a_registrars_decision_is_read_and_its_evidence_opens(client, supervisor, metro):
    sign_in(client, supervisor)
    issuance = metro.batch.issuance
    page = client.get(f"/en/staff/registrar/issuances/{issuance.public_id}/").content.decode()
    assert metro.batch.project.name_en in page and "You read this page as a supervisor" in page
    index = client.get("/en/staff/").content.decode()
    assert "/en/staff/points/" in index and "to read" in index
    assert index.count("/en/staff/portfolios/") == 1
    assert index.index("/en/staff/supervision/") < index.index("/en/staff/points/")
    assert "Bring a file in" not in client.get("/en/staff/points/").content.decode()


def test_a_page_loses_its_acts_and_nothing_else():
    page = (
        '<form method="post" id="sign-out">x</form><main id="main"><p>kept</p>'
        '<form class="a" method="post" action="/b"><input></form><form method="get">search</form>'
        '<button form="remarks">Send back</button><details class="remark"><textarea></textarea></details>'
        "<details><summary>kept too</summary></details></main>"
    )
    assert reading.without_acts(page) == (
        '<form method="post" id="sign-out">x</form><main id="main"><p>kept</p>'
        '<form method="get">search</form><details><summary>kept too</summary></details></main>'
    )


def test_a_reader_can_not_write_even_by_a_page_that_tries(fresh_db, supervisor):
    def writing() -> HttpResponse:
        User.objects.filter(pk=supervisor.pk).update(name="changed")
        return HttpResponse("")

    with pytest.raises(InternalError, match="read-only"):
        reading.answer(writing)
