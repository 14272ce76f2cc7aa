"""The /v1 API: keys, idempotency, routes."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from config.sandbox.stripe import checkout, faults, refunds
from config.sandbox.stripe.store import Store, new_id
from config.sandbox.stripe.wire import API_VERSION, ApiError, dump, no_such, parse_form


@dataclass(frozen=True)
class Call:
    """One API request."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """One API answer."""

    status: int
    body: bytes
    headers: dict[str, str]


KINDS = {
    "pi_": "payment_intent",
    "ch_": "charge",
    "re_": "refund",
    "cs_": "checkout.session",
}


class Api:
    """Stripe's API over a store; `secret` is the only key it takes (any test key if empty)."""

    def __init__(self, store: Store, *, secret: str, public_base: str) -> None:
        self.store = store
        self.secret = secret
        self.public_base = public_base

    def answer(self, call: Call) -> Answer:
        """Answer one call, errors included."""
        request_id = new_id("req_")
        headers = {"Request-Id": request_id, "Stripe-Version": API_VERSION}
        try:
            self._authenticate(call.headers.get("Authorization", ""))
            if faults.consume_api_error(self.store):
                raise ApiError(500, "An unknown error occurred", type="api_error")
            return self._idempotent(call, request_id, headers)
        except ApiError as error:
            return Answer(error.status, dump(error.body()), headers)

    def _authenticate(self, header: str) -> None:
        key = header.removeprefix("Bearer ").strip()
        if not key:
            raise ApiError(401, "You did not provide an API key.")
        good = key == self.secret if self.secret else re.match(r"(sk|rk)_test_", key)
        if not good or "_live_" in key:
            raise ApiError(401, f"Invalid API Key provided: {key[:8]}***")

    def _idempotent(self, call: Call, request_id: str, headers: dict[str, str]) -> Answer:
        """Answer a repeated key with the stored answer, or refuse it with other parameters."""
        key = call.headers.get("Idempotency-Key", "")
        if call.method != "POST" or not key:
            with self.store.transaction():
                return Answer(200, dump(self._route(call)), headers)
        if len(key) > 255:
            raise ApiError(400, "Idempotency keys may be at most 255 characters.")
        fingerprint = hashlib.sha256(call.path.encode() + b"\0" + call.body).hexdigest()
        with self.store.transaction():
            known = self.store.run(
                "select fingerprint, request_id, status, body from answers "
                "where key = ? and created > ?", key, int(time.time()) - 24 * 3600,
            )  # fmt: skip
            if known:
                return _replay(known[0], fingerprint, key, headers)
            body = dump(self._route(call))
            self.store.run(
                "insert or replace into answers values (?, ?, ?, ?, ?, ?)",
                key, fingerprint, request_id, 200, body.decode(), int(time.time()),
            )  # fmt: skip
        return Answer(200, body, {**headers, "Idempotency-Key": key})

    def _route(self, call: Call) -> dict[str, Any]:
        form = call.body.decode("utf-8") if call.method == "POST" else call.query
        params = parse_form(form)
        for method, pattern, verb in ROUTES:
            found = re.fullmatch(pattern, call.path)
            if found and method == call.method:
                expand = params.pop("expand", [])
                item = verb(self, params, *found.groups())
                return _expanded(self.store, checkout.public(item), expand)
        raise ApiError(
            404, f"Unrecognized request URL ({call.method}: {call.path}). The sandbox knows only "
            "what this project uses.",
        )  # fmt: skip

    def make_session(self, params: dict[str, Any]) -> dict[str, Any]:
        """POST /v1/checkout/sessions."""
        return checkout.create(self.store, params, public_base=self.public_base)

    def one(self, _params: dict[str, Any], object_id: str) -> dict[str, Any]:
        """GET of an object by its id, whichever kind it is."""
        kind = KINDS.get(object_id[:3], "")
        item = self.store.get(object_id, kind)
        if item is None:
            raise no_such(kind or "object", object_id)
        return item

    def expire(self, _params: dict[str, Any], session_id: str) -> dict[str, Any]:
        """POST /v1/checkout/sessions/{id}/expire."""
        return checkout.expire(self.store, session_id)

    def refund(self, params: dict[str, Any]) -> dict[str, Any]:
        """POST /v1/refunds."""
        return refunds.create(self.store, params)

    def event(self, _params: dict[str, Any], event_id: str) -> dict[str, Any]:
        """GET /v1/events/{id}."""
        item = self.store.get(event_id, "event")
        if item is None:
            raise no_such("event", event_id)
        return item

    def events(self, params: dict[str, Any]) -> dict[str, Any]:
        """GET /v1/events, newest first, with `type`, `types[]`, `created[gte]` and paging."""
        return _page(self.store, "event", params, url="/v1/events")

    def refund_list(self, params: dict[str, Any]) -> dict[str, Any]:
        """GET /v1/refunds, newest first, with `payment_intent` and paging."""
        return _page(self.store, "refund", params, url="/v1/refunds")

    def session_list(self, params: dict[str, Any]) -> dict[str, Any]:
        """GET /v1/checkout/sessions, newest first, with `payment_intent` and paging."""
        return _page(self.store, "checkout.session", params, url="/v1/checkout/sessions")


