"""What may be kept, for how long, and 304 instead of the same answer again; errors are never kept."""

import pytest

from marketplace.registry import log, queries
from tests.registry import supply

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    made = supply.batch(supply.person("seller"), 1_000)
    log.seal()
    return made


@pytest.mark.parametrize(
    "path",
    ["/api/v1/batches", "/api/v1/log/checkpoint", "/api/v1/log/entries", "/api/v1/retirements",
     "/api/v1/beneficiaries", "/en/registry/", "/en/registry/issuances/", "/en/registry/log/entries/1/"],
)  # fmt: skip
def test_what_has_not_changed_is_not_sent_again(client, batch, path):
    first = client.get(path)
    assert first.status_code == 200 and first["ETag"]
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and not again.content


def test_what_has_changed_is_sent(client, batch):
    path = "/api/v1/batches"
    tag = client.get(path)["ETag"]
    buyer = supply.person("buyer")
    supply.give(batch, buyer, 10)
    supply.retire(batch, buyer, 10)
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_anybody_may_keep_the_apis_answers_for_seconds_and_nobody_a_readers_page(client, batch):
    api = client.get("/api/v1/batches")["Cache-Control"]
    assert "public" in api and "max-age=15" in api
    page = client.get("/en/registry/batches/")["Cache-Control"]
    assert "private" in page and "no-cache" in page


@pytest.mark.parametrize(
    "path",
    ["/api/v1/batches/NONE", "/api/v1/registry/serials?q=nothing", "/api/v1/log/proof?position=999",
     "/api/v1/retirements?year=abc", "/en/registry/batches/NONE/", "/en/nothing/", "/api/v1/opendata/none.csv",
     "/embed/ZH-0000-0000-0000-00"],
)  # fmt: skip
def test_no_error_is_kept(client, batch, path):
    answer = client.get(path)
    assert answer.status_code >= 400 and answer["Cache-Control"] == "no-store"
    assert not answer.has_header("ETag")


def test_a_page_for_a_person_is_not_another_persons(client, batch, citizen):
    tag = client.get("/en/registry/")["ETag"]
    client.force_login(citizen)
    answer = client.get("/en/registry/", headers={"If-None-Match": tag})
    assert answer.status_code == 200 and "Cookie" in answer["Vary"]
    assert queries.latest_checkpoint()
