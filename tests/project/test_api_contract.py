"""Every refusal under /api/ is a problem document of one shape; keys make a call happen once; numbers are strings."""

import json
import re
import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.urls import path
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from accounts import tokens
from config import urls
from config.problems import CONTENT_TYPE
from marketplace.market.models import Quote
from tests.market.conftest import expo, metro, seller_party  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
# Fixed, since all workers must collect tests of the same name.
NOBODYS = "7d0f6a52-3c1e-4b8e-9a50-2f1de6c0a9b1"
SCOPES = ["quotes:write", "orders:read", "orders:write", "retirements:write"]
ELECTRICITY = {"activity": "electricity", "value": "8000", "unit": "kWh"}
CALCULATION = {"guideline": "mee-2019-19", "region": "CN-GD", "activities": [ELECTRICITY]}


def _fails(_request):
    raise RuntimeError("a fault of ours, which nobody outside is told of")


class Faulty:
    """The site's addresses, with one call that fails."""

    urlpatterns = (path("api/v1/faulty", _fails), *urls.urlpatterns)


def is_problem(answer, status: int, code: str) -> dict:
    """Assert one problem document, and return it."""
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == CONTENT_TYPE
    body = json.loads(answer.content)
    assert (body["type"], body["status"], body["code"]) == (
        settings.PROBLEM_TYPE_PREFIX + code,
        status,
        code,
    )
    assert body["title"] and body["detail"]
    return body


@pytest.fixture
def secret(nanshan_expo, organizer):
    return tokens.create(nanshan_expo, name="ERP", scopes=SCOPES, actor=organizer)[1]


@pytest.fixture
def post(client, secret):
    def send(address, body, *, key="", token=secret, content_type="application/json"):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if key:
            headers["Idempotency-Key"] = key
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        return client.post(f"/api/v1{address}", content, content_type=content_type, headers=headers)

    return send


@pytest.mark.parametrize("text", ["{", "nonsense", "[1,", b"\xff\xfe", '{"a": NaN'])
def test_what_is_no_json_is_400(post, text):
    is_problem(post("/footprints/calculate", text), 400, "malformed_json")
    is_problem(post("/quotes", text, key="k"), 400, "malformed_json")


@pytest.mark.parametrize("token", ["", "zhk_nonsense", "ü", "x" * 4000])
@pytest.mark.parametrize("address", ["/quotes", "/orders", "/retirements"])
def test_writing_without_a_token_is_401_and_says_how(post, address, token):
    answer = post(address, {}, key="k", token=token.encode("utf-8").decode("latin-1"))
    is_problem(answer, 401, "authentication_required")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_without_the_scope_is_403(post, metro, nanshan_expo, organizer):  # noqa: F811
    narrow = tokens.create(nanshan_expo, name="r", scopes=["orders:read"], actor=organizer)[1]
    answer = post("/quotes", {"kg": 10}, key="k", token=narrow)
    assert answer.status_code == 403
    is_problem(answer, 403, answer.json()["code"])


@pytest.mark.parametrize(
    "address",
    [
        "/nothing",
        "/quotes/",
        "/listings/not-a-uuid/x",
        f"/listings/{NOBODYS}",
        "/batches/NONE",
        "/factor-sets/1999.1",
        f"/retirements/{NOBODYS}",
        "/certificates/ZH-0000-0000-0000-00",
        "/certificates/%00",
        "/../../etc/passwd",
    ],
)
def test_an_unknown_address_and_an_unknown_thing_are_404(client, address):
    is_problem(client.get(f"/api/v1{address}"), 404, "not_found")


def test_a_path_below_api_but_no_version_is_404_too(client):
    is_problem(client.get("/api/"), 404, "not_found")
    is_problem(client.get("/api/v9/quotes"), 404, "not_found")


def test_an_order_of_nobody_is_404_with_a_token(client, secret):
    headers = {"Authorization": f"Bearer {secret}"}
    is_problem(client.get(f"/api/v1/orders/{uuid.uuid4()}", headers=headers), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("get", "/footprints/calculate", "POST"),
        ("delete", "/listings", "GET"),
        ("put", "/quotes", "POST"),
        ("post", "/log/checkpoint", "GET"),
    ],
)
def test_a_wrong_method_is_405_and_says_which_is_right(client, method, address, allowed):
    answer = getattr(client, method)(f"/api/v1{address}")
    is_problem(answer, 405, "method_not_allowed")
    assert allowed in answer.headers["Allow"]


