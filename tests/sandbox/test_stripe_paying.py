"""Paying on the hosted page, as a browser does it, and what the webhook then hears."""

import pytest
import stripe

from config.sandbox.stripe import faults
from config.sandbox.stripe.cards import CARDS, luhn
from config.sandbox.stripe.server import Sandbox
from tests.sandbox.conftest import Listener, eventually, visit

GOOD = {"card_number": "4242 4242 4242 4242", "expiry": "12/34", "cvc": "123", "name": "Li Lei"}


@pytest.fixture
def quick(sandbox: Sandbox) -> None:
    """Delayed wallet payments settle almost at once."""
    faults.change(sandbox.store, {"settle_seconds": 0.2})


def test_every_test_number_passes_the_luhn_check() -> None:
    assert [number for number in CARDS if not luhn(number)] == []


def test_a_good_card_pays_and_leads_back_to_the_shop(client, make, listener: Listener) -> None:
    session = make()
    answer = visit(session.url, GOOD)
    assert answer.location == f"http://shop.test/done?session={session.id}"
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (paid.status, paid.payment_status) == ("complete", "paid")
    assert (paid.payment_intent.status, paid.payment_intent.amount_received) == ("succeeded", 12345)
    eventually(lambda: "checkout.session.completed" in listener.types())
    assert listener.refused == []


def test_only_the_card_number_has_to_be_typed(client, make) -> None:
    session = make()
    visit(session.url, {"card_number": "5555555555554444"})
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("4000000000000002", "generic_decline"),
        ("4000000000009995", "insufficient_funds"),
        ("4000000000009987", "lost_card"),
        ("4000000000009979", "stolen_card"),
        ("4000000000000069", "expired_card"),
        ("4000000000000127", "incorrect_cvc"),
        ("4000000000000119", "processing_error"),
    ],
)
def test_a_declined_card_leaves_the_session_open(
    client, make, listener: Listener, number: str, code: str
) -> None:
    session = make()
    answer = visit(session.url, {**GOOD, "card_number": number})
    assert answer.status == 402
    assert f'data-code="{code}"' in answer.text
    after = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (after.status, after.payment_status) == ("open", "unpaid")
    assert after.payment_intent.status == "requires_payment_method"
    eventually(lambda: "payment_intent.payment_failed" in listener.types())
    assert visit(session.url, GOOD).status == 303


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"card_number": ""}, "incomplete_number"),
        ({"card_number": "4242424242424241"}, "incorrect_number"),
        ({"card_number": "６２２２"}, "incorrect_number"),
        ({"card_number": "4539578763621486"}, "live_mode_test_card"),
        ({"expiry": "01/20"}, "invalid_expiry_year"),
        ({"expiry": "13/34"}, "invalid_expiry_month"),
        ({"cvc": "1"}, "invalid_cvc"),
    ],
)
def test_a_wrong_entry_is_named_and_charges_nothing(client, make, wrong, code: str) -> None:
    session = make()
    assert f'data-code="{code}"' in visit(session.url, {**GOOD, **wrong}).text
    assert client.v1.checkout.sessions.retrieve(session.id).payment_intent is None


@pytest.mark.parametrize("number", ["4000002500003155", "4000002760003184"])
def test_a_card_that_needs_3d_secure_pays_after_the_bank_says_yes(
    client, make, number: str
) -> None:
    session = make()
    challenge = visit(session.url, {**GOOD, "card_number": number})
    assert challenge.location == f"{session.url}/3ds"
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "unpaid"
    assert "3-D Secure" in visit(challenge.location).text
    assert visit(challenge.location, {"how": "pass"}).location.startswith("http://shop.test/done")
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_a_failed_3d_secure_leads_back_to_the_choice_with_a_message(client, make) -> None:
    session = make()
    visit(session.url, {**GOOD, "card_number": "4000002500003155"})
    back = visit(f"{session.url}/3ds", {"how": "fail"}).location
    assert back.startswith(session.url + "?problem=")
    assert "unable to authenticate" in visit(back).text
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_a_card_may_be_declined_after_3d_secure(client, make) -> None:
    session = make()
    visit(session.url, {**GOOD, "card_number": "4000008260003178"})
    back = visit(f"{session.url}/3ds", {"how": "pass"}).location
    assert back.endswith("problem=insufficient_funds")


def test_a_bank_answer_nobody_asked_for_pays_nothing(client, make) -> None:
    session = make()
    visit(f"{session.url}/3ds", {"how": "pass"})
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "unpaid"


@pytest.mark.parametrize("method", ["alipay", "wechat_pay"])
def test_a_wallet_pays_at_once(client, make, method: str) -> None:
    session = make()
    assert visit(f"{session.url}/{method}").status == 200
    visit(f"{session.url}/{method}", {"how": "now"})
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("how", "event", "status"),
    [
        ("later", "checkout.session.async_payment_succeeded", "paid"),
        ("later_failing", "checkout.session.async_payment_failed", "unpaid"),
    ],
)
def test_a_delayed_wallet_completes_unpaid_and_settles_on_its_own_event(
    client, make, listener: Listener, how: str, event: str, status: str
) -> None:
    session = make()
    visit(f"{session.url}/alipay", {"how": how})
    eventually(lambda: event in listener.types())
    completed = next(e for e in listener.received if e.type == "checkout.session.completed")
    assert completed.data.object.payment_status == "unpaid"
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == status


def test_a_refused_wallet_leaves_the_session_open(client, make) -> None:
    session = make()
    back = visit(f"{session.url}/alipay", {"how": "refuse"}).location
    assert "The payment was refused" in visit(back).text
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_the_page_speaks_the_sessions_language(make) -> None:
    assert '<html lang="zh-Hans">' in visit(make(locale="zh").url, language="en").text
    assert "銀行卡" in visit(make(locale="zh-HK").url).text
    assert "Card number" in visit(make(locale="en").url, language="zh-CN").text


def test_text_from_the_shop_is_escaped(make) -> None:
    price = {"currency": "cny", "unit_amount": 500, "product_data": {"name": "<script>x</script>"}}
    page = visit(make(line_items=[{"quantity": 1, "price_data": price}]).url).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def _paid_intent(client, make, number: str = "4242424242424242") -> str:
    session = make()
    visit(session.url, {**GOOD, "card_number": number})
    return client.v1.checkout.sessions.retrieve(session.id).payment_intent


def test_a_refund_gives_back_no_more_than_was_paid(client, make) -> None:
    intent = _paid_intent(client, make)
    assert client.v1.refunds.create({"payment_intent": intent, "amount": 345}).status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
        client.v1.refunds.create({"payment_intent": intent, "amount": 12001})
    assert client.v1.refunds.create({"payment_intent": intent}).amount == 12000
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.refunds.create({"payment_intent": intent})
    assert caught.value.code == "charge_already_refunded"


@pytest.mark.parametrize(
    ("number", "event", "status"),
    [
        ("4000000000007726", "refund.updated", "succeeded"),
        ("4000000000005126", "refund.failed", "failed"),
    ],
)
def test_a_refund_may_take_its_time_or_fail(
    client, make, listener: Listener, number: str, event: str, status: str
) -> None:
    refund = client.v1.refunds.create({"payment_intent": _paid_intent(client, make, number)})
    eventually(lambda: event in listener.types())
    assert client.v1.refunds.retrieve(refund.id).status == status


def test_a_disputed_card_pays_and_is_claimed_back(client, make, listener: Listener) -> None:
    _paid_intent(client, make, "4000000000000259")
    eventually(lambda: "charge.dispute.created" in listener.types())
