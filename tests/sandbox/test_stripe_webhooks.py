"""Webhooks: signed, retried, and the faults that can be switched on."""

import json
import urllib.request
from typing import Any

import pytest

from config.sandbox.stripe.delivery import signature
from config.sandbox.stripe.server import Sandbox
from tests.sandbox.conftest import SECRET, Listener, eventually, visit

GOOD = {"card_number": "4242424242424242"}


def switch(sandbox: Sandbox, wanted: dict[str, Any]) -> dict[str, Any]:
    """Post to the faults endpoint as a test of the site would."""
    request = urllib.request.Request(
        f"{sandbox.address}/faults.json", data=json.dumps(wanted).encode()
    )
    with urllib.request.urlopen(request, timeout=5) as response:
        return json.load(response)


def test_the_signature_is_the_one_the_library_makes() -> None:
    import stripe

    body = '{"a": "中"}'
    expected = stripe.WebhookSignature.generate_signature_header(
        body, SECRET, timestamp=1_700_000_000
    )
    assert signature(body.encode(), SECRET, at=1_700_000_000) == expected


def test_a_refused_delivery_is_tried_again(make, listener: Listener) -> None:
    listener.answers = [500, 503]
    session = make()
    visit(session.url, GOOD)
    eventually(lambda: "checkout.session.completed" in listener.types())


def test_events_are_in_the_list_even_when_dropped_on_the_way(
    sandbox: Sandbox, client, make, listener: Listener
) -> None:
    switch(sandbox, {"drop": 1})
    visit(make().url, GOOD)
    kept = client.v1.events.list({"limit": 50, "types": ["checkout.session.completed"]})
    assert len(kept.data) == 1
    assert listener.received == []


def test_an_event_may_arrive_three_times(sandbox: Sandbox, make, listener: Listener) -> None:
    switch(sandbox, {"duplicate": 2})
    visit(make().url, GOOD)
    eventually(lambda: listener.types().count("checkout.session.completed") == 3)
    ids = {e.id for e in listener.received if e.type == "checkout.session.completed"}
    assert len(ids) == 1


@pytest.mark.parametrize("fault", ["forge", "stale"])
def test_a_forged_or_stale_copy_is_refused_by_the_library(
    sandbox: Sandbox, make, listener: Listener, fault: str
) -> None:
    switch(sandbox, {fault: True})
    visit(make().url, GOOD)
    eventually(lambda: len(listener.refused) >= 4 and len(listener.received) >= 4)


def test_an_event_of_the_past_can_be_sent_again(
    sandbox: Sandbox, make, client, listener: Listener
) -> None:
    session = make()
    client.v1.checkout.sessions.expire(session.id)
    eventually(lambda: listener.types() == ["checkout.session.expired"])
    switch(sandbox, {"resend": listener.received[0].id})
    eventually(lambda: len(listener.received) == 2)


def test_an_unknown_fault_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        switch(sandbox, {"explode": True})
    assert caught.value.code == 400


def test_the_faults_page_shows_switches_and_deliveries(sandbox: Sandbox, make) -> None:
    visit(make().url, GOOD)
    assert visit(f"{sandbox.address}/faults", {"duplicate": "1", "forge": "on"}).status == 303
    page = visit(f"{sandbox.address}/faults").text
    assert 'name="forge" checked' in page
    assert "checkout.session.completed" in page


def test_deliveries_survive_a_restart(tmp_path, listener: Listener) -> None:
    first = Sandbox(tmp_path, port=0, webhook_url="http://127.0.0.1:9/", webhook_secret=SECRET)
    first.api.public_base = first.address
    first.start()
    from tests.sandbox.conftest import client_for, session_params

    session = client_for(first).v1.checkout.sessions.create(session_params())
    visit(session.url, GOOD)
    first.stop()
    second = Sandbox(tmp_path, port=0, webhook_url=listener.url, webhook_secret=SECRET)
    second.start()
    try:
        eventually(lambda: "checkout.session.completed" in listener.types())
    finally:
        second.stop()
