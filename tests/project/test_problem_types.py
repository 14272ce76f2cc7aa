"""Every error code has a page that a person understands, and every problem document leads to it."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from config import problem_types, problems
from marketplace.errors import REFUSALS

ROOT = Path(__file__).resolve().parents[2]
ADOPTED = (
    "listing_expired",
    "quantity_exceeds_available",
    "below_minimum",
    "total_exceeds_max",
    "quote_expired",
    "quote_consumed",
    "price_changed",
    "precision_exceeded",
    "self_purchase",
    "attribution_required",
    "approval_required",
    "already_retired",
    "idempotency_changed_payload",
    "idempotency_in_progress",
    "not_indexed_yet",
)
MAKERS = {"CalculationError": 0, "CellError": 0, "problem": 1}


def codes_in(folder: str) -> set[str]:
    """The codes written out in calls that make an error, theirs or a module's own helper with a parameter ``code``."""
    found = set()
    for path in (ROOT / folder).rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                place = (MAKERS | helpers(tree)).get(name)
                if place is not None and len(node.args) > place:
                    found.add(getattr(node.args[place], "value", None))
    return {word for word in found if isinstance(word, str)}


def helpers(tree: ast.Module) -> dict[str, int]:
    """Where a module's own helpers called ``_error`` take the code."""
    return {
        node.name: [arg.arg for arg in node.args.args].index("code")
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and node.name == "_error"
        and "code" in [arg.arg for arg in node.args.args]
    }


def all_codes() -> set[str]:
    """Every code there is."""
    own = codes_in("config") | set(problems.CODES.values()) | {problems.code_of(418)}
    return set(REFUSALS) | codes_in("footprint") | own


def test_every_code_has_its_words_and_no_words_are_left_over():
    assert set(problem_types.types()) == all_codes()
    assert set(ADOPTED) <= set(REFUSALS)


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_every_code_has_its_page_in_each_language(client, db, language):
    titles = set()
    for code, words in problem_types.types().items():
        page = client.get(f"/{language}/problems/{code}/")
        assert page.status_code == 200, code
        assert code in page.content.decode()
        titles.add(words.title_en if language == "en" else words.title_zh)
    assert len(titles) == len(problem_types.types())
    assert client.get(f"/{language}/problems/").status_code == 200


def test_the_address_in_a_problem_document_leads_to_the_page_in_the_readers_language(client, db):
    said = client.get("/api/v1/nowhere").json()
    assert said["type"] == f"{settings.PROBLEM_TYPE_PREFIX}not_found"
    address = said["type"].removeprefix(settings.SITE_URL)
    for accepted, language in (("en", "en"), ("zh-TW", "zh-hant"), ("fr", "zh-hans")):
        led = client.get(address, headers={"accept-language": accepted})
        assert led["Location"] == f"/{language}/problems/not_found/"
    assert (
        client.get("/problems/", headers={"accept-language": "en"})["Location"] == "/en/problems/"
    )
    assert client.get("/problems/no_such_code", follow=True).status_code == 404
    assert client.get("/en/problems/no_such_code/").status_code == 404
