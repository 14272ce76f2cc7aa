"""Finance's queue through the browser: who may enter, and each act with its message."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.payments import incidents, invoices, starting, statements
from marketplace.payments.models import (
    BankAccountLine,
    BankMatch,
    Incident,
    InvoiceRequest,
    RefundDue,
)
from tests.cast import sign_in
from tests.payments.conftest import hear_all, pay, state, work
from tests.payments.test_bank import statement

INDEX = "finance:index"


@pytest.fixture
def desk(finance) -> Client:
    """The first finance person's browser."""
    return sign_in(Client(), finance)


@pytest.fixture
def second_desk(second_finance) -> Client:
    """The second finance person's browser."""
    return sign_in(Client(), second_finance)


def upload(desk: Client, content: bytes) -> str:
    """Import a statement and return the page after it."""
    file = SimpleUploadedFile("流水.csv", content, content_type="text/csv")
    answer = desk.post(reverse("finance:import"), {"file": file}, follow=True)
    return answer.content.decode()


def act(desk: Client, name: str, *args: int, **fields: str) -> str:
    """Post one of the queue's small forms and return the page after it."""
    answer = desk.post(reverse(f"finance:{name}", args=args), fields, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_columns_needed_are_listed_and_a_file_without_them_says_where(desk) -> None:
    page = desk.get(reverse(INDEX)).content.decode()
    assert "交易流水号" in page and "贷方金额" in page
    assert reverse("finance:sample") in page
    assert "示例文件" in upload(desk, "甲,乙\n1,2\n".encode())


def test_the_sample_file_is_one_that_can_be_imported(desk, settings) -> None:
    settings.DEMO = False
    content = desk.get(reverse("finance:sample")).content
    (row,) = statements.parse(content).rows
    assert (str(row.amount), row.serial) == ("123.45", "SAMPLE-1")


def test_in_the_demo_the_sample_file_plays_the_bank(desk, second_desk, order) -> None:
    transfer = starting.start(order, "bank", actor=order.created_by)
    assert "新增 1 条" in upload(desk, desk.get(reverse("finance:sample")).content)
    act(desk, "match", BankAccountLine.objects.get().pk, code=transfer.reference)
    act(second_desk, "confirm", BankMatch.objects.get().pk)
    assert state(order) == ("paid", ["succeeded"])


def test_the_sample_file_is_for_finance(client) -> None:
    assert client.get(reverse("finance:sample")).status_code == 302


def test_from_statement_to_paid_by_two_people(desk, second_desk, order) -> None:
    transfer = starting.start(order, "bank", actor=order.created_by)
    assert "新增 1 条" in upload(desk, statement(("S1", "456.12", transfer.reference)))
    page = desk.get(reverse(INDEX)).content.decode()
    assert transfer.reference in page
    assert "金额一致" in page
    line = BankAccountLine.objects.get()
    act(desk, "match", line.pk, code=transfer.reference)
    match = BankMatch.objects.get()
    assert "须由另一人" in desk.get(reverse(INDEX)).content.decode()
    act(desk, "confirm", match.pk)
    assert state(order)[0] == "awaiting_payment"
    assert "订单已支付" in act(second_desk, "confirm", match.pk)
    work()
    assert state(order)[0] == "fulfilled"


@pytest.mark.parametrize(
    "content", [b"", b"no,headings\n1,2\n", "日期,流水号\n".encode(), b"\x00" * 10]
)
def test_a_file_that_is_no_statement_is_refused_in_words(desk, content: bytes) -> None:
    page = upload(desk, content)
    assert "新增" not in page.split("最近导入")[0]
    assert not BankAccountLine.objects.exists()


def test_bad_lines_are_named(desk) -> None:
    page = upload(desk, statement(("S1", "1.00", "a"), ("S2", "1,2,3", "b"), ("S3", "x", "c")))
    assert "无法读取的行：3, 4" in page


def test_a_stray_line_goes_back_with_the_banks_number(desk) -> None:
    upload(desk, statement(("S1", "9.00", "?")))
    act(desk, "send_back", BankAccountLine.objects.get().pk, reason="与订单无关")
    due = RefundDue.objects.get()
    act(desk, "returned", due.pk, bank_serial="")
    assert RefundDue.objects.get().returned_at is None
    act(desk, "returned", due.pk, bank_serial="OUT-7")
    assert RefundDue.objects.get().bank_serial == "OUT-7"


def test_an_incident_is_closed_with_a_note(desk, order) -> None:
    incidents.open_incident(
        key="k", kind="mismatch", payment=None, now=clock.now(), amount_fen=45611
    )
    assert "¥456.11" in desk.get(reverse(INDEX)).content.decode()
    incident = Incident.objects.get()
    act(desk, "close_incident", incident.pk, note="已联系付款人")
    assert Incident.objects.get().closed_by is not None


def test_an_orders_money_is_given_back(desk, client, order, payment, sandbox) -> None:
    pay(payment)
    hear_all(client, sandbox)
    page = act(desk, "give_back", order_number=order.number.lower(), reason="重复下单")
    assert "原路退回" in page
    assert state(order)[0] == "refunded"


def test_an_unknown_order_gives_nothing_back(desk) -> None:
    assert "原路退回。" not in act(desk, "give_back", order_number="ZH000000-XXXXXX", reason="?")


def test_an_invoice_is_issued_after_the_payment(desk, client, order, payment, sandbox) -> None:
    invoices.ask(order, invoices.Wish("ordinary", "南山会展", "", "a@example.cn"))
    assert "南山会展<br>" not in desk.get(reverse(INDEX)).content.decode()
    pay(payment)
    hear_all(client, sandbox)
    request = InvoiceRequest.objects.get()
    assert "a@example.cn" in desk.get(reverse(INDEX)).content.decode()
    act(desk, "issue_invoice", request.pk, number="044001900111")
    assert InvoiceRequest.objects.get().number == "044001900111"


ADDRESSES = [
    ("index", ()), ("import", ()), ("match", (1,)), ("send_back", (1,)), ("confirm", (1,)),
    ("refuse", (1,)), ("give_back", ()), ("returned", (1,)), ("close_incident", (1,)),
    ("issue_invoice", (1,)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "args"), ADDRESSES, ids=[name for name, _args in ADDRESSES])
def test_nobody_but_finance_with_a_proven_factor_enters(
    client, name: str, args: tuple[int, ...], registrar, organizer, finance
) -> None:
    address = reverse(f"finance:{name}", args=args)
    enter = client.get if name == "index" else client.post
    assert enter(address).status_code == 302
    sign_in(client, organizer)
    assert enter(address).status_code in (302, 403)
    sign_in(client, registrar)
    assert enter(address).status_code == 403
    sign_in(client, finance, with_second_factor=False)
    assert enter(address).status_code == 302
    assert not BankMatch.objects.exists()
