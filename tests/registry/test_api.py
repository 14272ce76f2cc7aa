"""The registry's calls under /api/v1."""

import json

import pytest

from marketplace.registry import merkle, queries, signing
from tests.registry.test_audit import busy_ledger

pytestmark = pytest.mark.django_db


@pytest.fixture
def retirement():
    return busy_ledger()


def get(client, path, status=200):
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_batch_says_where_its_kilograms_are(client, retirement):
    code = retirement.blocks.get().batch.code
    said = get(client, f"batches/{code}")
    assert said["issued_kg"] == 10_000
    assert said["issued_kg"] == sum(
        said[f"{name}_kg"] for name in ("available", "listed", "held", "retired", "cancelled")
    )
    assert code in {row["code"] for row in get(client, "batches")}
    assert get(client, f"batches/{code}/serials/17")["retirement"] == str(retirement.public_id)


def test_projects_are_listed(client, retirement):
    assert {row["name_en"] for row in get(client, "projects")} == {"Shenzhen metro travel"}


def test_a_persons_retirement_is_public_but_its_certificate_is_not(client, retirement):
    said = get(client, f"retirements/{retirement.public_id}")
    assert said["kg"] == 1_000 and said["certificate"] is None
    assert said["lines"][0]["first_serial"] == 1


def test_the_checkpoint_verifies_with_the_key_beside_it(client, retirement):
    said = get(client, "log/checkpoint")
    text = signing.open_note(said["note"], verifier=said["key"])
    assert text.splitlines()[1] == str(said["size"])


def test_entries_hash_to_the_root(client, retirement):
    checkpoint = get(client, "log/checkpoint")
    page = get(client, "log/entries?start=0&end=100000")
    leaves = [merkle.leaf_hash(entry["body"].encode()) for entry in page["entries"]]
    _nodes, tops = merkle.grow(0, [], leaves)
    assert merkle.root(tops).hex() == checkpoint["root"]
    lines = b"".join(client.get("/api/v1/log/entries.jsonl").streaming_content)
    assert lines.decode().splitlines() == [entry["body"] for entry in page["entries"]]


def test_proofs_prove(client, retirement):
    checkpoint = get(client, "log/checkpoint")
    said = get(client, "log/proof?position=3")
    path = [bytes.fromhex(step) for step in said["proof"]]
    root = bytes.fromhex(checkpoint["root"])
    leaf = bytes.fromhex(said["leaf_hash"])
    assert merkle.proves_inclusion(leaf, 3, said["size"], path, expected=root)
    newest, earlier = queries.checkpoints(limit=2)
    grown = get(client, f"log/consistency?first={earlier.size}")
    assert merkle.proves_consistency(
        earlier.size,
        newest.size,
        [bytes.fromhex(step) for step in grown["proof"]],
        old_root=bytes.fromhex(earlier.root_hex),
        new_root=root,
    )


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("batches/none", 404),
        ("retirements/nonsense", 422),
        ("retirements/7d9f3c52-0000-4000-8000-000000000000", 404),
        ("log/proof?position=100000", 404),
        ("log/proof?position=-1", 422),
        ("log/proof?position=1&size=100000", 404),
        ("log/consistency?first=0", 422),
        ("log/consistency?first=5&second=2", 404),
        ("log/entries?start=x", 422),
    ],
)
def test_wrong_questions_get_problems(client, retirement, path, status):
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/problem+json")
    assert json.loads(answer.content)["type"]


def test_an_empty_log_has_no_checkpoint(client):
    get(client, "log/checkpoint", 404)
    assert get(client, "log/entries")["entries"] == []


def test_the_log_holds_no_name_address_or_text(client, retirement):
    """The canary: what people wrote must not be in anything the log publishes."""
    lines = b"".join(client.get("/api/v1/log/entries.jsonl").streaming_content).decode()
    for canary in (
        "论坛",
        "Forum",
        "people.example",
        "mistake",
        "typing error",
        "looked into",
        "order:",
        "custody",
    ):
        assert canary not in lines
