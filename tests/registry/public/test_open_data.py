"""The open data: one snapshot, sums that are the ledger's, no person, no formula, the digest that is said."""

import base64
import csv
import hashlib
import io
import json
import threading

import pytest
from django.db import connection

from accounts.parties import set_public_name
from marketplace.registry import log, queries
from marketplace.registry.models import OpenDataEdition, OpenDataFile
from marketplace.registry.opendata import dictionary, publishing, writing
from marketplace.registry.opendata import queries as editions
from marketplace.registry.opendata.dictionary import Dataset, Field
from tests.registry import supply
from tests.registry.test_audit import busy_ledger

CANARY = "canary-person-7391"


@pytest.fixture
def published(db, nanshan_expo):
    """A busy ledger with an organization, a person who agreed to be named, and one who did not."""
    busy_ledger()
    source = supply.batch(supply.person("seller2"), 5_000)
    supply.give(source, nanshan_expo.party, 700)
    supply.retire(source, nanshan_expo.party, 700)
    who = supply.person(CANARY)
    set_public_name(who, name_zh=f"{CANARY}甲", name_en=f"{CANARY} A", shows_name=True)
    supply.give(source, who, 30)
    supply.retire(source, who, 30)
    log.seal()
    return publishing.publish()


def table(client, name):
    answer = client.get(f"/api/v1/opendata/{name}.csv")
    assert answer.status_code == 200, name
    raw = b"".join(answer.streaming_content)
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


def rows_of(client, name):
    answer = client.get(f"/api/v1/opendata/{name}.json")
    return json.loads(b"".join(answer.streaming_content))


def test_every_sum_is_the_ledgers(client, published):
    totals, batches = queries.totals(), table(client, "batches")
    for column, total in (
        ("issued_kg", totals.issued), ("for_sale_kg", totals.for_sale), ("reserved_kg", totals.reserved),
        ("owned_kg", totals.owned), ("retired_kg", totals.retired), ("cancelled_kg", totals.cancelled),
    ):  # fmt: skip
        assert sum(int(row[column]) for row in batches) == total, column
    assert sum(int(row["issued_kg"]) for row in table(client, "issuances")) == totals.issued
    assert sum(int(row["kg"]) for row in table(client, "retirements")) == totals.retired
    assert sum(int(row["kg"]) for row in table(client, "beneficiaries")) == totals.retired
    assert sum(int(row["kg"]) for row in table(client, "cancellations")) == totals.cancelled
    blocks = table(client, "serial-blocks")
    for act, total in (("retired", totals.retired), ("cancelled", totals.cancelled)):
        assert sum(int(row["kg"]) for row in blocks if row["act"] == act) == total


def test_csv_and_json_say_the_same(client, published):
    for dataset in dictionary.datasets():
        document, lines = rows_of(client, dataset.name), table(client, dataset.name)
        assert len(document["rows"]) == len(lines)
        assert document["fields"] == list(dataset.header)
        for row, line in zip(document["rows"], lines, strict=True):
            assert {key: writing.safe(value) for key, value in row.items()} == line


def test_no_person_is_in_any_file(client, published):
    for dataset in dictionary.datasets():
        for form in ("csv", "json"):
            answer = client.get(f"/api/v1/opendata/{dataset.name}.{form}")
            raw = b"".join(answer.streaming_content).decode()
            assert CANARY not in raw and "people.example" not in raw, dataset.name
            assert "P-" not in raw or dataset.name == "issuances", dataset.name
    people = [row for row in table(client, "retirements") if row["beneficiary_kind"] == "person"]
    assert people and all(
        not (row["beneficiary_zh"] or row["title_zh"] or row["title_en"]) for row in people
    )
    assert "Nanshan Expo Group" in {row["beneficiary_en"] for row in table(client, "retirements")}


