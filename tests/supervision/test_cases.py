"""A case from its opening to its finding: who may do what, what stays, and what its file holds."""

import csv
import hashlib
import io
import json
import zipfile

import pytest
from django.db import DatabaseError, transaction

from marketplace import canonical
from marketplace.errors import MarketError
from marketplace.market.models import Listing
from marketplace.registry import auditing, freezes, frozen, log, merkle
from marketplace.registry.models import Checkpoint, CreditBatch
from marketplace.supervision import case_pages, cases, export, subjects
from marketplace.supervision.models import Case, CaseNote, DeskAct
from tests.market import stall

SQL = auditing.SQL_FILE.parents[2] / "supervision" / "sql" / "audit.sql"


@pytest.fixture
def case(metro, supervisor):
    about = [("listing", str(metro.public_id)), ("batch", metro.batch.code)]
    return cases.open_case(title="价格异常", reason="价格过低", about=about, actor=supervisor)


def freeze(case, metro, supervisor, kind="listing"):
    ref = str(metro.public_id) if kind == "listing" else metro.batch.code
    return cases.freeze(
        case=case,
        subject=subjects.find(kind, ref),
        reason="可疑",
        public="正在核查。",
        actor=supervisor,
    )


def refused(act):
    with pytest.raises(MarketError) as caught:
        act()
    return caught.value.code


