"""The real Stripe library against the sandbox's API."""

import time

import pytest
import stripe

from config.sandbox.stripe.server import Sandbox
from tests.sandbox.conftest import client_for, session_params, visit


def test_a_new_session_is_open_unpaid_and_leads_to_the_hosted_page(make, sandbox: Sandbox) -> None:
    session = make()
    assert (session.status, session.payment_status, session.amount_total) == (
        "open",
        "unpaid",
        12345,
    )
    assert session.url == f"{sandbox.address}/c/pay/{session.id}"
    assert session.metadata["payment"] == "P1"
    assert session.payment_intent is None


def test_the_hosted_page_lives_on_the_shops_own_origin(make, sandbox: Sandbox) -> None:
    sandbox.api.public_base = "/sandbox/stripe"
    assert make().url.startswith("http://shop.test/sandbox/stripe/c/pay/cs_test_")


def test_the_same_key_and_parameters_give_the_same_session(client) -> None:
    options = {"idempotency_key": "order-1-attempt-1"}
    first = client.v1.checkout.sessions.create(session_params(), options)
    second = client.v1.checkout.sessions.create(session_params(), options)
    assert first.id == second.id
    assert second.last_response.headers["Idempotent-Replayed"] == "true"


def test_the_same_key_with_other_parameters_is_refused(client) -> None:
    options = {"idempotency_key": "order-1-attempt-1"}
    client.v1.checkout.sessions.create(session_params(), options)
    with pytest.raises(stripe.IdempotencyError):
        client.v1.checkout.sessions.create(session_params(client_reference_id="x"), options)


def test_a_refused_request_leaves_its_key_free(client) -> None:
    options = {"idempotency_key": "order-2"}
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.create(session_params(mode="subscription"), options)
    assert client.v1.checkout.sessions.create(session_params(), options).status == "open"


def test_an_expired_session_cannot_be_paid_nor_expired_again(client, make) -> None:
    session = make()
    url = session.url
    assert client.v1.checkout.sessions.expire(session.id).status == "expired"
    assert visit(url).status == 410
    assert visit(url, {"card_number": "4242424242424242"}).status == 410
    with pytest.raises(stripe.InvalidRequestError, match="Only Checkout Sessions"):
        client.v1.checkout.sessions.expire(session.id)


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"ui_mode": "hosted"}, "ui_mode"),
        ({"expires_at": int(time.time()) + 60}, "expires_at"),
        ({"expires_at": int(time.time()) + 90_000}, "expires_at"),
        ({"line_items": []}, "line_items"),
        ({"success_url": "javascript:alert(1)"}, "success_url"),
        ({"payment_method_types": ["customer_balance"]}, "payment_method_types"),
        ({"payment_method_options": {}}, "payment_method_options[wechat_pay][client]"),
        ({"invented": "x"}, "invented"),
    ],
)
def test_what_stripe_refuses_is_refused_with_the_name_of_the_parameter(
    make, changes, param
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        make(**changes)
    assert caught.value.param == param


@pytest.mark.parametrize(("fen", "code"), [(399, "amount_too_small"), (10**8, "amount_too_large")])
def test_amounts_stay_within_stripes_limits(make, fen: int, code: str) -> None:
    price = {"currency": "cny", "unit_amount": fen, "product_data": {"name": "x"}}
    with pytest.raises(stripe.InvalidRequestError) as caught:
        make(line_items=[{"quantity": 1, "price_data": price}])
    assert caught.value.code == code


def test_an_unknown_id_is_not_found(client) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.checkout.sessions.retrieve("cs_test_nothing")
    assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")


@pytest.mark.parametrize("key", ["sk_live_abc", "nonsense", "pk_test_abc"])
def test_a_live_or_wrong_key_is_refused(sandbox: Sandbox, key: str) -> None:
    stranger = stripe.StripeClient(key, base_addresses={"api": sandbox.address})
    with pytest.raises(stripe.AuthenticationError):
        stranger.v1.events.list()


def test_only_the_configured_key_opens_a_sandbox_that_has_one(sandbox: Sandbox, client) -> None:
    sandbox.api.secret = "sk_test_another"
    with pytest.raises(stripe.AuthenticationError):
        client.v1.events.list()


def test_the_library_rides_out_two_server_errors(sandbox: Sandbox, client) -> None:
    from config.sandbox.stripe import faults

    faults.change(sandbox.store, {"api_errors": 2})
    assert client.v1.checkout.sessions.create(session_params()).status == "open"


def test_sessions_survive_a_restart(tmp_path, make, sandbox: Sandbox) -> None:
    session = make()
    again = Sandbox(tmp_path, port=0, webhook_url="", webhook_secret="")
    again.start()
    try:
        assert client_for(again).v1.checkout.sessions.retrieve(session.id).status == "open"
    finally:
        again.stop()
