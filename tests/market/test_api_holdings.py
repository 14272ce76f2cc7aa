"""Holdings, statements, transfers and quotes by line over the API."""

import csv
import io
import json
import uuid

import pytest

from accounts import tokens
from marketplace.market.models import TransferOffer
from tests.market import stall
from tests.market.test_api import get, post, secret  # noqa: F401 - fixtures
from tests.registry import supply

pytestmark = pytest.mark.django_db
SCOPES = ["holdings:read", "transfers:write"]


def token(organization, actor, *scopes):
    return tokens.create(organization, name="ERP", scopes=scopes or SCOPES, actor=actor)[1]


@pytest.fixture
def mine(nanshan_expo, organizer):
    return token(nanshan_expo, organizer)


@pytest.fixture
def theirs(district_office, office_admin):
    return token(district_office, office_admin)


@pytest.fixture
def batch(seller_organization, nanshan_expo):
    made = supply.batch(seller_organization.party, 5_000)
    supply.give(made, nanshan_expo.party, 1_000)
    return made


def offer(batch, kg=400, **changes):
    return {
        "receiver_uscc": "114403050075500213",
        "lines": [{"batch": batch.code, "kg": kg}],
    } | changes


def test_a_quote_by_lines_holds_so_much_of_each(post, metro, roofs):  # noqa: F811
    lines = [
        {"listing": str(roofs.public_id), "kg": 300},
        {"listing": str(metro.public_id), "kg": 200},
    ]
    answer = post("/quotes", {"lines": lines})
    assert answer.status_code == 201, answer.content
    held = {line["listing"]: line["kg"] for line in answer.json()["lines"]}
    assert held == {str(roofs.public_id): 300, str(metro.public_id): 200}
    assert stall.counters(roofs)[1] == 300


@pytest.mark.parametrize(
    ("lines", "more", "code"),
    [
        ([("metro", 10)], {"kg": 10}, "invalid_request"),
        ([("metro", 10), ("metro", 20)], {}, "invalid_request"),
        ([("metro", 12_401)], {}, "quantity_exceeds_available"),
        ([("nothing", 10)], {}, "not_found"),
        ([("metro", 0)], {}, "invalid_request"),
        ([("metro", 10)], {"max_total": "0.01"}, "price_changed"),
        ([], {}, "invalid_request"),
    ],
)
def test_lines_that_can_not_be_had_are_refused(post, metro, lines, more, code):  # noqa: F811
    ids = {"metro": str(metro.public_id), "nothing": str(uuid.uuid4())}
    body = {"lines": [{"listing": ids[name], "kg": kg} for name, kg in lines]} | more
    assert post("/quotes", body).json()["code"] == code


def test_holdings_say_where_every_kilogram_is(get, post, mine, batch, district_office):  # noqa: F811
    post("/transfers", offer(batch), token=mine)
    (held,) = get("/holdings", token=mine).json()["holdings"]
    assert (held["batch"], held["available_kg"], held["offered_kg"]) == (batch.code, 1_000, 400)


def test_a_statement_is_the_same_as_json_and_csv(get, mine, batch, nanshan_expo):  # noqa: F811
    supply.retire(batch, nanshan_expo.party, 250)
    where = "/holdings/statement?from=2026-01-01&to=2199-12-31"
    told = get(where, token=mine).json()
    assert (told["in_kg"], told["out_kg"], told["closing_kg"]) == (1_000, 250, 750)
    rows = list(
        csv.DictReader(
            io.StringIO(get(f"{where}&format=csv", token=mine).content.decode("utf-8-sig"))
        )
    )
    assert [{name: str(value) for name, value in row.items()} for row in told["rows"]] == rows


@pytest.mark.parametrize(
    "query", ["", "?from=2026-01-01", "?from=x&to=y", "?from=2026-02-01&to=2026-01-01",
              "?from=0001-01-01&to=9999-12-31", "?from=2026-01-01&to=2026-02-01&format=pdf"],
)  # fmt: skip
def test_wrong_days_are_refused(get, mine, query):  # noqa: F811
    answer = get(f"/holdings/statement{query}", token=mine)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_offered_by_one_system_and_accepted_by_another(post, mine, theirs, batch, nanshan_expo):  # noqa: F811
    made = post("/transfers", offer(batch), token=mine)
    assert made.status_code == 201, made.content
    where = f"/transfers/{made.json()['id']}/accept"
    assert post(where, {}, token=mine).json()["code"] == "not_allowed"
    taken = post(where, {}, token=theirs, key="k")
    assert (taken.status_code, taken.json()["status"]) == (200, "accepted")
    again = post(where, {}, token=theirs, key="k")
    assert again.json() == taken.json()
    assert again.headers["Idempotent-Replay"] == "true"
    assert post(where, {}, token=theirs).json()["code"] == "invalid_state"
    assert supply.amounts(batch, nanshan_expo.party)[0] == 600


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"receiver_uscc": "nonsense"}, "not_found"),
        ({"receiver_uscc": "91440300MA5NEWB01H"}, "not_found"),
        ({"receiver_uscc": "91440300MA5HNEXP08"}, "invalid_request"),
        ({"lines": []}, "invalid_request"),
        ({"lines": [{"batch": "x", "kg": 1}]}, "not_found"),
        ({"note": "x" * 513}, "invalid_request"),
        ({"surprise": 1}, "invalid_request"),
    ],
)
def test_offers_that_can_not_be_made_are_refused(post, mine, theirs, batch, changes, code):  # noqa: F811
    assert post("/transfers", offer(batch, **changes), token=mine).json()["code"] == code
    assert not TransferOffer.objects.exists()


def test_more_than_there_is_says_how_much_there_is(post, mine, theirs, batch):  # noqa: F811
    told = post("/transfers", offer(batch, kg=1_001), token=mine).json()
    assert (told["code"], told["available_kg"]) == ("quantity_exceeds_available", 1_000)


def test_strangers_see_no_transfer(post, get, mine, theirs, batch, seller_organization, seller):  # noqa: F811
    made = post("/transfers", offer(batch), token=mine).json()["id"]
    foreign = token(seller_organization, seller)
    assert get(f"/transfers/{made}", token=foreign).status_code == 404
    assert post(f"/transfers/{made}/accept", {}, token=foreign).status_code == 404
    assert get(f"/transfers/{made}", token=theirs).json()["incoming"] is True


@pytest.mark.parametrize("path", ["/holdings", "/holdings/statement?from=2026-01-01&to=2026-01-02"])
def test_reading_needs_its_scope(get, nanshan_expo, organizer, path):  # noqa: F811
    narrow = token(nanshan_expo, organizer, "transfers:write")
    assert get(path, token=narrow).status_code == 403
    assert get(path, token="").status_code == 401


def test_transferring_needs_its_scope_and_a_key(client, post, nanshan_expo, organizer, mine, batch):  # noqa: F811
    narrow = token(nanshan_expo, organizer, "holdings:read")
    assert post("/transfers", offer(batch), token=narrow).status_code == 403
    bare = client.post(
        "/api/v1/transfers",
        json.dumps(offer(batch)),
        content_type="application/json",
        headers={"Authorization": f"Bearer {mine}"},
    )
    assert bare.json()["code"] == "idempotency_key_required"
