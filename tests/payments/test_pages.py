"""A payer's pages, from the choice to the way back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from config.sandbox.stripe import faults, paying
from marketplace.errors import MarketError
from marketplace.market import orders
from marketplace.market.models import Order
from marketplace.payments import invoices, matching, remittance, starting
from marketplace.payments.models import (
    BankAccountLine,
    InvoiceRequest,
    Payment,
    ProcessingConsent,
)
from tests.cast import sign_in
from tests.market import stall
from tests.payments.conftest import hear_all, pay, state, work
from tests.payments.test_bank import statement
from tests.sandbox.conftest import visit


@pytest.fixture
def buyer(client: Client, order: Order) -> Client:
    """The order's buyer, signed in."""
    return sign_in(client, order.created_by)


def address(name: str, order: Order) -> str:
    """Return an address of an order's payment pages."""
    return reverse(f"payments:{name}", args=[order.public_id])


def test_the_choice_shows_the_sum_the_fee_and_both_ways(buyer, order) -> None:
    page = buyer.get(address("choose", order)).content.decode()
    assert "¥456.12" in page
    assert "¥21.72" in page
    assert 'value="stripe"' in page
    assert 'value="bank"' in page
    assert 'name="agreed"' in page


def test_paying_online_records_consent_and_leads_to_the_hosted_page(buyer, order, sandbox) -> None:
    answer = buyer.post(address("start", order), {"provider": "stripe", "agreed": "1"})
    assert answer.status_code == 302
    assert answer["Location"] == Payment.objects.get().url
    assert ProcessingConsent.objects.get().user == order.created_by


def test_without_consent_nothing_starts(buyer, order, sandbox) -> None:
    answer = buyer.post(address("start", order), {"provider": "stripe"})
    assert answer["Location"] == address("choose", order)
    assert not Payment.objects.exists()


def test_in_the_demo_forms_lead_to_our_own_host_only(buyer, order, sandbox) -> None:
    policy = buyer.get(address("choose", order))["Content-Security-Policy"]
    assert "form-action 'self';" in policy or policy.endswith("form-action 'self'")


def test_with_the_real_stripe_only_the_checkout_page_names_its_host(buyer, order, settings) -> None:
    settings.STRIPE_API_BASE = ""
    policy = buyer.get(address("choose", order))["Content-Security-Policy"]
    assert "form-action 'self' https://checkout.stripe.com" in policy
    other = buyer.get(address("cancelled", order))["Content-Security-Policy"]
    assert "stripe" not in other


def test_coming_back_before_any_notice_waits_and_asks_the_provider(
    buyer, order, payment, sandbox
) -> None:
    pay(payment)
    page = buyer.get(address("return", order)).content.decode()
    assert address("status", order) in page
    assert 'http-equiv="refresh"' in page
    assert buyer.get(address("status", order)).status_code == 204
    work("read_payment")
    assert state(order)[0] == "paid"
    assert buyer.get(address("status", order))["HX-Refresh"] == "true"
    assert buyer.get(address("return", order)).status_code == 302


def test_a_declined_card_is_told_with_a_way_out(buyer, client, order, payment, sandbox) -> None:
    pay(payment, {"card_number": "4000000000009995"})
    hear_all(client, sandbox)
    for name in ("cancelled", "choose"):
        page = buyer.get(f"{address(name, order)}").content.decode()
        assert "余额不足" in page, name
        assert address("choose", order) in page or name == "choose"


def test_paid_after_a_declined_card_is_never_called_unpaid(buyer, client, order, payment) -> None:
    """The good card's notice is still on its way; the refused one's has arrived."""
    sandbox_events = order.payments.get().attempts
    pay(payment, {"card_number": "4000000000009995"})
    sandbox_events.create(event_id="evt_d", code="card_declined", at=order.created_at)
    pay(payment)
    page = buyer.get(address("return", order)).content.decode()
    assert "正在确认付款" in page
    assert "没有扣款" not in page


def test_a_wallet_that_failed_later_is_told(buyer, client, order, payment, sandbox) -> None:
    faults.change(sandbox.store, {"settle_seconds": 3600})
    visit(f"{payment.url}/alipay", {"how": "later_failing"})
    with sandbox.store.transaction():
        paying.settle_later(sandbox.store, payment.provider_ref, succeeds=False)
    hear_all(client, sandbox)
    page = buyer.get(address("return", order)).content.decode()
    assert "没有扣款" in page
    assert address("choose", order) in page


def test_an_abandoned_payment_says_until_when_it_is_held(buyer, order, payment) -> None:
    page = buyer.get(address("cancelled", order)).content.decode()
    assert "没有扣款" in page
    assert address("choose", order) in page


