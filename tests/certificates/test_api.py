"""Certificates in the public API."""

import json

import pytest

from marketplace.registry import signing
from tests.certificates import retired

pytestmark = pytest.mark.django_db
BASE = "/api/v1/certificates"


@pytest.fixture
def issued(nanshan_expo):
    return retired.certified(owner=nanshan_expo.party)


def test_it_says_what_the_certificate_says(client, issued):
    body = client.get(f"{BASE}/{issued.statement.code}").json()
    assert body["status"] == "stands"
    assert body["kg"] == 2000
    assert body["beneficiary"] == {
        "kind": "organization",
        "name_zh": "南山会展",
        "name_en": "Nanshan Expo Group",
        "uscc": "91440300MA5HNEXP08",
        "uscc_stated": "",
    }
    [line] = body["lines"]
    assert line["serials"][1] - line["serials"][0] + 1 == line["kg"] == 2000
    assert line["upstream_state"] == "withdrawn"
    assert body["pdf_sha256"] == issued.sha256
    assert body["url"] == f"http://testserver/zh-hans/certificates/{issued.statement.code}"


def test_a_code_is_read_loosely(client, issued):
    assert client.get(f"{BASE}/{issued.statement.code.lower()}").json()["revision"] == 1


def test_the_pdf_and_the_proof_are_those_of_the_page(client, issued):
    assert client.get(f"{BASE}/{issued.statement.code}/pdf").content == bytes(issued.content)
    proof = client.get(f"{BASE}/{issued.statement.code}/proof")
    bundle = json.loads(proof.content)
    assert bundle["key"] == signing.vkey()
    assert proof["Cache-Control"] == "no-store"


@pytest.mark.parametrize("suffix", ["", "/pdf", "/proof", "?revision=7", "/pdf?revision=7"])
def test_an_unknown_certificate_is_a_problem_document(client, issued, suffix):
    code = issued.statement.code if "revision" in suffix else "ZH-0000-0000-0000-00"
    response = client.get(f"{BASE}/{code}{suffix}")
    assert response.status_code == 404
    assert response["Content-Type"].startswith("application/problem+json")
    assert response.json()["code"] == "not_found"


@pytest.mark.parametrize("suffix", ["/pdf", "/proof"])
def test_what_is_still_being_made_says_so(client, suffix):
    code = retired.statement_of(retired.retirement()).code
    response = client.get(f"{BASE}/{code}{suffix}")
    assert (response.status_code, response.json()["code"]) == (409, "not_indexed_yet")
    assert client.get(f"{BASE}/{code}").json()["status"] == "sealing"


@pytest.mark.parametrize("revision", ["0", "-1", "x", "1e3", "9999"])
def test_a_senseless_revision_is_refused(client, issued, revision):
    response = client.get(f"{BASE}/{issued.statement.code}?revision={revision}")
    assert response.status_code == 422
    assert response["Content-Type"].startswith("application/problem+json")


def test_guessing_is_limited(client, own_cache):
    answers = [client.get(f"{BASE}/ZH-{n}").status_code for n in range(61)]
    assert answers[59] == 404 and answers[60] == 429


def test_a_method_that_does_not_exist_is_a_problem_document(client, issued):
    response = client.post(f"{BASE}/{issued.statement.code}")
    assert response.status_code == 405
    assert response["Content-Type"].startswith("application/problem+json")