def test_a_listing_is_frozen_confirmed_and_released_by_two_under_a_case(
    case, metro, supervisor, second_supervisor
):
    act = freeze(case, metro, supervisor)
    assert refused(lambda: cases.confirm(freeze=act, actor=supervisor)) == "same_person"
    cases.confirm(freeze=act, actor=second_supervisor)
    wish = cases.ask_release(
        case=case, freeze=act, reason="已说明", public="已核实。", actor=supervisor
    )
    assert refused(lambda: cases.approve_release(request=wish, actor=supervisor)) == "same_person"
    assert (
        refused(
            lambda: cases.ask_release(
                case=case, freeze=act, reason="r", public="", actor=supervisor
            )
        )
        == "invalid_state"
    )
    cases.approve_release(request=wish, actor=second_supervisor)
    assert refused(lambda: cases.approve_release(request=wish, actor=second_supervisor)) == (
        "invalid_state"
    )
    assert Listing.objects.get(pk=metro.pk).status == "active"
    assert not frozen.open_freezes().exists()
    kinds = list(DeskAct.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == [
        "case_opened",
        "case_subject",
        "case_subject",
        "frozen",
        "freeze_confirmed",
        "release_asked",
        "released",
    ]
    assert auditing.run(only=SQL.read_text()).findings == []


def test_a_declined_release_changes_nothing(case, metro, supervisor, second_supervisor):
    act = freeze(case, metro, supervisor, kind="batch")
    wish = cases.ask_release(case=case, freeze=act, reason="r", public="", actor=supervisor)
    assert refused(lambda: cases.close(case=case, finding="f", actor=supervisor)) == "invalid_state"
    cases.decline_release(request=wish, actor=second_supervisor, text="noch nicht")
    assert CreditBatch.objects.get(pk=metro.batch_id).status == "frozen"
    cases.close(case=case, finding="It stays frozen.", actor=supervisor)


def test_a_closed_case_stays_as_it_is(case, metro, supervisor):
    assert refused(lambda: cases.close(case=case, finding=" ", actor=supervisor)) == (
        "invalid_request"
    )
    cases.close(case=case, finding="无异常。", actor=supervisor)
    for act in (
        lambda: cases.note(case=case, text="late", actor=supervisor),
        lambda: cases.add_subject(case=case, kind="batch", ref=metro.batch.code, actor=supervisor),
        lambda: freeze(case, metro, supervisor),
        lambda: cases.close(case=case, finding="other", actor=supervisor),
    ):
        assert refused(act) == "invalid_state"
    with pytest.raises(DatabaseError, match="it is closed"), transaction.atomic():
        CaseNote.objects.create(case=case, text="x", author=supervisor, at=case.opened_at)
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(finding="another finding")


def test_what_has_no_name_here_is_no_subject(case, supervisor):
    for kind, ref in (("batch", "NO-SUCH"), ("account", "not a uuid"), ("planet", "x")):
        assert (
            refused(
                lambda k=kind, r=ref: cases.add_subject(case=case, kind=k, ref=r, actor=supervisor)
            )
            == "not_found"
        )


def opened(data):
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


def test_the_file_of_a_case_holds_the_trail_with_proofs_and_no_address(
    case, metro, expo, organizer, supervisor, second_supervisor
):
    order = stall.pay(stall.order(expo, (metro, 500), retire=True))
    act = freeze(case, metro, supervisor)
    cases.confirm(freeze=act, actor=second_supervisor)
    cases.note(case=case, text="=cmd|'/c calc'!A1", actor=supervisor)
    log.seal()
    data, made = export.make(case=case, actor=supervisor)
    files = opened(data)
    assert made.sha256 == hashlib.sha256(data).hexdigest()
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest == {
        name: {"sha256": canonical.sha256(body), "size": len(body)} for name, body in files.items()
    }
    whole = b"".join(files.values()).decode()
    assert order.number in whole and str(order.retirement.public_id) in whole
    for address in (organizer.email, supervisor.email):
        assert address not in whole
    assert "2026 深圳创新论坛" not in whole
    rows = list(csv.DictReader(io.StringIO(files["tables/notes.csv"].decode("utf-8-sig"))))
    assert rows[0]["text"].startswith("'=")
    root = bytes(Checkpoint.objects.latest("size").root)
    entries = json.loads(files["log/entries.json"])
    assert len(entries) >= 6
    for entry in entries:
        leaf = merkle.leaf_hash(entry["record"].encode())
        path = [bytes.fromhex(step) for step in entry["path"]]
        assert merkle.proves_inclusion(leaf, entry["position"], entry["size"], path, expected=root)
    assert DeskAct.objects.filter(kind="case_exported").count() == 1


def test_a_freeze_after_a_refusal_upstream_is_taken_up_confirmed_and_released(
    metro, supervisor, second_supervisor
):
    loose = freezes.freeze(batch=metro.batch, reason="refused upstream", actor=supervisor)
    about = [("batch", metro.batch.code)]
    case = cases.open_case(title="t", reason="r", about=about, actor=second_supervisor)
    assert loose.case_freeze.case == case
    cases.confirm(freeze=loose, actor=second_supervisor)
    open_acts = [act for act in case_pages.of(case, second_supervisor)["acts"] if act.view.open]
    assert [act.view.id for act in open_acts] == [loose.pk]
    assert auditing.run().findings == []


def test_a_case_closed_too_early_leaves_its_freeze_to_the_next(case, metro, supervisor):
    act = freeze(case, metro, supervisor)
    cases.close(case=case, finding="f", actor=supervisor)
    again = cases.open_case(
        title="t", reason="r", about=[("listing", str(metro.public_id))], actor=supervisor
    )
    shown = case_pages.of(again, supervisor)["acts"]
    assert [line.view.id for line in shown] == [act.pk]


def test_words_that_turn_direction_are_refused_before_anything_is_frozen(case, metro, supervisor):
    hidden = "正在核查\u202e。"
    acts = [
        lambda: cases.open_case(title=hidden, reason="r", about=[], actor=supervisor),
        lambda: cases.note(case=case, text=hidden, actor=supervisor),
        lambda: cases.close(case=case, finding=hidden, actor=supervisor),
        lambda: freezes.freeze(batch=metro.batch, reason="r", public=hidden, actor=supervisor),
        lambda: freezes.freeze(batch=metro.batch, reason=hidden, actor=supervisor),
    ]
    assert [refused(act) for act in acts] == ["invalid_request"] * len(acts)
    assert not frozen.about({"batch": [metro.batch.code]})
