"""Statements of account: what the page, the PDF, the XLSX and the CSV say is the ledger's own replay."""

import csv
import io
import subprocess
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from accounts.parties import merge_guest
from marketplace import clock
from marketplace.clock import SHENZHEN
from marketplace.market import statement_files, statement_reading
from marketplace.market.buyers import Buyer
from marketplace.market.statement_fold import Balance, Moved, book, replay
from marketplace.market.statement_reading import Period
from marketplace.registry import ledger
from marketplace.registry.ledger import Line, Sale
from marketplace.registry.models import Holding
from tests.cast import sign_in
from tests.market import stall
from tests.registry import supply


@pytest.fixture
def busy(db, metro, roofs, expo, nanshan_expo, seller_party):
    """The expo bought twice, gave some away, got some, retired some."""
    party = nanshan_expo.party
    for listing, kg in ((metro, 1_000), (roofs, 700)):
        stall.pay(stall.order(expo, (listing, kg)))
    ledger.transfer(
        lines=[Sale(metro.batch_id, party.pk, seller_party.pk, 150)], subject="transfer:1"
    )
    ledger.retire(
        owner=party,
        beneficiary=party,
        lines=[Line(metro.batch_id, party.pk, 400)],
        purpose="event",
        jurisdiction="CN-GD",
        reason="",
        claim=supply.claim("event:statement"),
        subject="party:x",
    )
    ledger.list_stock(lines=[Line(roofs.batch_id, party.pk, 200)], subject="listing:9")
    return party


def this_year():
    return statement_reading.whole_year(clock.now())


@pytest.mark.django_db
def test_a_statement_is_the_ledgers_replay(busy):
    found = statement_reading.read([busy], this_year())
    held = {
        row.batch.code: Balance(row.available_kg, row.listed_kg, row.held_kg)
        for row in Holding.objects.filter(account=busy).select_related("batch")
    }
    assert {batch.code: batch.closing for batch in found.batches} == held
    assert found.closing_kg == sum(balance.kg for balance in held.values()) == 1_150
    assert (found.opening_kg, found.in_kg, found.out_kg) == (0, 1_700, 550)
    assert [line.act for line in found.lines] == ["sell", "sell", "transfer", "retire", "list"]


@pytest.mark.django_db
def test_the_day_after_opens_with_what_the_day_before_closed(busy):
    today = clock.now().astimezone(SHENZHEN).date()
    tomorrow = today + timedelta(days=1)
    now = statement_reading.read([busy], Period(today, today))
    then = statement_reading.read([busy], Period(tomorrow, tomorrow))
    assert then.opening_kg == then.closing_kg == now.closing_kg
    assert [b.opening for b in then.batches] == [b.closing for b in now.batches]
    assert then.lines == ()


@pytest.mark.django_db
def test_lines_name_the_other_side_the_order_and_the_certificate(busy, seller_party):
    first, *_rest, retired, _listed = statement_reading.read([busy], this_year()).lines
    assert first.with_zh == seller_party.name_zh
    assert len(first.reference) > 5
    assert retired.reference.startswith("ZH-")


@pytest.mark.django_db
def test_page_pdf_xlsx_and_csv_say_the_same(client, busy, organizer, tmp_path):
    sign_in(client, organizer)
    with translation.override("en"):
        where = reverse("market:statement")
    asked = {"organization": str(busy.public_id)}
    page = client.get(where, asked)
    shown = page.context["statement"]
    rows = list(
        csv.DictReader(
            io.StringIO(client.get(where, asked | {"format": "csv"}).content.decode("utf-8-sig"))
        )
    )
    moved = [row for row in rows if row["row"] == "movement"]
    assert [(int(r["in_kg"]), int(r["out_kg"]), int(r["balance_kg"])) for r in moved] == [
        (line.in_kg, line.out_kg, line.balance.kg) for line in shown.lines
    ]
    assert int(rows[-1]["balance_kg"]) == shown.closing_kg
    book_bytes = client.get(where, asked | {"format": "xlsx"}).content
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book_bytes)).get_sheet_by_index(0).to_python()
    assert [cell for cell in sheet[-1] if cell != ""][1:] == [1_700, 550, 1_150]
    assert [row[6:8] for row in sheet if row[1] == "bought"] == [[1_000, 0], [700, 0]]
    paper = tmp_path / "statement.pdf"
    paper.write_bytes(client.get(where, asked | {"format": "pdf"}).content)
    text = subprocess.run(["pdftotext", "-layout", paper, "-"], capture_output=True, check=True)
    said = " ".join(text.stdout.decode().split())
    for figure in ("+ 1,700", "− 550", "1,150"):
        assert figure in said
        assert figure.removeprefix("+ ").removeprefix("− ") in page.content.decode()


@pytest.mark.django_db
def test_a_name_like_a_formula_is_text_in_every_file(busy, metro):
    type(metro.batch.project).objects.filter(pk=metro.batch.project_id).update(
        name_zh="=HYPERLINK(1)", name_en="@SUM(A1)"
    )
    found = statement_reading.read([busy], this_year())
    text = statement_files.as_csv(found).decode("utf-8-sig")
    assert ",=HYPERLINK" not in text
    assert "'=HYPERLINK(1)" in text
    with translation.override("zh-hans"):
        made = statement_files.as_xlsx(found)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert any("=HYPERLINK(1)" in row for row in sheet)


@pytest.mark.django_db
def test_a_persons_statement_holds_what_was_bought_as_a_guest(client, citizen, metro):
    guest = Buyer(email="was-a-guest@people.example")
    stall.pay(stall.order(guest, (metro, 50), retire=True))
    merge_guest(citizen, guest.party)
    sign_in(client, citizen)
    shown = client.get(reverse("market:statement")).context["statement"]
    assert (shown.in_kg, shown.out_kg, shown.closing_kg) == (50, 50, 0)


@pytest.mark.django_db
def test_foreign_accounts_do_not_exist_and_wrong_days_are_said(client, citizen, nanshan_expo):
    sign_in(client, citizen)
    where = reverse("market:statement")
    foreign = client.get(where, {"organization": str(nanshan_expo.party.public_id)})
    assert foreign.status_code == 404
    wrong = client.get(where, {"start": "2026-05-02", "end": "2026-05-01"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["end"])
    assert client.get(where, {"start": "soon", "end": "0001-01-01"}).status_code == 422


@pytest.mark.django_db
def test_a_longer_statement_asks_no_more_questions(busy, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        statement_reading.read([busy], this_year())


moves = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 2), st.integers(1, 50)),
    max_size=40,
)


@given(rows=moves, cut=st.integers(0, 40))
def test_wherever_the_period_is_cut_opening_and_movements_make_the_closing(rows, cut):
    at = datetime(2026, 5, 1, tzinfo=SHENZHEN)
    all_moves = [
        Moved(n, at, "transfer", batch, kg, (source, "available"), (target, "available"), "")
        for n, (source, target, batch, kg) in enumerate(rows)
    ]
    whole = replay({1}, all_moves)
    opening = replay({1}, all_moves[:cut])
    later = book({1}, opening, all_moves[cut:])
    assert {pk: b for pk, b in later.closing.items() if b.kg} == {
        pk: b for pk, b in whole.items() if b.kg
    }
    assert later.opening_kg + later.in_kg - later.out_kg == later.closing_kg
