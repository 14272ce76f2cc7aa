"""Bank transfer: a code out, a statement in, one person matches and another one confirms."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import orders
from marketplace.payments import finance_queries, matching, remittance, starting, statements
from marketplace.payments.models import (
    BankAccountLine,
    BankMatch,
    BankStatement,
    Payment,
    Refund,
    RefundDue,
)
from marketplace.payments.settlement import Settled
from tests.market import stall
from tests.payments.conftest import state, work

HEAD = "交易日期,交易流水号,对方户名,对方账号,贷方发生额,借方发生额,附言\n"


def statement(*lines: tuple[str, str, str]) -> bytes:
    """Return a statement file with lines of (serial, amount, remark)."""
    rows = "".join(
        f'2026-11-20,{serial},南山会展集团,7559 0001,"{amount}",,{remark}\n'
        for serial, amount, remark in lines
    )
    return (HEAD + rows).encode("gb18030")


@pytest.fixture
def transfer(order) -> Payment:
    """The order's transfer, awaited."""
    return starting.start(order, "bank", actor=order.created_by)


@pytest.fixture
def line(transfer, finance) -> BankAccountLine:
    """The line that pays it, imported."""
    spaced = remittance.shown(transfer.reference).lower()
    matching.import_statement(
        statement(("S1", "456.12", f"货款 {spaced} 谢谢")), file_name="a.csv", actor=finance
    )
    return BankAccountLine.objects.get()


def test_a_transfer_waits_with_a_code_as_long_as_a_quotation_holds(transfer, order) -> None:
    assert remittance.is_valid(transfer.reference)
    order.refresh_from_db()
    assert transfer.expires_at == order.hold_until > clock.now() + timedelta(days=9)
    assert starting.start(order, "bank", actor=None).pk == transfer.pk


def test_a_guests_transfer_is_awaited_for_a_day(guest, metro) -> None:
    made = stall.order(guest, (metro, 400), retire=True)
    waited = starting.start(made, "bank", actor=None).expires_at - clock.now()
    assert timedelta(hours=23) < waited <= timedelta(days=1)


def test_a_line_finds_its_payment_by_the_code_in_its_remark(line, transfer) -> None:
    assert matching.suggestion(line) == transfer
    [seen] = finance_queries.unmatched_lines()
    assert seen.fits


def test_two_people_make_a_transfer_paid(line, transfer, order, finance, second_finance) -> None:
    match = matching.match(line.pk, code=transfer.reference, actor=finance)
    assert state(order) == ("awaiting_payment", ["pending"])
    assert matching.confirm(match.pk, actor=second_finance) is Settled.PAID
    work()
    assert state(order) == ("fulfilled", ["succeeded"])


def test_one_person_alone_pays_nothing(line, transfer, order, finance) -> None:
    match = matching.match(line.pk, code=transfer.reference, actor=finance)
    with pytest.raises(MarketError, match="same_person"):
        matching.confirm(match.pk, actor=finance)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        BankMatch.objects.filter(pk=match.pk).update(confirmed_by=finance, confirmed_at=clock.now())
    assert state(order)[0] == "awaiting_payment"


def test_confirming_twice_pays_once(line, transfer, order, finance, second_finance) -> None:
    match = matching.match(line.pk, code=transfer.reference, actor=finance)
    matching.confirm(match.pk, actor=second_finance)
    with pytest.raises(MarketError, match="invalid_state"):
        matching.confirm(match.pk, actor=second_finance)


def test_another_sum_cannot_be_matched(transfer, finance) -> None:
    content = statement(("S1", "456.11", transfer.reference))
    matching.import_statement(content, file_name="a.csv", actor=finance)
    line = BankAccountLine.objects.get()
    with pytest.raises(MarketError, match=r"456\.11"):
        matching.match(line.pk, code=transfer.reference, actor=finance)


def test_a_line_is_matched_once_at_a_time(line, transfer, finance, second_finance) -> None:
    match = matching.match(line.pk, code=transfer.reference, actor=finance)
    with pytest.raises(MarketError, match="invalid_state"):
        matching.match(line.pk, code=transfer.reference, actor=second_finance)
    matching.refuse(match.pk, actor=second_finance)
    assert matching.match(line.pk, code=transfer.reference, actor=second_finance)


def test_a_code_with_a_slip_is_not_found(line, transfer, finance) -> None:
    wrong = transfer.reference[:-1] + ("2" if transfer.reference[-1] != "2" else "3")
    with pytest.raises(MarketError, match="not_found"):
        matching.match(line.pk, code=wrong, actor=finance)


