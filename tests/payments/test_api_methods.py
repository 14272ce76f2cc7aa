"""How an API client begins to pay; the order stands already, so nothing is refused."""

from __future__ import annotations

from config.sandbox.stripe import faults
from marketplace.market import checkout
from marketplace.payments.models import Payment, ProcessingConsent
from tests.market import stall


def test_a_card_gets_the_hosted_page_and_the_consent_is_written(order, sandbox) -> None:
    answer = checkout.begin(order, "card", order.created_by)
    assert "/c/pay/cs_test_" in answer["url"]
    assert ProcessingConsent.objects.get().order == order


def test_a_transfer_gets_its_code_and_our_account(order) -> None:
    answer = checkout.begin(order, "bank_transfer", order.created_by)
    assert answer["reference"].startswith("ZH")
    assert (answer["amount"], answer["currency"]) == ("456.12", "CNY")


def test_a_sum_no_card_takes_is_never_turned_into_a_transfer(expo, metro, sandbox) -> None:
    small = stall.order(expo, (metro, 60))
    answer = checkout.begin(small, "card", None)
    assert (answer["problem"], answer["url"]) == ("below_minimum", checkout.page(small))
    assert not Payment.objects.exists()


def test_an_unreachable_provider_leaves_the_page_where_one_chooses(order, sandbox) -> None:
    faults.change(sandbox.store, {"api_errors": 10})
    answer = checkout.begin(order, "card", None)
    assert answer["url"] == checkout.page(order)
    assert answer["problem"] == "provider_unavailable"


def test_asked_again_the_answer_is_the_same(order, sandbox) -> None:
    assert checkout.begin(order, "card", None) == checkout.begin(order, "card", None)