def test_the_digest_and_the_size_are_those_of_the_bytes(client, published):
    catalogue = client.get("/api/v1/opendata").json()
    assert catalogue["log_size"] == queries.latest_checkpoint().size
    for dataset in catalogue["datasets"]:
        assert len(dataset["files"]) == 2
        for file in dataset["files"]:
            answer = client.get(file["url"])
            raw = b"".join(answer.streaming_content)
            digest = hashlib.sha256(raw)
            assert (digest.hexdigest(), len(raw)) == (file["sha256"], file["size"])
            assert answer["ETag"] == f'"{file["sha256"]}"'
            assert base64.b64encode(digest.digest()).decode() in answer["Repr-Digest"]


def test_what_was_not_changed_is_not_sent_again(client, published):
    tag = client.get("/api/v1/opendata/batches.csv")["ETag"]
    again = client.get("/api/v1/opendata/batches.csv", headers={"If-None-Match": tag})
    assert again.status_code == 304
    publishing.publish()
    assert client.get("/api/v1/opendata/batches.csv")["ETag"] == tag  # same ledger, same bytes


def test_every_field_has_its_meaning_in_both_languages():
    for dataset in dictionary.datasets():
        assert dataset.name_zh and dataset.name_en and dataset.about_zh and dataset.about_en
        assert len(set(dataset.header)) == len(dataset.header)
        for field in dataset.fields:
            assert field.meaning_zh and field.meaning_en
            assert field.kind in {"text", "integer", "boolean", "date", "time"}
            assert field.unit or not field.name.endswith("kg"), field.name


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_the_pages_list_files_and_fields(client, published, language):
    index = client.get(f"/{language}/opendata/").content.decode()
    for dataset in dictionary.datasets():
        assert f"/api/v1/opendata/{dataset.name}.csv" in index
        text = client.get(f"/{language}/opendata/{dataset.name}/").content.decode()
        assert all(f"<code>{field}</code>" in text for field in dataset.header)
    assert client.get(f"/{language}/opendata/nothing/").status_code == 404


def test_before_the_first_night_there_are_pages_and_no_files(client, db):
    assert client.get("/en/opendata/").status_code == 200
    assert client.get("/api/v1/opendata").json()["generated_at"] is None
    for name in ("batches.csv", "batches.xlsx", "nothing.json", "..json"):
        assert client.get(f"/api/v1/opendata/{name}").status_code == 404


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_text_is_a_formula(text):
    assert writing.safe(text) == f"'{text}"
    (row,) = csv.reader(io.StringIO(writing.csv_lines([[text, 5, True, None]]).decode()))
    assert row == [f"'{text}", "5", "true", ""]


def test_old_editions_go_with_their_files(db, monkeypatch):
    monkeypatch.setattr(publishing, "KEPT", 2)
    from django.core.files.storage import default_storage

    supply.batch(supply.person("seller"), 1_000)
    first = publishing.publish()
    supply.batch(supply.person("seller"), 1_000)
    gone = first.files.get(name="issuances", form="json").stored
    for _i in range(publishing.KEPT):
        publishing.publish()
    assert OpenDataEdition.objects.count() == publishing.KEPT
    assert not OpenDataEdition.objects.filter(pk=first.pk).exists()
    assert not default_storage.exists(gone)
    kept = editions.newest_file("issuances", "csv")
    assert default_storage.exists(kept.stored) and OpenDataFile.objects.filter(rows=2).exists()


def test_trade_beside_it_is_in_all_files_or_in_none(fresh_db):
    """A data set that lets a retirement happen half-way: the files after it still know nothing of it."""
    source = supply.batch(supply.person("seller"), 5_000)
    buyer = supply.person("buyer")
    supply.give(source, buyer, 900)

    def trade():
        def retire():
            supply.retire(source, buyer, 900)
            connection.close()

        worker = threading.Thread(target=retire)
        worker.start()
        worker.join()
        yield ("done",)

    before = dict(dictionary._datasets)
    odd = Dataset("odd", "x", "x", "x", "x", (Field("x", "text", "x", "x"),), trade)
    dictionary._datasets.clear()
    dictionary.register(odd, *before.values())
    try:
        edition = publishing.publish()
    finally:
        dictionary._datasets.clear()
        dictionary._datasets.update(before)
    assert queries.totals().retired == 900
    assert edition.files.get(name="retirements", form="csv").rows == 0
    assert edition.files.get(name="serial-blocks", form="csv").rows == 0
