"""The log's pages: each entry readable and proven, checkpoints, and whether one that was kept still fits."""

import json

import pytest

from marketplace import clock
from marketplace.registry import freezes, leaves, log, queries, signing
from marketplace.registry.models import Checkpoint, LogLeaf
from marketplace.registry.public import log_reading
from marketplace.registry.public.log_reading import Verdict
from tests.registry import supply
from tests.registry.test_audit import busy_ledger

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed():
    retirement = busy_ledger()
    log.seal()
    return retirement


def test_every_entry_has_a_page_with_its_bytes_its_words_and_its_proof(client, sealed):
    size = queries.latest_checkpoint().size
    kinds = set()
    for number in range(1, size + 1):
        entry = log_reading.entry(number)
        assert entry.known and entry.facts, entry.kind
        kinds.add(entry.kind)
        assert client.get(f"/en/registry/log/entries/{number}/").status_code == 200
    assert {"issuance", "movement", "retirement", "statement", "freeze", "cancellation"} <= kinds
    assert log_reading.entry(size + 1) is None and log_reading.entry(0) is None


def test_an_entrys_page_links_to_what_it_speaks_of(client, sealed):
    position = queries.leaf_and_proof(sealed.leaf_id).position
    text = client.get(f"/zh-hans/registry/log/entries/{position + 1}/").content.decode()
    assert str(sealed.public_id) in text and "/retirements/" in text
    body = bytes(LogLeaf.objects.get(pk=sealed.leaf_id).body).decode()
    from html import unescape

    assert body in unescape(text)


def test_a_kind_that_this_page_does_not_know_is_shown_as_it_is(client):
    supply.batch(supply.person("seller"), 1_000)
    leaves.append(
        [{"kind": "novelty", "batch": ["odd"], "blocks": None, "retirement": "not a uuid", "n": 5}]
    )
    log.seal()
    size = queries.latest_checkpoint().size
    for path in ("log/", f"log/entries/{size}/"):
        assert "novelty" in client.get(f"/en/registry/{path}").content.decode()
    assert not log_reading.entry(size).known


@pytest.mark.parametrize("path", ["log/entries/0/", "log/entries/999999/", "log/entries/99999999999999999999/",
                                  "log/checkpoints/7777/"])  # fmt: skip
def test_what_is_not_in_the_log_is_not_found(client, sealed, path):
    answer = client.get(f"/en/registry/{path}")
    assert answer.status_code == 404 and answer["Cache-Control"] == "no-store"


def test_a_number_that_is_typed_opens_its_entry(client, sealed):
    assert client.get("/en/registry/log/entries/?number=,0２").url.endswith("/entries/2/")
    assert client.get("/en/registry/log/entries/?number=").url.endswith("#entries")


@pytest.mark.parametrize("typed", ["0", "-1", "nonsense", "1.5", "99999", "9" * 30])
def test_a_number_that_is_no_entrys_is_refused_with_the_numbers_there_are(client, sealed, typed):
    last = queries.latest_checkpoint().size
    answer = client.get("/en/registry/log/entries/", {"number": typed})
    assert answer.status_code == 422
    assert f"Please write a whole number from 1 to {last}" in answer.content.decode()
    assert f'value="{typed[:20]}"' in answer.content.decode()


def test_a_kept_checkpoint_is_consistent_with_what_came_after(client, sealed):
    kept = queries.latest_checkpoint().note
    assert log_reading.compare(kept).verdict is Verdict.SAME
    supply.batch(supply.person("later"), 1_000)
    log.seal()
    comparison = log_reading.compare(kept)
    assert comparison.verdict is Verdict.CONSISTENT and comparison.proof
    answer = client.post("/en/registry/log/consistency/", {"note": kept})
    assert "continues yours" in answer.content.decode()
    for pasted in (kept.replace("\n", "\r\n"), f"\n  {kept.rstrip()}", kept + "\n\n"):
        assert log_reading.compare(pasted).good, pasted


def test_a_signed_checkpoint_of_another_history_is_not_consistent(client, sealed):
    size = queries.latest_checkpoint().size
    forked = signing.sign_note(log.checkpoint_text(size - 1, b"\x07" * 32, at=clock.now()))
    answer = client.post("/en/registry/log/consistency/", {"note": forked})
    assert "the log was changed" in answer.content.decode()
    ahead = signing.sign_note(log.checkpoint_text(size + 9, b"\x07" * 32, at=clock.now()))
    assert log_reading.compare(ahead).verdict is Verdict.AHEAD
    here = signing.sign_note(log.checkpoint_text(size, b"\x07" * 32, at=clock.now()))
    assert log_reading.compare(here).verdict is Verdict.INCONSISTENT


@pytest.mark.parametrize("note", ["x", "a\n1\nb\n\n— a b", "zhonghe.example/log\n5\nAAAA\n"])
def test_what_we_did_not_sign_is_not_a_checkpoint(client, sealed, note):
    assert log_reading.compare(note).verdict is Verdict.NOT_OURS
    answer = client.post("/zh-hans/registry/log/consistency/", {"note": note})
    assert answer.status_code == 200


def test_nothing_pasted_is_an_error_with_a_way_out(client):
    assert client.post("/en/registry/log/consistency/", {"note": ""}).status_code == 422
    assert log_reading.compare("anything").verdict is Verdict.EMPTY_LOG


def test_a_text_too_long_is_refused_with_its_own_length(client, sealed):
    assert "maxlength" not in client.get("/en/registry/log/consistency/").content.decode()
    answer = client.post("/en/registry/log/consistency/", {"note": "x\r\n" * 3_000})
    assert answer.status_code == 422 and "(it has 6000)" in answer.content.decode()


def test_checkpoints_are_listed_and_each_has_its_page(client, sealed):
    assert Checkpoint.objects.count() >= 2
    text = client.get("/en/registry/log/checkpoints/").content.decode()
    for row in Checkpoint.objects.all():
        assert bytes(row.root).hex() in text
        page = client.get(f"/en/registry/log/checkpoints/{row.size}/").content.decode()
        assert "Consistent" in page


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_the_checkers_page_says_how_to_run_it_everywhere(client, language):
    text = client.get(f"/{language}/registry/check/").content.decode()
    assert "py check.py download" in text and "python3 check.py log" in text
    assert signing.vkey() in text


def test_the_api_proves_consistency_between_two_sizes(client, sealed):
    from marketplace.registry import merkle

    old, new = (row.size for row in Checkpoint.objects.order_by("size")[:2])
    answer = client.get(f"/api/v1/log/consistency?first={old}&second={new}").json()
    assert merkle.proves_consistency(
        old, new, [bytes.fromhex(step) for step in answer["proof"]],
        old_root=bytes.fromhex(answer["first_root"]), new_root=bytes.fromhex(answer["second_root"]),
    )  # fmt: skip
    assert client.get(f"/api/v1/log/consistency?first={new}&second={old}").status_code == 404
    assert client.get("/api/v1/log/consistency").status_code == 422


def test_a_freezes_reason_and_who_asked_stand_nowhere_in_words(client):
    batch = supply.batch(supply.person("seller"), 1_000)
    act = freezes.freeze(batch=batch, reason="canary reason", actor=supply.user("supervisor"))
    log.seal()
    number = queries.leaf_and_proof(act.leaf_id).position + 1
    text = client.get(f"/en/registry/log/entries/{number}/").content.decode()
    assert "canary reason" not in text and "supervisor" not in text
    assert json.loads(log_reading.entry(number).body)["kind"] == "freeze"
