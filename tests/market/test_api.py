"""The market over the API, as an organization's own system uses it."""

import json
import uuid

import pytest

from accounts import tokens
from marketplace import clock
from marketplace.market import orders
from marketplace.market.models import Order, Quote
from marketplace.registry.models import Retirement
from tests.events import subjects
from tests.market import stall

pytestmark = pytest.mark.django_db

SCOPES = ["quotes:write", "orders:read", "orders:write", "retirements:write"]


@pytest.fixture
def secret(nanshan_expo, organizer):
    return tokens.create(nanshan_expo, name="ERP", scopes=SCOPES, actor=organizer)[1]


@pytest.fixture
def post(client, secret):
    def send(path, body, *, key=None, token=secret):
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return client.post(
            f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers
        )

    return send


@pytest.fixture
def get(client, secret):
    def fetch(path, token=secret):
        return client.get(
            f"/api/v1{path}", headers={"Authorization": f"Bearer {token}"} if token else {}
        )

    return fetch


def test_listings_need_no_key(get, metro):
    (listing,) = get("/listings", token="").json()["listings"]
    assert listing["id"] == str(metro.public_id)
    assert listing["price_per_tonne"] == "36.20"
    assert listing["available_kg"] == 12_400
    assert get(f"/listings/{metro.public_id}", token="").json() == listing
    assert get(f"/listings/{uuid.uuid4()}", token="").status_code == 404


def test_a_quote_holds_the_cheapest_plan(post, metro, roofs):
    answer = post("/quotes", {"kg": 16_000})
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert [line["kg"] for line in body["lines"]] == [12_400, 3_600]
    assert body["subtotal"] == "596.48"
    assert body["fee"] == "29.82"
    assert body["total"] == "626.30"
    assert stall.counters(metro) == (0, 12_400, 0)


def test_the_same_key_gives_the_same_answer_and_one_quote(post, metro):
    first = post("/quotes", {"kg": 10}, key="k1")
    second = post("/quotes", {"kg": 10}, key="k1")
    assert second.json() == first.json()
    assert second.headers["Idempotent-Replay"] == "true"
    assert "Idempotent-Replay" not in first.headers
    assert Quote.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(post, metro):
    post("/quotes", {"kg": 10}, key="k1")
    answer = post("/quotes", {"kg": 11}, key="k1")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_changed_payload")


def test_a_key_is_required(client, secret, metro):
    answer = client.post(
        "/api/v1/quotes",
        json.dumps({"kg": 10}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_required")
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_a_token_is_required(post, metro):
    assert post("/quotes", {"kg": 10}, token="").status_code == 401
    assert post("/quotes", {"kg": 10}, token="zhk_nonsense").status_code == 401


def test_a_token_does_only_what_it_may(post, metro, nanshan_expo, organizer):
    narrow = tokens.create(nanshan_expo, name="reader", scopes=["orders:read"], actor=organizer)[1]
    assert post("/quotes", {"kg": 10}, token=narrow).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kg": 10, "amount": "5"},
        {"kg": 0},
        {"kg": -5},
        {"kg": 0.5},
        {"kg": "10"},
        {"kg": 10**13},
        {"amount": "NaN"},
        {"amount": "1e9"},
        {"amount": "0"},
        {"amount": "-1"},
        {"amount": "１０"},
        {"kg": 10, "price": "0.01"},
        {"kg": 10, "status": "paid"},
        {"kg": 10, "claim_for": "<script>"},
    ],
)
def test_bad_quotes_are_refused_without_a_row(post, metro, body):
    answer = post("/quotes", body)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert not Quote.objects.exists()


def test_too_little_stock_says_how_much_there_is(post, metro):
    answer = post("/quotes", {"kg": 20_000})
    assert (answer.status_code, answer.json()["code"]) == (409, "quantity_exceeds_available")
    assert answer.json()["available_kg"] == 12_400
    assert post("/quotes", {"kg": 20_000, "allow_partial": True}).json()["kg"] == 12_400


def test_a_plan_dearer_than_agreed_is_refused(post, metro):
    answer = post("/quotes", {"kg": 1_000, "max_total": "38.00"})
    assert answer.json()["code"] == "price_changed"
    assert post("/quotes", {"kg": 1_000, "max_total": "38.01"}).status_code == 201


RETIRE = {
    "purpose": "event",
    "title_zh": "论坛",
    "title_en": "Forum",
    "period": "2026-09-18/2026-09-19",
}