def test_more_than_there_is_is_409(post, metro):  # noqa: F811
    answer = post("/quotes", {"kg": 20_000}, key="k")
    body = is_problem(answer, 409, "quantity_exceeds_available")
    assert (body["available_kg"], body["requested_kg"]) == (12_400, 20_000)


def test_too_large_a_body_is_413(post, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    answer = post("/footprints/calculate", json.dumps(CALCULATION) + " " * 2_000)
    assert answer.status_code == 413
    is_problem(answer, 413, answer.json()["code"])


@pytest.mark.parametrize(
    "body",
    [[], None, '"text"', 5, {"kg": True}, {"kg": 10, "kg2": 1}, {"kg": "１０"}, {"kg": 1e30}],
)
def test_json_of_another_shape_is_422_and_names_the_field(post, metro, body):  # noqa: F811
    document = is_problem(post("/quotes", body, key="k"), 422, "invalid_request")
    assert document["detail"]
    assert not Quote.objects.exists()


def test_a_fault_of_ours_is_500_and_tells_nothing(settings):
    settings.ROOT_URLCONF = Faulty
    client = Client(raise_request_exception=False)
    answer = client.get("/api/v1/faulty")
    is_problem(answer, 500, "internal_server_error")
    assert b"nobody outside" not in answer.content and b"Traceback" not in answer.content


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("", "idempotency_key_required"),
        (" ", "idempotency_key_required"),
        ("a b", "idempotency_key_invalid"),
        ("x" * 65, "idempotency_key_invalid"),
        ("é", "idempotency_key_invalid"),
    ],
)
@pytest.mark.parametrize("address", ["/quotes", "/orders", "/retirements"])
def test_a_write_needs_a_key_that_is_one(post, metro, address, key, code):  # noqa: F811
    body = {
        "/quotes": {"kg": 10},
        "/orders": {"quote": str(uuid.uuid4())},
        "/retirements": {
            "lines": [{"batch": "X", "kg": 1}],
            "claim": {"purpose": "other", "title_zh": "甲", "period": "2026"},
        },
    }[address]
    is_problem(post(address, body, key=key), 400, code)


CHINESE = re.compile(r"[\u4e00-\u9fff]")
REFUSED = {
    "/nothing": ("get", None),
    "/batches/NONE": ("get", None),
    "/footprints/calculate": ("get", None),
    "/footprints/calculate?": ("post", "{"),
    "/footprints/calculate??": ("post", {"guideline": "none", "activities": []}),
    "/quotes": ("post", {}),
    "/quotes?": ("post", {"kg": "ten", "kind": "gift", "listings": ["x"], "more": 1}),
    "/quotes??": ("post", {"amount": "0.01"}),
    "/orders": ("post", {"quote": NOBODYS}),
}


@pytest.mark.parametrize("asked", REFUSED)
@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", "zh-hans"), ("zh-CN,zh;q=0.9", "zh-hans"), ("zh-TW", "zh-hant"), ("fr", "zh-hans"),
     ("en-GB,en;q=0.8", "en"), ("fr, en;q=0.5", "en")],
)  # fmt: skip
def test_a_refusal_is_in_one_language_that_the_header_chooses(
    client,
    secret,
    metro,  # noqa: F811
    asked,
    accepted,
    language,
):
    method, body = REFUSED[asked]
    client.cookies["django_language"] = "en"
    headers = {"Accept-Language": accepted, "Authorization": f"Bearer {secret}"}
    headers["Idempotency-Key"] = "k"
    content = body if isinstance(body, str) else json.dumps(body)
    more = {"data": content, "content_type": "application/json"} if method == "post" else {}
    answer = getattr(client, method)(f"/api/v1{asked.rstrip('?')}", headers=headers, **more)
    said = json.loads(answer.content)
    sentences = [said["detail"], *(error["message"] for error in said.get("errors", []))]
    assert answer.status_code >= 400 and answer.headers["Content-Language"] == language
    for sentence in sentences:
        assert bool(CHINESE.search(sentence)) == (language != "en"), sentence