def test_money_that_comes_too_late_gets_a_date_and_a_person(
    line, transfer, order, expo, metro, finance, second_finance
) -> None:
    orders.expire(order.pk, clock.now() + timedelta(days=30))
    stall.order(expo, (metro, 12_400))
    match = matching.match(line.pk, code=transfer.reference, actor=finance)
    assert matching.confirm(match.pk, actor=second_finance) is Settled.RETURNED
    work()
    due = RefundDue.objects.get()
    assert (due.person, due.amount, due.payee_account) == (second_finance, order.total, "7559")
    assert due.due_on > clock.now().date()
    assert Refund.objects.get().status == "pending"
    matching.mark_returned(due.pk, bank_serial="OUT-1", actor=finance)
    assert Refund.objects.get().status == "succeeded"
    assert finance_queries.refunds_due() == []


def test_late_money_still_pays_while_the_stock_is_there(
    line, transfer, order, finance, second_finance
) -> None:
    orders.expire(order.pk, clock.now() + timedelta(days=30))
    match = matching.match(line.pk, code=transfer.reference, actor=finance)
    assert matching.confirm(match.pk, actor=second_finance) is Settled.PAID


def test_money_for_nothing_is_queued_to_go_back_once(line, finance) -> None:
    matching.send_back(line.pk, reason="No order.", actor=finance)
    assert finance_queries.unmatched_lines() == []
    with pytest.raises(MarketError, match="invalid_state"):
        matching.send_back(line.pk, reason="No order.", actor=finance)


def test_a_matched_line_is_not_sent_back(line, transfer, finance) -> None:
    matching.match(line.pk, code=transfer.reference, actor=finance)
    with pytest.raises(MarketError, match="invalid_state"):
        matching.send_back(line.pk, reason="No order.", actor=finance)


def test_the_same_file_is_refused_and_overlapping_files_add_what_is_new(transfer, finance) -> None:
    first = statement(("S1", "1.00", "a"), ("S2", "2.00", "b"))
    matching.import_statement(first, file_name="a.csv", actor=finance)
    with pytest.raises(MarketError, match="evidence_required"):
        matching.import_statement(first, file_name="b.csv", actor=finance)
    second = statement(("S2", "2.00", "b"), ("S3", "3.00", "c"))
    stored, _read = matching.import_statement(second, file_name="b.csv", actor=finance)
    assert (stored.new_lines, stored.known_lines) == (1, 1)
    assert BankAccountLine.objects.count() == 3


def test_a_known_line_with_another_sum_stops_the_import(transfer, finance) -> None:
    matching.import_statement(statement(("S1", "1.00", "a")), file_name="a.csv", actor=finance)
    with pytest.raises(MarketError, match="evidence_required"):
        matching.import_statement(statement(("S1", "9.00", "a")), file_name="b.csv", actor=finance)
    assert BankStatement.objects.count() == 1


def test_a_statement_is_read_in_its_banks_own_words() -> None:
    content = (
        "某银行 活期明细\n账号,7559\n"
        "记账日期,银行流水号,借贷标志,交易金额,对方名称,对方账号,用途\n"
        '20261120,\'0001,贷,"1,234.50",甲公司,622,货款\n'
        "2026/11/21,0002,借,10.00,乙公司,623,付款\n"
        "2026年11月22日,0003,贷,abc,丙公司,624,货款\n"
        ",,,,,,\n"
    ).encode("utf-8-sig")
    read = statements.parse(content)
    [row] = read.rows
    assert (row.serial, row.amount, str(row.booked_on)) == (
        "0001",
        Decimal("1234.50"),
        "2026-11-20",
    )
    assert read.outgoing == 1
    assert read.problems == [(6, "amount")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "headings"),
        (b"a,b,c\n1,2,3\n", "headings"),
        (b"\x00\x01\x02" * 100, "encoding"),
        (b"x" * (statements.LARGEST + 1), "size"),
    ],
)
def test_what_is_no_statement_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(statements.UnreadableError, match=why):
        statements.parse(content)


def test_a_fresh_code_is_found_in_any_handwriting() -> None:
    for _ in range(200):
        code = remittance.new_code()
        messy = "付 " + "-".join(code.lower()) + "，货款"
        assert remittance.find(messy) == [code]


def test_a_single_wrong_character_is_always_found() -> None:
    code = remittance.new_code()
    for place in range(2, len(code)):
        for other in remittance.ALPHABET:
            if other != code[place]:
                assert not remittance.is_valid(code[:place] + other + code[place + 1 :])