def order(post, metro, **more):
    quote = post("/quotes", {"kg": 1_000}).json()["id"]
    return post("/orders", {"quote": quote, **more})


def test_an_order_says_where_it_is_paid_and_can_be_read(post, get, metro):
    answer = order(post, metro, retire=RETIRE)
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert body["status"] == "awaiting_payment"
    assert body["total"] == "38.01"
    assert get(f"/orders/{body['id']}").json()["number"] == body["number"]


def test_a_card_for_less_than_cards_take_is_a_problem_and_no_order(post, metro):
    quote = post("/quotes", {"kg": 10}).json()
    assert (quote["total"], quote["kind"]) == ("0.86", "transfer")
    answer = post("/orders", {"quote": quote["id"], "payment": "card"})
    assert (answer.status_code, answer.json()["code"]) == (422, "below_minimum")
    assert (answer.json()["minimum"], answer.json()["total"]) == ("10.00", "0.86")
    assert not Order.objects.exists()
    assert post("/orders", {"quote": quote["id"]}).status_code == 201


def test_a_card_quote_for_less_than_cards_take_is_a_problem(post, metro):
    answer = post("/quotes", {"kg": 10, "kind": "card"})
    assert (answer.status_code, answer.json()["code"]) == (422, "below_minimum")
    assert post("/quotes", {"kg": 263, "kind": "card"}).status_code == 201


def test_a_quote_for_somebody_elses_office_year_is_refused(post, metro, district_office, clerk):
    theirs = subjects.office_year(district_office, clerk)
    answer = post("/quotes", {"kg": 10, "claim_for": theirs.ref})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert not Quote.objects.exists()


def test_the_same_order_sent_twice_is_one(post, metro):
    quote = post("/quotes", {"kg": 1_000}).json()["id"]
    first = post("/orders", {"quote": quote}, key="o1")
    again = post("/orders", {"quote": quote}, key="o1")
    assert again.json()["id"] == first.json()["id"]
    assert post("/orders", {"quote": quote}, key="o2").json()["code"] == "quote_consumed"
    assert Order.objects.count() == 1


def test_foreign_quotes_and_orders_do_not_exist(post, get, metro, office, approver):
    foreign = stall.order(office, (metro, 10))
    assert post("/orders", {"quote": str(foreign.quote.public_id)}).status_code == 404
    assert get(f"/orders/{foreign.public_id}").status_code == 404
    assert post(f"/orders/{foreign.public_id}/cancel", {}).status_code == 404


def test_cancelling_works_once(post, metro):
    public_id = order(post, metro).json()["id"]
    assert post(f"/orders/{public_id}/cancel", {}).json()["status"] == "canceled"
    assert post(f"/orders/{public_id}/cancel", {}).json()["code"] == "invalid_state"


def test_retiring_from_holdings(post, metro):
    placed = Order.objects.get(public_id=order(post, metro).json()["id"])
    orders.mark_paid(placed.pk, now=clock.now())
    orders.fulfil(placed.pk)
    wish = {"lines": [{"batch": metro.batch.code, "kg": 400}], "claim": RETIRE}
    answer = post("/retirements", wish, key="r1")
    assert answer.status_code == 201, answer.content
    assert answer.json()["kg"] == 400
    assert post("/retirements", wish, key="r1").json() == answer.json()
    assert Retirement.objects.count() == 1
    too_much = {"lines": [{"batch": metro.batch.code, "kg": 601}], "claim": RETIRE}
    assert post("/retirements", too_much).json()["code"] == "quantity_exceeds_available"
    assert post("/retirements", {**wish, "lines": [{"batch": "NONE", "kg": 1}]}).status_code == 404


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title_zh": "", "title_en": ""}, "attribution_required"),
        ({"period": "last year"}, "invalid_request"),
        ({"jurisdiction": "Earth"}, "invalid_request"),
        ({"purpose": "fun"}, "invalid_request"),
        ({"reason": "x" * 513}, "invalid_request"),
        ({"beneficiary_uscc": "123"}, "invalid_request"),
        ({"beneficiary_uscc": "91440300MA5HHH000T"}, "not_found"),
    ],
)
def test_a_claim_that_says_nothing_is_refused(post, metro, changes, code):
    answer = order(post, metro, retire=RETIRE | changes)
    assert answer.json()["code"] == code
    assert not Order.objects.exists()