ROUTES: list[tuple[str, str, Callable[..., dict[str, Any]]]] = [
    ("POST", r"/v1/checkout/sessions", Api.make_session),
    ("GET", r"/v1/checkout/sessions", Api.session_list),
    ("GET", r"/v1/checkout/sessions/(cs_\w+)", Api.one),
    ("POST", r"/v1/checkout/sessions/(cs_\w+)/expire", Api.expire),
    ("GET", r"/v1/payment_intents/(pi_\w+)", Api.one),
    ("GET", r"/v1/charges/(ch_\w+)", Api.one),
    ("POST", r"/v1/refunds", Api.refund),
    ("GET", r"/v1/refunds", Api.refund_list),
    ("GET", r"/v1/refunds/(re_\w+)", Api.one),
    ("GET", r"/v1/events", Api.events),
    ("GET", r"/v1/events/(evt_\w+)", Api.event),
]


def _replay(row: tuple[Any, ...], fingerprint: str, key: str, headers: dict[str, str]) -> Answer:
    stored_fingerprint, request_id, status, body = row
    if stored_fingerprint != fingerprint:
        raise ApiError(
            400, "Keys for idempotent requests can only be used with the same parameters they "
            f"were first used with. Try using a key other than '{key}' if you meant to execute "
            "a different request.", type="idempotency_error",
        )  # fmt: skip
    again = {"Idempotency-Key": key, "Idempotent-Replayed": "true", "Original-Request": request_id}
    return Answer(status, body.encode(), {**headers, **again})


def _expanded(store: Store, item: dict[str, Any], wanted: list[str]) -> dict[str, Any]:
    """Put whole objects where `expand[]` asks for them."""
    for path in wanted:
        node: Any = item
        for name in path.split("."):
            value = node.get(name) if isinstance(node, dict) else None
            if isinstance(value, str) and value[:3] in KINDS:
                found = store.get(value, KINDS[value[:3]])
                value = node[name] = checkout.public(found) if found else value
            node = value
    return item


def _page(store: Store, kind: str, params: dict[str, Any], *, url: str) -> dict[str, Any]:
    limit = min(max(int(params.get("limit", 10)), 1), 100)
    since = int((params.get("created") or {}).get("gte", 0))
    types = set(params.get("types") or []) | ({params["type"]} if params.get("type") else set())
    after = params.get("starting_after")
    rows: list[dict[str, Any]] = []
    for item in store.newest(kind):
        if after is not None:
            after = None if item["id"] == after else after
            continue
        if item["created"] < since or (types and item.get("type") not in types):
            continue
        if "payment_intent" in params and item.get("payment_intent") != params["payment_intent"]:
            continue
        rows.append(checkout.public(item))
        if len(rows) > limit:
            break
    return {"object": "list", "url": url, "has_more": len(rows) > limit, "data": rows[:limit]}


def query_value(query: str, name: str) -> str:
    """Return the first value of a query parameter, or an empty string."""
    return parse_qs(query).get(name, [""])[0]


def json_body(body: bytes) -> dict[str, Any]:
    """Read a JSON object; raises ApiError 400."""
    try:
        value = json.loads(body or b"{}")
    except ValueError as error:
        raise ApiError(400, "The body is not JSON.") from error
    if not isinstance(value, dict):
        raise ApiError(400, "The body is not a JSON object.")
    return value