def test_an_empty_quote_says_what_is_missing(post, metro):  # noqa: F811
    body = is_problem(post("/quotes", {}, key="k"), 422, "invalid_request")
    assert "kg" in body["detail"] and "amount" in body["detail"]


def test_too_little_money_says_how_much_is_the_least(post, metro):  # noqa: F811
    body = is_problem(post("/quotes", {"amount": "0.01"}, key="k"), 422, "below_minimum")
    assert (body["amount"], body["minimum"]) == ("0.01", "0.54")
    assert post("/quotes", {"amount": "0.54"}, key="k2").status_code == 201


def test_each_bad_field_is_named_with_what_is_wrong(post, metro):  # noqa: F811
    body = {"kg": "ten", "kind": "gift", "more": 1}
    found = is_problem(post("/quotes", body, key="k"), 422, "invalid_request")["errors"]
    assert {error["field"].rpartition(".")[2] for error in found} == {"kg", "kind", "more"}
    assert all(error["message"] != "无法使用" for error in found)


def test_the_same_key_is_one_act_and_another_body_is_refused(post, metro):  # noqa: F811
    first = post("/quotes", {"kg": 10}, key="k1")
    again = post("/quotes", {"kg": 10}, key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replay"] == "true"
    assert "Idempotent-Replay" not in first.headers
    is_problem(post("/quotes", {"kg": 11}, key="k1"), 422, "idempotency_changed_payload")
    assert Quote.objects.count() == 1


def test_a_refusal_uses_no_key_up(post, metro):  # noqa: F811
    assert post("/quotes", {"kg": 20_000}, key="k1").status_code == 409
    assert post("/quotes", {"kg": 10}, key="k1").status_code == 201


def numbers(found, path=""):
    """Yield every number in a document, with its path."""
    if isinstance(found, dict):
        for key, value in found.items():
            yield from numbers(value, f"{path}.{key}")
    elif isinstance(found, list):
        for value in found:
            yield from numbers(value, path)
    elif isinstance(found, int | float) and not isinstance(found, bool):
        yield path, found


def test_no_number_is_a_float_and_none_has_an_exponent(post, client, metro):  # noqa: F811
    documents = [
        post("/footprints/calculate", CALCULATION).json(),
        client.get("/api/v1/listings").json(),
        post("/quotes", {"kg": 10}, key="k").json(),
    ]
    for document in documents:
        assert [path for path, value in numbers(document) if isinstance(value, float)] == []
        for key in ("kg", "total_kg_exact", "value", "price_per_tonne", "total", "subtotal", "fee"):
            for value in re.findall(rf'"{key}": "([^"]*)"', json.dumps(document)):
                assert re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,9})?", value), (key, value)


def test_each_line_names_its_factor_beside_all_it_used(post):
    custom = {"activity": "custom", "value": "10", "unit": "passenger-km", "factor": {
        "value": "0.2", "unit": "kgCO2e/passenger-km", "source": "a study"}}  # fmt: skip
    answer = post("/footprints/calculate", CALCULATION | {"activities": [ELECTRICITY, custom]})
    assert answer.status_code == 200, answer.content
    lines = answer.json()["lines"]
    for line in lines:
        assert {"id", "value", "unit", "region", "year", "source"} <= set(line["factor"])
        assert line["factor"]["id"] in [factor["id"] for factor in line["factors"]]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@effort(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(field=st.sampled_from(["guideline", "region", "participants", "factor_set"]), value=ANYTHING,
       activity=st.fixed_dictionaries(
           {"activity": st.sampled_from(["electricity", "flight", "custom"]) | st.text(max_size=5),
            "value": ANYTHING, "unit": st.sampled_from(["kWh", "GJ"]) | ANYTHING}))  # fmt: skip
def test_whatever_is_asked_is_answered_or_refused_in_form(client, field, value, activity):
    body = CALCULATION | {field: value, "activities": [activity]}
    answer = client.post(
        "/api/v1/footprints/calculate", json.dumps(body), content_type="application/json"
    )
    assert answer.status_code in (200, 400, 422), answer.content
    if answer.status_code != 200:
        is_problem(answer, answer.status_code, answer.json()["code"])
