"""The web server itself, a real gunicorn, is killed while webhooks and API calls are on their way.

Whoever called and got no answer calls again, as Stripe and a good client do, with the same event or the same key.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
import stripe

from accounts import tokens
from marketplace.market.models import Order, Quote
from marketplace.payments import starting
from marketplace.payments.models import StripeEvent
from marketplace.registry import auditing
from tests.attacks import killing
from tests.attacks.test_killed import once_each
from tests.payments.conftest import (  # noqa: F401 - fixtures
    SECRET,
    events,
    expo,
    metro,
    pay,
    sandbox,
    seller_party,
)

CALLERS = 4


@pytest.fixture
def web(fresh_db, sandbox) -> Iterator[tuple[str, int]]:  # noqa: F811
    """The site on a port of its own, against this test's database: its address and its master's id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--preload", "--no-control-socket"]
    command += [f"--bind=127.0.0.1:{port}", "--worker-class=gthread", "--workers=2", "--threads=4"]
    process = subprocess.Popen(
        command,
        env={
            **os.environ,
            "DATABASE_URL": fresh_db.app_url,
            "STRIPE_API_BASE": sandbox.address,
            "ALLOWED_HOSTS": "*",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        until_answered(f"{address}/healthz", None, {})
        yield address, process.pid
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until_answered(url: str, body: bytes | None, headers: dict[str, str]) -> bytes:
    """Call until there is an answer, as often as it takes within a minute; a refusal is an answer too."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            request = urllib.request.Request(url, data=body, headers=headers)
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.read()
        except urllib.error.HTTPError as refusal:
            if refusal.code < 500 and refusal.code != 409:  # 409: the same key is still at work
                raise AssertionError(refusal.read()) from refusal
            time.sleep(0.05)
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"{url} never answered")


def killed_meanwhile(master: int, acts: list) -> int:
    """Run the acts in threads, kill the server's workers at random moments until all are done; count deaths."""
    chance, deaths, faults = random.Random(7), 0, []

    def run(act) -> None:
        try:
            act()
        except BaseException as fault:  # noqa: BLE001 - told below, by the test's own thread
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        time.sleep(chance.uniform(0.02, 0.25))
        if deaths < 12:
            for worker in killing.children(master):
                os.kill(worker, signal.SIGKILL)
                deaths += 1
    assert faults == []
    return deaths


@pytest.mark.slow
def test_calls_that_lost_their_server_are_repeated_and_count_once(
    web,
    fresh_db,
    expo,  # noqa: F811
    metro,  # noqa: F811
    nanshan_expo,
    organizer,
    sandbox,  # noqa: F811
) -> None:
    address, master = web
    made = [killing.order(expo, metro, kg) for kg in (400, 500)]
    for each in made:
        pay(starting.start(each, "stripe", actor=each.created_by, agreed=True))
    told = [json.dumps(event).encode() for event in events(sandbox)]
    scopes = ["quotes:write", "orders:read", "orders:write"]
    secret = tokens.create(nanshan_expo, name="ERP", scopes=scopes, actor=organizer)[1]

    def tell() -> None:
        for body in told:
            header = stripe.WebhookSignature.generate_signature_header(body.decode(), SECRET)
            until_answered(
                f"{address}/payments/stripe/webhook/",
                body,
                {"Stripe-Signature": header, "Content-Type": "application/json"},
            )

    def buy(number: int) -> None:
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        answer = until_answered(
            f"{address}/api/v1/quotes", b'{"kg": 50}', headers | {"Idempotency-Key": f"q{number}"}
        )
        body = json.dumps({"quote": json.loads(answer)["id"], "payment": "bank_transfer"}).encode()
        until_answered(
            f"{address}/api/v1/orders", body, headers | {"Idempotency-Key": f"o{number}"}
        )

    acts = [tell, *[lambda number=number: buy(number) for number in range(CALLERS)]]
    assert killed_meanwhile(master, acts) >= 2
    assert StripeEvent.objects.count() == len(told)
    assert Order.objects.count() == Quote.objects.count() == len(made) + CALLERS
    metro.refresh_from_db()
    assert metro.held_kg == 900 + 50 * CALLERS
    assert auditing.run().findings == []
    killing.settle_the_rest()
    once_each(fresh_db, of=len(made))
