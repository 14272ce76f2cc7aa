"""Withdrawals upstream: whole tonnes collected first come first served, and answers noted line by line."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from marketplace.registry import auditing, freezes, frozen, ledger, queries, upstream
from marketplace.registry.block_imports import importing
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import (
    CreditBatch,
    IssuanceRequest,
    RetirementUpstream,
    WithdrawalBatch,
    WithdrawalLine,
)
from marketplace.registry.withdrawals import answering, collecting, pool, reading, sheet
from tests.cast import sign_in
from tests.registry import lists, supply

PDF = b"%PDF-1.7 proof"
SHARES = st.lists(st.integers(1, 5000), max_size=30).map(
    lambda kgs: [pool.Share(key, kg) for key, kg in enumerate(kgs)]
)


@given(SHARES)
def test_whole_tonnes_are_taken_in_order_and_nothing_is_lost(shares):
    found = pool.collect(shares)
    taken = [pool.Share(each.key, each.kg) for each in found.taken]
    assert sorted([*taken, *found.waiting], key=lambda share: share.key) == shares
    assert sum(share.kg for share in taken) == found.tonnes * 1000
    assert [share.key for share in taken] == sorted(share.key for share in taken)
    assert all(share.kg % 1000 for share in found.waiting)


@given(SHARES)
def test_the_places_of_what_is_taken_follow_each_other_without_gap(shares):
    end = 0
    for each in pool.collect(shares).taken:
        assert each.first_kg == end + 1
        assert each.first_tonne == end // 1000 + 1
        end += each.kg
        assert each.last_tonne == -(-end // 1000)


def test_which_retirement_went_into_which_tonne():
    found = pool.collect(
        [pool.Share(1, 600), pool.Share(2, 400), pool.Share(3, 2000), pool.Share(4, 300)]
    )
    assert [(each.key, each.first_tonne, each.last_tonne) for each in found.taken] == [
        (1, 1, 1),
        (2, 1, 1),
        (3, 2, 3),
    ]
    assert found.waiting == (pool.Share(4, 300),) and found.waiting_kg == 300


@pytest.fixture(autouse=True)
def _in_english():
    translation.activate("en")


@pytest.fixture
def batch(registrar, second_registrar):
    return supply.batch(supply.person("seller"), 9_000, increment_kg=1000)


@pytest.fixture
def retired(batch):
    buyer = supply.person("buyer")
    supply.give(batch, buyer, 7_000)
    return [supply.retire(batch, buyer, kg) for kg in (2_000, 1_000)]


@pytest.fixture
def application(retired, batch, registrar):
    return collecting.request(scheme=batch.scheme, actor=registrar)


def answer(line=1, **changes):
    said = {
        "result": "withdrawn",
        "proof_number": "W-9",
        "proof_date": supply.today().isoformat(),
        "proof_file": "w.pdf",
    }
    return {"withdrawal": WithdrawalBatch.objects.get().code, "line": str(line)} | said | changes


def note(rows, actor, files=None, **said):
    content = sheet.write(sheet.ANSWER, rows, chinese=True)
    code = WithdrawalBatch.objects.get().code
    files = {"w.pdf": PDF} if files is None else files
    return answering.note_all(sheet.read(content), files, code=code, actor=actor, **said)


def test_collecting_notes_every_retirement_as_requested(application, retired):
    assert application.code.startswith("W-")
    assert [line.kg for line in application.lines.all()] == [2_000, 1_000]
    assert {line.upstream.state for line in application.lines.all()} == {"requested"}
    assert reading.pools() == [] and reading.counts().requested == 2
    assert auditing.run().findings == []


def test_nothing_to_collect_is_said(application, batch, registrar):
    with pytest.raises(LedgerError, match="below_minimum"):
        collecting.request(scheme=batch.scheme, actor=registrar)


def test_the_file_names_the_platforms_own_tonnes(registrar):
    made = supply.project(supply.person("seller"))
    importing.send(lists.upload(lists.row(made), actor=registrar), actor=registrar)
    batch = ledger.issue(request=IssuanceRequest.objects.get(), actor=supply.user("second"))
    buyer = supply.person("buyer")
    supply.give(batch, buyer, 5_000)
    for kg in (2_000, 3_000):
        supply.retire(batch, buyer, kg)
    application = collecting.request(scheme=batch.scheme, actor=registrar)
    rows = reading.applied_rows(application)
    assert [row["foreign_block"] for row in rows] == ["1001-1002", "1003-1005"]
    assert [row["tonnes"] for row in rows] == ["1-2", "3-5"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_an_answer_is_noted_line_by_line(application, retired, second_registrar, encoding):
    rows = [
        answer(1, result="已注销"),
        answer(2, result="不予注销", reason="账户冻结", proof_file=""),
        answer(9),
    ]
    content = sheet.write(sheet.ANSWER, rows, chinese=True).decode("utf-8-sig").encode(encoding)
    results = answering.note_all(
        sheet.read(content), {"W.PDF": PDF}, code=application.code, actor=second_registrar
    )
    assert [result.state for result in results] == ["done", "done", "wrong"]
    (line,) = queries.retirement(retired[0].public_id).lines
    assert (line.upstream_state, line.proof_number) == ("withdrawn", "W-9")
    refused = application.lines.get(number=2)
    assert (refused.outcome, refused.reason) == ("refused", "账户冻结")
    assert CreditBatch.objects.get().status == "frozen"
    assert auditing.run().findings == []


def test_the_same_answer_again_changes_nothing_and_another_is_refused(
    application, second_registrar
):
    note([answer(1)], second_registrar)
    files = {"w.pdf": PDF, "w2.pdf": PDF + b" 2"}
    again = [answer(1), answer(2, proof_number="W-10", proof_file="w2.pdf")]
    assert [each.state for each in note(again, second_registrar, files)] == ["known", "done"]
    (result,) = note([answer(1, result="refused", reason="late")], second_registrar)
    assert result.state == "wrong" and WithdrawalLine.objects.get(number=1).outcome == "withdrawn"


@pytest.mark.parametrize(
    ("changes", "files", "words"),
    [
        ({"result": "maybe"}, None, "withdrawn"),
        ({"proof_number": ""}, None, "number"),
        ({"proof_date": "soon"}, None, "date"),
        ({"result": "refused", "reason": ""}, None, "reason"),
        ({"line": ""}, None, "line"),
        ({"withdrawal": "W-1999-0001"}, None, "no such line"),
        ({}, {}, "No file"),
        ({}, {"w.pdf": b"<html>"}, "PDF"),
    ],
)
def test_a_line_that_cannot_be_noted_says_why(application, second_registrar, changes, files, words):
    (result,) = note([answer(1) | changes], second_registrar, files)
    assert result.state == "wrong" and words in str(result.why)
    assert not WithdrawalLine.objects.exclude(outcome="").exists()


def test_one_file_proves_two_lines_only_under_one_number_and_when_that_is_said(
    application, second_registrar
):
    both = [answer(1), answer(2)]
    done, refused = note(both, second_registrar)
    assert (done.state, refused.state) == ("done", "wrong")
    assert "W-9" in str(refused.why) and "proves other withdrawals already" in str(refused.why)
    other = answer(2, proof_number="W-10")
    (refused,) = note([other], second_registrar, covers_several=True)
    assert refused.state == "wrong"
    states = [each.state for each in note(both, second_registrar, covers_several=True)]
    assert states == ["known", "done"]
    assert auditing.run().findings == []


@pytest.mark.parametrize(
    ("number", "several", "wall"),
    [("W-9", False, "upstream_proof_once"), ("W-10", True, "upstream_proof_has_one_number")],
)
def test_the_database_takes_no_proof_twice_either(
    application, second_registrar, monkeypatch, number, several, wall
):
    note([answer(1)], second_registrar)
    monkeypatch.setattr(upstream, "_check_proof", lambda *args, **kwargs: None)
    proof = {"proof_number": number, "proof_date": supply.today(), "proof": PDF}
    row = application.lines.get(number=2).upstream
    with pytest.raises(LedgerError, match="proof_used") as refused:
        upstream.withdrawn(
            retirement=row.retirement,
            batch=row.batch,
            actor=second_registrar,
            covers_several=several,
            **proof,
        )
    assert wall in str(refused.value.__cause__)


@pytest.mark.parametrize("several", [False, True])
def test_one_number_stands_on_no_second_file(application, second_registrar, several):
    note([answer(1)], second_registrar)
    row = application.lines.get(number=2).upstream
    with pytest.raises(LedgerError, match="proof_used"):
        upstream.withdrawn(
            retirement=row.retirement,
            batch=row.batch,
            actor=second_registrar,
            proof_number="W-9",
            proof_date=supply.today(),
            proof=PDF + b" ",
            covers_several=several,
        )


def test_the_page_shows_what_the_file_proves_already(application, second_registrar):
    note([answer(1)], second_registrar)
    first, second = (line.upstream_id for line in application.lines.order_by("number"))
    desk, path = sign_in(Client(), second_registrar), "/en/staff/registrar/withdrawals/"
    form = {"proof_number": "W-9", "proof_date": supply.today().isoformat()}

    def post(**more):
        file = SimpleUploadedFile("w.pdf", PDF)
        return desk.post(f"{path}{second}/", form | {"proof": file} | more)

    refused = post()
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Other withdrawals that this file proves" in page
    assert f'href="{path}{first}/"' in page
    assert post(covers_several="on").status_code == 302
    assert f'href="{path}{first}/"' in desk.get(f"{path}{second}/").content.decode()


def test_who_asked_does_not_note_the_answer(application, registrar):
    (result,) = note([answer(1)], registrar)
    assert (result.state, result.why) == ("wrong", LedgerError("same_person").message)
    row = RetirementUpstream.objects.first()
    with pytest.raises(IntegrityError, match="another person"), transaction.atomic():
        RetirementUpstream.objects.filter(pk=row.pk).update(
            state="refused", decided_at=row.requested_at
        )
    with pytest.raises(IntegrityError, match="another person"), transaction.atomic():
        WithdrawalLine.objects.filter(number=1).update(
            outcome="refused", reason="x", answered_by=registrar, answered_at=row.requested_at
        )


def test_the_database_takes_whole_tonnes_only(batch, retired, registrar):
    made = WithdrawalBatch.objects.create(
        code="W-1", scheme=batch.scheme, requested_by=registrar, requested_at=retired[0].at
    )
    row = RetirementUpstream.objects.first()
    with pytest.raises(IntegrityError, match="whole tonnes"), transaction.atomic():
        WithdrawalLine.objects.create(
            withdrawal=made, number=1, upstream=row, batch=batch, first_kg=1, kg=999
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_answer_from_an_old_page_says_how_it_stands(application, second_registrar):
    note([answer(1)], second_registrar)
    row = application.lines.get(number=1).upstream
    desk, path = sign_in(Client(), second_registrar), f"/en/staff/registrar/withdrawals/{row.pk}/"
    form = {"proof_number": "W-9", "proof_date": supply.today().isoformat()}
    late = desk.post(path, form | {"proof": SimpleUploadedFile("x.pdf", PDF)}, follow=True)
    assert "Nothing was noted" in late.content.decode()
    late = desk.post(f"{path}refused/", {"reason": "late"}, follow=True)
    assert "Nothing was noted" in late.content.decode()
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_a_batch_still_frozen_after_it_was_made_good_shows_the_way_to_its_release(
    application, retired, second_registrar, registrar
):
    note([answer(1, result="refused", reason="late", proof_file="")], second_registrar)
    row = application.lines.get(number=1).upstream
    other = supply.batch(supply.person("other"), 9_000, increment_kg=1000)
    buyer = supply.person("buyer")
    supply.give(other, buyer, 3_000)
    further = supply.retire(other, buyer, 2_000)
    upstream.made_good(retirement=row.retirement, batch=row.batch, by=further, actor=registrar)
    desk, path = sign_in(Client(), registrar), f"/en/staff/registrar/withdrawals/{row.pk}/"
    page = desk.get(path).content.decode()
    assert f"Batch {row.batch.code} is still frozen" in page and "Tell a supervisor" in page
    registrar.groups.add(Group.objects.get(name="supervisor"))
    act = frozen.in_force(batch=row.batch)
    page = desk.get(path).content.decode()
    assert f"/en/staff/supervision/freezes/{act.pk}/release/" in page
    freezes.unfreeze(
        batch=row.batch, reason="found", requested_by=registrar, approved_by=second_registrar
    )
    assert "still frozen" not in desk.get(path).content.decode()