def test_the_transfer_page_shows_code_account_and_deadline(buyer, order, settings) -> None:
    settings.ZHONGHE = {
        **settings.ZHONGHE,
        "BANK_ACCOUNT": {"name": "中和（演示）", "bank": "深圳银行", "number": "7559 1234"},
    }
    buyer.post(address("start", order), {"provider": "bank"})
    page = buyer.get(address("transfer", order)).content.decode()
    for wanted in ("中和（演示）", "7559 1234", "¥456.12", "ZH"):
        assert wanted in page


def test_an_order_that_has_ended_asks_for_no_money(buyer, order) -> None:
    buyer.post(address("start", order), {"provider": "bank"})
    assert "ZH" in buyer.get(address("transfer", order)).content.decode()
    orders.cancel(order, actor=order.created_by)
    for name in ("transfer", "invoice"):
        assert buyer.get(address(name, order)).url == address("return", order)
    with pytest.raises(MarketError, match="invalid_state"):
        order.refresh_from_db()
        invoices.ask(order, invoices.Wish("ordinary", "南山会展", "", "a@example.cn"))


def test_a_stranger_finds_no_payment_pages(client, order, stranger, sandbox) -> None:
    sign_in(client, stranger)
    for name in ("choose", "return", "status", "cancelled", "transfer", "invoice"):
        assert client.get(address(name, order)).status_code == 404
    assert client.post(address("start", order), {"provider": "bank"}).status_code == 404


def test_a_viewer_of_the_organization_may_look_but_not_pay(client, order, nanshan_expo) -> None:
    from accounts.models import Membership, Role
    from accounts.people import create_person

    viewer = create_person("viewer@zhonghe.example", name="看客", password=None)
    Membership.objects.create(user=viewer, organization=nanshan_expo, role=Role.VIEWER)
    sign_in(client, viewer)
    assert client.get(address("choose", order)).status_code == 403
    assert client.get(address("cancelled", order)).status_code == 200


def test_paying_is_never_a_get(buyer, order) -> None:
    assert buyer.get(address("start", order)).status_code == 405


def test_an_expired_order_leads_to_what_happened(buyer, order) -> None:
    from marketplace.market import orders

    orders.cancel(order, actor=order.created_by)
    assert buyer.get(address("choose", order))["Location"] == address("return", order)
    assert "没有扣款" in buyer.get(address("return", order)).content.decode()


def test_an_order_waiting_for_approval_cannot_be_paid(
    client, office, metro, clerk, sandbox
) -> None:
    waiting = stall.order(office, (metro, 12_000))
    sign_in(client, clerk)
    assert client.get(address("choose", waiting)).status_code == 302
    client.post(address("start", waiting), {"provider": "bank"})
    assert not Payment.objects.exists()


def test_an_invoice_is_asked_for_once(buyer, order) -> None:
    fields = {
        "kind": "special",
        "title": "南山会展",
        "tax_number": "91440300MA5HNEXP08",
        "email": "a@example.cn",
    }
    wrong = buyer.post(address("invoice", order), {**fields, "tax_number": "91440300MA5HNEXP09"})
    assert wrong.status_code == 200
    assert not InvoiceRequest.objects.exists()
    buyer.post(address("invoice", order), fields)
    buyer.post(address("invoice", order), {**fields, "title": "another"})
    assert InvoiceRequest.objects.get().title == "南山会展"


def test_a_guest_pays_in_the_session_that_ordered(client, guest, metro, sandbox) -> None:
    from marketplace.market.access import order_key

    made = stall.order(guest, (metro, 400), retire=True)
    assert client.get(address("choose", made)).status_code == 404
    opened = client.get(f"{address('choose', made)}?key={order_key(made.public_id)}")
    assert opened.status_code == 200
    client.post(address("start", made), {"provider": "stripe", "agreed": "1"})
    payment = starting.Payment.objects.get()
    assert pay(payment).location.endswith(address("return", made))


def test_a_transfer_that_is_paid_shows_no_account_any_more(
    buyer, order, finance, second_finance
) -> None:
    transfer = starting.start(order, "bank", actor=order.created_by)
    shown = remittance.shown(transfer.reference)
    account = "0000 1111 2222 3333"
    page = buyer.get(address("transfer", order)).content.decode()
    assert shown in page and account in page and "北京时间" in page
    matching.import_statement(
        statement(("S1", "456.12", transfer.reference)), file_name="a.csv", actor=finance
    )
    match = matching.match(BankAccountLine.objects.get().pk, code=transfer.reference, actor=finance)
    matching.confirm(match.pk, actor=second_finance)
    page = buyer.get(address("transfer", order)).content.decode()
    assert "该订单已付款" in page
    assert shown not in page and account not in page


def test_who_leaves_the_payment_is_told_the_zone_of_the_time(buyer, order, payment) -> None:
    assert "（北京时间）" in buyer.get(address("cancelled", order)).content.decode()
